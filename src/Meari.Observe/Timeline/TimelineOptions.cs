using Meari.Text;

namespace Meari.Observe;

/// <summary>What a timeline is to show, and its bounds.</summary>
public sealed class TimelineOptions
{
    /// <summary>Which connections; all, if not set.</summary>
    public TimelineFilter Filter { get; init; }

    /// <summary>
    /// Whether the calls come from watched processes and decide the scope: only connections that one of these calls touched, or that came to a
    /// listening socket of theirs, are shown, with both ends.
    /// </summary>
    public bool WatchesProcesses { get; init; }

    /// <summary>Whether segments are to be concluded from states and calls, where none are captured.</summary>
    public bool InfersSegments { get; init; }

    /// <summary>
    /// Whether a capture runs, for all that <see cref="Filter"/> lets through: what the kernel's tracing tells of and the capture does not show may be of
    /// another network namespace.
    /// </summary>
    public bool CapturesSegments { get; init; }

    /// <summary>The clock; it must be the one of the sources.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How long events are held, so that sources of different lag can be put in order. 100 ms.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The most events that are held or wait for a slow reader; what comes on top is dropped and said. 65,536.</summary>
    public int MaxPending { get; init; } = 65_536;

    /// <summary>The most connections that are remembered; beyond, the ones that ended are forgotten first. 16,384.</summary>
    public int MaxConnections { get; init; } = 16_384;

    /// <summary>The language of the timeline's own notes.</summary>
    internal Language Language { get; init; }
}
