namespace Meari.Observe;

/// <summary>Keeps of an event what later lines need.</summary>
internal static class LadderMemory
{
    public static void Remember(TimelineEvent seen, LadderConnection connection)
    {
        if (seen is StateEvent state && connection.End(state.Side) is { } end)
        {
            end.State = state.To;
            end.IsInferred = state.Inferred;
            // The table has it no longer: what it said in mid-flight would stand there for ever.
            if (state.To is TcpState.Closed or TcpState.TimeWait && end.Queues is { Sampled: true, AcceptQueue: null })
                end.Queues = null;
        }
        else if (seen is SegmentEvent segment && connection.End(segment.Side) is { } sender)
        {
            Remember(segment, sender, connection);
        }
    }

    static void Remember(SegmentEvent segment, LadderEnd sender, LadderConnection connection)
    {
        bool isSyn = segment.ControlBits.HasFlag(TcpControlBits.Syn), isAck = segment.ControlBits.HasFlag(TcpControlBits.Ack);
        if (isSyn && isAck)
            connection.SynAckSeen = true;
        else if (isAck && connection.SynAckSeen && segment.Side == TimelineSide.Client)
            connection.HandshakeSeen = true;
        if (segment.ControlBits.HasFlag(TcpControlBits.Fin))
        {
            sender.FinAcknowledgment = segment.Sequence + (uint)segment.Length + 1;
            if (connection.FirstFin == TimelineSide.None)
                connection.FirstFin = segment.Side;
        }
        if (isAck && (int)(segment.Acknowledgment - sender.Acknowledged) > 0)
            sender.Acknowledged = segment.Acknowledgment;
        if (!segment.Inferred && !segment.ControlBits.HasFlag(TcpControlBits.Rst))
            sender.Window = segment.Window;
    }

    /// <returns>Whether anything that is drawn changed.</returns>
    public static bool Remember(QueueEvent queues, LadderConnection connection)
    {
        if (connection.End(queues.Side) is not { } end)
            return false;
        QueueEvent? before = end.Queues;
        // A member that this event does not know keeps what was known.
        end.Queues = queues with
        {
            Sampled = queues.Sampled || (before is { Sampled: true } && (queues.SendQueue is null || queues.ReceiveQueue is null)),
            SendQueue = queues.SendQueue ?? before?.SendQueue,
            ReceiveQueue = queues.ReceiveQueue ?? before?.ReceiveQueue,
        };
        // That a buffer is empty is no news of one that nothing was known of.
        return (before?.SendQueue ?? 0, before?.ReceiveQueue ?? 0, before?.AcceptQueue ?? 0)
            != (end.Queues.SendQueue ?? 0, end.Queues.ReceiveQueue ?? 0, end.Queues.AcceptQueue ?? 0);
    }
}
