namespace Meari.Observe.Segments;

/// <summary>What lies between the timeline's clock and the time of day, which the kernel stamps packets with and pcapng files have.</summary>
internal static class RealTimeOffset
{
    /// <summary>The provider tells the time of day in steps of 100 ns; the tightest of so many readings hides an interruption of the others.</summary>
    const int Readings = 5;

    /// <summary>Nanoseconds from a time of the monotonic clock to the same time since 1970, now: it changes when the system's clock is set.</summary>
    public static long Measure(TimeProvider time)
    {
        MonotonicClock clock = new(time);
        long tightest = long.MaxValue, offset = 0;
        for (int i = 0; i < Readings; i++)
        {
            long before = clock.Nanoseconds;
            long realTime = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
            long took = clock.Nanoseconds - before;
            if (took < tightest)
                (tightest, offset) = (took, realTime - before - took / 2);
        }
        return offset;
    }
}
