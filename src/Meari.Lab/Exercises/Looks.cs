using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>What a look at the sockets says of what is waited for.</summary>
internal enum SightKind
{
    /// <summary>Not yet.</summary>
    Waits,

    /// <summary>It is so.</summary>
    Seen,

    /// <summary>It will not be so any more.</summary>
    Missed,
}

/// <summary>What a look at the sockets says of what is waited for.</summary>
/// <param name="Kind">Whether it is so.</param>
/// <param name="Text">What hinders it, or why it will not be so any more; null for nothing.</param>
internal readonly record struct Sight(SightKind Kind, Words? Text = null)
{
    public static Sight Waits => new(SightKind.Waits);

    public static Sight Seen => new(SightKind.Seen);

    public static Sight Hindered(Words text) => new(SightKind.Waits, text);

    public static Sight Missed(Words text) => new(SightKind.Missed, text);
}

/// <summary>Looks at the sockets again and again until it is so: the kernel tells nobody of changes.</summary>
/// <param name="read">Reads them.</param>
/// <param name="time">The clock.</param>
internal sealed class Looks(Func<IReadOnlyList<SocketEntry>> read, TimeProvider time)
{
    /// <summary>From one look to the next.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    /// <summary>What hinders for so long is no step of TCP on its way to the next.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Where reading takes long, the pause is so many times as long: a processor is busy for 5 % of the time at most.</summary>
    const int PauseForReading = 19;

    /// <summary>Takes what hinders, once for each step.</summary>
    public Action<Words> OnHindrance { get; init; } = static _ => { };

    /// <summary>Looks until it is so.</summary>
    /// <param name="judge">Says of a look whether it is.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <param name="limit">The most that it may take; null for any time.</param>
    /// <param name="givesUp">Ends when whoever waits wants to wait no longer; null for never.</param>
    /// <returns>That it is so, or what has kept it from being so; no text where nobody knows.</returns>
    public async Task<Sight> UntilAsync(Func<IReadOnlyList<SocketEntry>, Sight> judge, CancellationToken cancellation, TimeSpan? limit = null, Task? givesUp = null)
    {
        HashSet<Words> told = [];
        long begun = time.GetTimestamp(), since = begun;
        Sight last = Sight.Waits;
        while (true)
        {
            long before = time.GetTimestamp();
            Sight sight = judge(read());
            TimeSpan took = time.GetElapsedTime(before);
            if (sight.Kind == SightKind.Seen)
                return sight;
            if (sight != last)
                (last, since) = (sight, before);
            bool isHeld = time.GetElapsedTime(since) >= Grace;
            if (isHeld && sight.Kind == SightKind.Missed)
                return sight;
            if (isHeld && sight.Text is { } hindrance && told.Add(hindrance))
                OnHindrance(hindrance);
            if (givesUp is { IsCompleted: true } || (limit is { } most && time.GetElapsedTime(begun) >= most))
                return last with { Kind = SightKind.Missed };
            TimeSpan pause = took * PauseForReading > Period ? took * PauseForReading : Period;
            Task next = Task.Delay(pause, time, cancellation);
            await Task.WhenAny(next, givesUp ?? next);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
