using Meari.Text;

namespace Meari.Observe;

/// <summary>Finds the sentence that explains an event, from what was seen of its connection before.</summary>
internal sealed class Explanations(StepTexts texts)
{
    /// <param name="seen">The event, which the connection does not know of yet.</param>
    /// <param name="connection">Its connection.</param>
    /// <returns>The sentence; null where there is nothing to add.</returns>
    public string? Explain(TimelineEvent seen, LadderConnection connection) => seen switch
    {
        CallEvent call => Call(call, connection),
        StateEvent state => State(state),
        SegmentEvent segment => Segment(segment, connection),
        _ => null,
    };

    string? Call(CallEvent call, LadderConnection connection) => call switch
    {
        { Error: { } error } => Failed(call, error),
        { Name: "socket" } => texts.SocketMade,
        { Name: "bind" } => texts.Bound(call.Arguments),
        { Name: "listen" } => texts.Listening,
        { Name: "accept" or "accept4" } => call.Result is { } accepted ? texts.Accepted(call.Descriptor is null ? null : accepted, call.Local, call.Remote) : texts.AcceptWaits,
        { Name: "connect" } => call.Result is null ? texts.Connecting(call.Arguments) : texts.Connected(call.Local, call.Remote),
        { Name: "shutdown" } => texts.HalfClosed,
        { Name: "close" } => Close(call, connection),
        _ when CallLabel.IsSend(call.Name) => Send(call),
        _ when CallLabel.IsReceive(call.Name) => Receive(call),
        _ => null,
    };

    string Failed(CallEvent call, string error) => (call.Name, error) switch
    {
        ("connect", "EINPROGRESS") => texts.ConnectInProgress,
        ("connect", "ECONNREFUSED") => texts.ConnectRefused,
        (_, "EAGAIN" or "EWOULDBLOCK") when CallLabel.IsSend(call.Name) => texts.SendWouldBlock,
        (_, "EAGAIN" or "EWOULDBLOCK") when CallLabel.IsReceive(call.Name) => texts.ReceiveWouldBlock,
        (_, "EPIPE" or "ECONNRESET") when CallLabel.IsSend(call.Name) => texts.SendBroken,
        (_, "ECONNRESET") when CallLabel.IsReceive(call.Name) => texts.ReceivedReset,
        _ => texts.Failed(call.Name, error),
    };

    string Send(CallEvent call) => call switch
    {
        { Result: null } => texts.SendWaits,
        { Requested: { } requested } when call.Result < requested => texts.SentPart(call.Result.Value, requested),
        _ => texts.Sent(call.Result.Value),
    };

    string Receive(CallEvent call) => call.Result switch
    {
        null => texts.ReceiveWaits,
        0 => texts.ReceivedEnd,
        { } bytes => texts.Received(bytes),
    };

    string Close(CallEvent call, LadderConnection connection)
    {
        if (call.Connection == 0)
            return texts.ClosedListener;
        return connection.End(call.Side)?.Queues?.ReceiveQueue is > 0 and { } unread ? texts.ClosedUnread(unread) : texts.ClosedSocket;
    }

    string? State(StateEvent state) => state.To switch
    {
        TcpState.Listen => texts.Listen,
        TcpState.SynSent => texts.SynSent,
        TcpState.SynReceived => texts.SynReceived,
        TcpState.Established => state.Side == TimelineSide.Server ? texts.EstablishedServer : texts.EstablishedClient,
        TcpState.FinWait1 => texts.FinWait1,
        TcpState.FinWait2 => texts.FinWait2,
        TcpState.TimeWait => texts.TimeWait,
        TcpState.CloseWait => texts.CloseWait,
        TcpState.LastAck => texts.LastAck,
        TcpState.Closing => texts.Closing,
        TcpState.Closed => texts.ClosedState,
        _ => null,
    };

    string? Segment(SegmentEvent segment, LadderConnection connection)
    {
        TcpControlBits bits = segment.ControlBits;
        if (bits.HasFlag(TcpControlBits.Rst))
            return connection.SynAckSeen ? texts.Reset : texts.Refusal;
        if (segment.Retransmission)
            return texts.Retransmitted;
        if (bits.HasFlag(TcpControlBits.Syn))
            return bits.HasFlag(TcpControlBits.Ack) ? texts.SynAck : texts.Syn;
        if (bits.HasFlag(TcpControlBits.Fin))
            return connection.FirstFin is TimelineSide.None || connection.FirstFin == segment.Side ? texts.FirstFin : texts.SecondFin;
        return segment.Length > 0 ? texts.Data(segment.Length) : Acknowledgment(segment, connection);
    }

    string? Acknowledgment(SegmentEvent segment, LadderConnection connection)
    {
        LadderEnd? own = connection.End(segment.Side), peer = connection.Peer(segment.Side);
        if (own is null || peer is null)
            return null;
        if (connection.SynAckSeen && !connection.HandshakeSeen && segment.Side == TimelineSide.Client)
            return texts.HandshakeDone;
        if (segment.Window == 0 && !segment.Inferred)
            return texts.ZeroWindow;
        if (own.Window == 0)
            return texts.WindowOpened;
        if (peer.FinAcknowledgment is { } fin && segment.Acknowledgment == fin)
            return texts.FinAcknowledged;
        return segment.Inferred || (int)(segment.Acknowledgment - own.Acknowledged) > 0 ? texts.Acknowledged : null;
    }
}
