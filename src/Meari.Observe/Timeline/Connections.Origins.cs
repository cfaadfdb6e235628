using System.Net;

namespace Meari.Observe;

internal sealed partial class Connections
{
    /// <summary>A capture runs and has lost nothing, so that a connection of this namespace has segments.</summary>
    bool CapturesAll => _captures && !_upcoming.LacksSegments;

    /// <summary>
    /// Whether an event of the kernel's tracing is left out because its socket is of another network namespace. A watched program's never is, wherever
    /// the program is. Where nothing else decides, segments do: whoever captures all sees those of every connection of this namespace.
    /// </summary>
    bool IsElsewhere(TimelineEvent seen, IPEndPoint? local, IPEndPoint? remote)
    {
        if (seen.Origin == SocketOrigin.Here || (seen.Origin == SocketOrigin.Undecided && !CapturesAll))
            return false;
        if (!ConnectionPair.IsWhole(local) || !ConnectionPair.IsWhole(remote))
            return seen.Origin == SocketOrigin.Elsewhere && !(seen.Process is { } process && _processes.TryGet(process, out _));
        ConnectionPair pair = ConnectionPair.Of(local, remote);
        WatchedConnection? known = _table.Find(pair);
        if (_watchesProcesses && (known is { IsTouched: true } || _upcoming.HasCall(pair)))
            return false;
        return seen.Origin == SocketOrigin.Elsewhere
            || !(known is { IsCaptured: true } || _upcoming.FindSegment(pair, static s => !KernelMarks.IsMark(s)) is not null);
    }
}
