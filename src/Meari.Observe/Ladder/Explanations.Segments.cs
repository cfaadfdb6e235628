namespace Meari.Observe;

/// <summary>Segments.</summary>
internal sealed partial class Explanations
{
    string? Segment(SegmentEvent segment, LadderConnection connection)
    {
        TcpControlBits bits = segment.ControlBits;
        if (bits.HasFlag(TcpControlBits.Rst))
            return IsRefusal(segment, connection) ? texts.Refusal : texts.Reset;
        if (segment.Retransmission)
            return bits.HasFlag(TcpControlBits.Syn) ? texts.RetransmittedSyn : texts.Retransmitted;
        if (bits.HasFlag(TcpControlBits.Syn))
            return bits.HasFlag(TcpControlBits.Ack) ? texts.SynAck : texts.Syn;
        if (bits.HasFlag(TcpControlBits.Fin))
            return Fin(segment, connection);
        return segment.Length > 0 ? texts.Data(segment.Length) : Acknowledgment(segment, connection);
    }

    /// <summary>The server's answer to a SYN. Of a connection whose beginning was not seen, and of one that exists, a RST is its end.</summary>
    static bool IsRefusal(SegmentEvent segment, LadderConnection connection) =>
        segment.Side == TimelineSide.Server && !connection.SynAckSeen && !connection.IsAccepted
        && (connection.SynSeen ? connection.Client.State is TcpState.Unknown or TcpState.SynSent or TcpState.Closed : connection.Client.State == TcpState.SynSent);

    /// <summary>The second FIN acknowledges the first, unless they crossed.</summary>
    string Fin(SegmentEvent segment, LadderConnection connection)
    {
        if (connection.FirstFin is TimelineSide.None || connection.FirstFin == segment.Side)
            return texts.FirstFin;
        bool isCrossed = !segment.Inferred && connection.Peer(segment.Side)?.FinAcknowledgment is { } first && (int)(segment.Acknowledgment - first) < 0;
        return isCrossed ? texts.CrossedFin : texts.SecondFin;
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
