namespace Meari.Observe;

/// <summary>The one clock of a timeline: nanoseconds of CLOCK_MONOTONIC, which is what <see cref="TimeProvider.System"/> counts on Linux.</summary>
/// <param name="time">The program's time provider.</param>
internal sealed class MonotonicClock(TimeProvider time)
{
    /// <summary>Now.</summary>
    public long Nanoseconds => ToNanoseconds(time.GetTimestamp());

    /// <summary>A timestamp of the same provider, as <see cref="TcpOperation.Started"/> has it.</summary>
    public long ToNanoseconds(long timestamp) =>
        time.TimestampFrequency == 1_000_000_000 ? timestamp : (long)((Int128)timestamp * 1_000_000_000 / time.TimestampFrequency);
}
