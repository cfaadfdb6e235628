namespace Meari;

/// <summary>What a time limit may be: checked where it is given, since a timer would object only when it is too late.</summary>
internal static class TimeLimits
{
    /// <summary>The longest that a timer takes: 2^32 - 2 milliseconds, 49 days.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>0 to 49 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public static void Check(TimeSpan limit, string name)
    {
        if (limit != Timeout.InfiniteTimeSpan && (limit < TimeSpan.Zero || limit > Longest))
            throw new ArgumentOutOfRangeException(name, limit, "A time limit is 0 to 49 days, or infinite.");
    }
}
