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
        else if (seen is CallEvent call && connection.End(call.Side) is { } caller && call.Connection > 0)
        {
            Remember(call, caller, connection);
        }
    }

    static void Remember(CallEvent call, LadderEnd caller, LadderConnection connection)
    {
        bool isDone = call is { Error: null, Result: >= 0 };
        // Of Meari's own operations none is another than SHUT_WR.
        string how = call.Arguments ?? "SHUT_WR";
        switch (call.Name)
        {
            case "accept" or "accept4":
                connection.IsAccepted |= isDone;
                break;
            case "shutdown" when isDone:
                caller.SendingShut |= how is "SHUT_WR" or "SHUT_RDWR";
                caller.ReceivingShut |= how is "SHUT_RD" or "SHUT_RDWR";
                break;
            case "close" when isDone:
                caller.IsClosed = true;
                break;
            case "connect" when isDone:
                caller.HasFailed = false;
                break;
            default:
                // EPIPE is also what a program gets that has shut down its sending.
                caller.HasFailed |= call.Error is "ECONNRESET" or "ETIMEDOUT" or "ECONNREFUSED" or "EHOSTUNREACH" or "ENETUNREACH" || call.Error is "EPIPE" && !caller.SendingShut;
                break;
        }
    }

    static void Remember(SegmentEvent segment, LadderEnd sender, LadderConnection connection)
    {
        bool isSyn = segment.ControlBits.HasFlag(TcpControlBits.Syn), isAck = segment.ControlBits.HasFlag(TcpControlBits.Ack);
        connection.SynSeen |= isSyn;
        connection.WasReset |= segment.ControlBits.HasFlag(TcpControlBits.Rst);
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
        // A member that this event does not know keeps what was sampled; what was computed holds no longer.
        QueueEvent? kept = queues.Sampled || before is { Sampled: true } ? before : null;
        end.Queues = queues with
        {
            Sampled = queues.Sampled || (before is { Sampled: true } && (queues.SendQueue is null || queues.ReceiveQueue is null)),
            SendQueue = queues.SendQueue ?? kept?.SendQueue,
            ReceiveQueue = queues.ReceiveQueue ?? kept?.ReceiveQueue,
        };
        // That a buffer is empty is no news of one that nothing was known of.
        return (before?.SendQueue ?? 0, before?.ReceiveQueue ?? 0, before?.AcceptQueue ?? 0)
            != (end.Queues.SendQueue ?? 0, end.Queues.ReceiveQueue ?? 0, end.Queues.AcceptQueue ?? 0);
    }
}
