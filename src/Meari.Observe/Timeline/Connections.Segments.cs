using System.Net;

namespace Meari.Observe;

internal sealed partial class Connections
{
    void AddSegment(SegmentEvent segment, List<TimelineEvent> output)
    {
        IPEndPoint? local = ConnectionPair.Plain(segment.Local), remote = ConnectionPair.Plain(segment.Remote);
        if (IsElsewhere(segment, local, remote))
            return;
        if (!ConnectionPair.IsWhole(local) || !ConnectionPair.IsWhole(remote))
        {
            EmitApart(segment, local, TimelineSide.None, output);
            return;
        }
        WatchedConnection connection = ConnectionOf(segment, local, remote);
        ConnectionEnd end = connection.EndAt(local);
        connection.HasTraffic |= !segment.ControlBits.HasFlag(TcpControlBits.Syn);
        connection.WasReset |= segment.ControlBits.HasFlag(TcpControlBits.Rst);
        end.HasFinished |= segment.ControlBits.HasFlag(TcpControlBits.Fin);
        connection.IsCaptured |= !KernelMarks.IsMark(segment);
        if (KernelMarks.IsMark(segment))
        {
            if (_marks.IsAlone(segment, connection.Pair, local))
                Emit(segment, connection, end, output);
            return;
        }
        SegmentEvent numbered = SegmentNumbers.Number(segment, end, connection.PeerOf(end));
        Emit(_marks.Merge(numbered, connection.Pair, local, end.HasSyn), connection, end, output);
    }

    WatchedConnection ConnectionOf(SegmentEvent segment, IPEndPoint local, IPEndPoint remote)
    {
        bool isSyn = segment.ControlBits.HasFlag(TcpControlBits.Syn), isAnswer = isSyn && segment.ControlBits.HasFlag(TcpControlBits.Ack);
        WatchedConnection? current = _table.Find(ConnectionPair.Of(local, remote));
        if (current is not null && !(isSyn && !KernelMarks.IsMark(segment) && IsNextUse(segment, current, current.EndAt(local))))
            return current;
        return !isSyn ? AddOlder(local, remote) : isAnswer ? _table.Add(remote, local) : _table.Add(local, remote);
    }

    /// <summary>Whether a SYN begins the pair's next use: a sent again SYN has the same number; another must belong to another connection.</summary>
    static bool IsNextUse(SegmentEvent syn, WatchedConnection current, ConnectionEnd end) =>
        end.HasSyn ? syn.Sequence != end.First : current.HasEnded || current.HasTraffic;
}
