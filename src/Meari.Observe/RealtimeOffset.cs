namespace Meari.Observe;

/// <summary>
/// From CLOCK_REALTIME, which strace and the kernel's packets are stamped with, to CLOCK_MONOTONIC. The difference is measured again every
/// second, so that what NTP corrects does not add up, and at once when a stamp makes no sense: then somebody has set the clock. Not thread-safe.
/// </summary>
/// <remarks>Source: clock_gettime(2).</remarks>
internal sealed class RealtimeOffset(TimeProvider time)
{
    const int Samples = 8;

    /// <summary>Measured again after so long, in nanoseconds.</summary>
    const long Renewal = 1_000_000_000;

    /// <summary>A stamp further from now than this was made by another setting of the clock, or has waited in the pipe.</summary>
    const long Doubtful = 100_000_000;

    readonly MonotonicClock _clock = new(time);
    long _offset, _before, _measured = long.MinValue;

    /// <summary>Nanoseconds from a moment of the monotonic clock to the same moment since 1970, now: it changes when the system's clock is set.</summary>
    /// <remarks>
    /// Of several pairs of readings the one whose two of the monotonic clock lie closest around that of the other, which no interruption has
    /// torn apart. The provider tells the time of day in steps of 100 ns.
    /// </remarks>
    public static long Measure(TimeProvider time)
    {
        MonotonicClock clock = new(time);
        long tightest = long.MaxValue, offset = 0;
        for (int i = 0; i < Samples; i++)
        {
            long from = clock.Nanoseconds;
            long realtime = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
            long took = clock.Nanoseconds - from;
            if (took < tightest)
                (tightest, offset) = (took, realtime - from - took / 2);
        }
        return offset;
    }

    /// <summary>The moment on the timeline's clock, at the latest now.</summary>
    /// <param name="realtime">Nanoseconds since 1970.</param>
    public long ToMonotonic(long realtime)
    {
        long now = _clock.Nanoseconds;
        if (_measured == long.MinValue || now - _measured > Renewal || Math.Abs(now - (realtime - _offset)) > Doubtful)
            Renew();
        long seen = realtime - _offset, seenBefore = realtime - _before;
        // Stamped before the clock was set: by the former difference it lies in the near past, by the new one it cannot be.
        bool isByFormer = Math.Abs(_offset - _before) > Doubtful && IsPast(seenBefore, now) && (!IsPast(seen, now) || seenBefore > seen);
        return Math.Min(isByFormer ? seenBefore : seen, now);
    }

    /// <summary>A stamp may be later than now by what the measurement is inexact.</summary>
    static bool IsPast(long seen, long now) => seen - now < 1_000_000;

    void Renew()
    {
        long offset = Measure(time);
        bool isFirst = _measured == long.MinValue;
        if (isFirst || Math.Abs(offset - _offset) > Doubtful)
            _before = isFirst ? offset : _offset;
        _offset = offset;
        _measured = _clock.Nanoseconds;
    }
}
