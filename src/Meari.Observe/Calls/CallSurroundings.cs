using System.Net;

namespace Meari.Observe.Calls;

/// <summary>What the assembler asks others for.</summary>
internal sealed record CallSurroundings
{
    /// <summary>From CLOCK_REALTIME to CLOCK_MONOTONIC, in nanoseconds.</summary>
    public required Func<long, long> ToMonotonic { get; init; }

    /// <summary>The process that a thread belongs to; null if the thread is gone. Asked once a thread.</summary>
    public required Func<int, int?> ProcessOf { get; init; }

    /// <summary>The local address of a process's descriptor and the inode of its socket (0 if not known); null if it cannot be found.</summary>
    public required Func<int, int, long, IPEndPoint?> FindLocal { get; init; }
}
