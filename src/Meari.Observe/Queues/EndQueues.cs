namespace Meari.Observe;

/// <summary>
/// The two buffers of one end, as numbers of bytes since the connection began. Data byte 0 has the sequence number 1, after the SYN; a FIN has the number
/// after the last byte.
/// </summary>
internal sealed class EndQueues
{
    long? _fin;

    /// <summary>Its connect or accept was seen, so that no call was missed since.</summary>
    public bool HasCalls { get; set; }

    /// <summary>Its SYN was seen, so that no byte of its was missed.</summary>
    public bool HasSyn { get; set; }

    /// <summary>An acknowledgment of the peer's was seen.</summary>
    public bool HasAcknowledgment { get; set; }

    /// <summary>A call moved bytes without saying how many.</summary>
    public bool MissesSends { get; set; }

    /// <inheritdoc cref="MissesSends"/>
    public bool MissesReceives { get; set; }

    /// <summary>A send call waits for room: how much of it the kernel has taken already is not known.</summary>
    public int WaitingSends { get; set; }

    /// <summary>Bytes that send calls handed to the kernel.</summary>
    public long Written { get; set; }

    /// <summary>Bytes that receive calls took.</summary>
    public long Read { get; set; }

    /// <summary>Bytes sent to the network; null until a segment was seen.</summary>
    public ByteRanges? Sent { get; private set; }

    /// <summary>The next number that the peer expects.</summary>
    public long Acknowledged { get; private set; } = 1;

    /// <summary>The number at which the peer's receive window ends; null until the peer has told it.</summary>
    public long? WindowEnd { get; private set; }

    /// <summary>The values shown last.</summary>
    public (long? SendQueue, long? InFlight, long? ReceiveQueue) Shown { get; set; }

    /// <summary>Bytes of the peer that have arrived in order, by the peer's segments.</summary>
    public long ArrivedAtPeer => Arrived is null ? 0 : DataBefore(Arrived.Next);

    ByteRanges? Arrived { get; set; }

    /// <summary>In the send buffer.</summary>
    public long? SendQueue => HasCalls && HasSyn && !MissesSends
        ? Math.Max(0, (WaitingSends > 0 ? Math.Max(Written, SentData) : Written) - DataBefore(Acknowledged))
        : null;

    /// <summary>Of these, on their way.</summary>
    public long? InFlight => Sent is not null && HasAcknowledgment ? Math.Max(0, SentData - DataBefore(Acknowledged)) : null;

    /// <summary>In the receive buffer. A receive that did not wait is told when it was called, which may be before its bytes came.</summary>
    /// <param name="peer">Who sent them.</param>
    public long? ReceiveQueueFrom(EndQueues peer) => HasCalls && peer.HasSyn && !MissesReceives ? Math.Max(0, peer.ArrivedAtPeer - Read) : null;

    long SentData => Sent is null ? 0 : DataBefore(Sent.Highest);

    /// <summary>This end has sent a segment.</summary>
    public void Send(SegmentEvent segment)
    {
        bool isSyn = segment.ControlBits.HasFlag(TcpControlBits.Syn), isFin = segment.ControlBits.HasFlag(TcpControlBits.Fin);
        HasSyn |= isSyn;
        Sent ??= new ByteRanges(isSyn ? 0 : segment.Sequence);
        Arrived ??= new ByteRanges(isSyn ? 0 : segment.Sequence);
        long start = Sent.Unwrap(segment.Sequence), length = segment.Length + (isSyn ? 1 : 0) + (isFin ? 1 : 0);
        if (isFin)
            _fin = start + length - 1;
        Sent.Add(start, length);
        // What comes when the window is closed is thrown away (RFC 9293, section 3.10.7.4): a probe, or too much.
        if (WindowEnd is not { } end || start < end || isSyn)
            Arrived.Add(start, length);
    }

    /// <summary>The peer has acknowledged, and tells its window.</summary>
    /// <param name="segment">The peer's segment.</param>
    /// <param name="knowsWindow">Whether both SYNs were seen, so that the window's scale is known.</param>
    public void Acknowledge(SegmentEvent segment, bool knowsWindow)
    {
        if (Sent is null)
        {
            Sent = new ByteRanges(segment.Acknowledgment);
            Arrived = new ByteRanges(segment.Acknowledgment);
        }
        long next = Sent.Unwrap(segment.Acknowledgment);
        Acknowledged = HasAcknowledgment ? Math.Max(Acknowledged, next) : next;
        HasAcknowledgment = true;
        Sent.SkipTo(Acknowledged);
        Arrived!.SkipTo(Acknowledged);
        if (knowsWindow)
            WindowEnd = Math.Max(WindowEnd ?? 0, next + segment.Window);
    }

    /// <summary>The kernel has thrown away what was to be sent.</summary>
    public void Discard()
    {
        Written = Math.Min(Written, DataBefore(Acknowledged));
        Sent = new ByteRanges(Acknowledged);
        WaitingSends = 0;
    }

    /// <summary>The kernel says otherwise.</summary>
    public void ResynchronizeSendQueue(long sampled) => Written = DataBefore(Acknowledged) + sampled;

    /// <summary>The kernel says otherwise.</summary>
    public void ResynchronizeReceiveQueue(long sampled, EndQueues peer) => Read = peer.ArrivedAtPeer - sampled;

    /// <summary>How many bytes of data lie before a number: the SYN and the FIN have one each.</summary>
    long DataBefore(long number) => Math.Max(0, (_fin is { } fin ? Math.Min(number, fin) : number) - 1);
}
