namespace Meari.Observe.Calls;

/// <summary>
/// From CLOCK_REALTIME, which strace stamps with, to CLOCK_MONOTONIC. The difference is measured again every second, so that what NTP
/// corrects does not add up, and at once when a stamp makes no sense: then somebody has set the clock. Not thread-safe.
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

    /// <summary>The moment on the timeline's clock, at the latest now.</summary>
    /// <param name="realtime">Nanoseconds since 1970.</param>
    public long ToMonotonic(long realtime)
    {
        long now = _clock.Nanoseconds;
        if (_measured == long.MinValue || now - _measured > Renewal || Math.Abs(now - (realtime - _offset)) > Doubtful)
            Measure();
        long seen = realtime - _offset, seenBefore = realtime - _before;
        // Stamped before the clock was set: by the former difference it lies in the near past, by the new one it cannot be.
        bool isByFormer = Math.Abs(_offset - _before) > Doubtful && IsPast(seenBefore, now) && (!IsPast(seen, now) || seenBefore > seen);
        return Math.Min(isByFormer ? seenBefore : seen, now);
    }

    /// <summary>A stamp may be later than now by what the measurement is inexact.</summary>
    static bool IsPast(long seen, long now) => seen - now < 1_000_000;

    /// <summary>Of several pairs the one whose two readings of the monotonic clock lie closest around that of the other.</summary>
    void Measure()
    {
        long tightest = long.MaxValue, offset = 0;
        for (int i = 0; i < Samples; i++)
        {
            long from = _clock.Nanoseconds;
            long realtime = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
            long to = _clock.Nanoseconds;
            if (to - from < tightest)
                (tightest, offset) = (to - from, realtime - (from + (to - from) / 2));
        }
        bool isFirst = _measured == long.MinValue;
        if (isFirst || Math.Abs(offset - _offset) > Doubtful)
            _before = isFirst ? offset : _offset;
        _offset = offset;
        _measured = _clock.Nanoseconds;
    }
}
