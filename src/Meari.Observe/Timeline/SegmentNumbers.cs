namespace Meari.Observe;

/// <summary>Numbers as a reader wants them: relative to each side's first, the window in bytes, and what was sent before marked.</summary>
internal static class SegmentNumbers
{
    /// <summary>The largest shift of a window (RFC 7323, section 2.3).</summary>
    const int MaxScale = 14;

    /// <summary>Numbers a segment.</summary>
    /// <param name="segment">As captured.</param>
    /// <param name="from">Its sender.</param>
    /// <param name="to">Its receiver.</param>
    /// <returns>With relative numbers.</returns>
    public static SegmentEvent Number(SegmentEvent segment, ConnectionEnd from, ConnectionEnd to)
    {
        bool isSyn = segment.ControlBits.HasFlag(TcpControlBits.Syn), acknowledges = segment.ControlBits.HasFlag(TcpControlBits.Ack);
        bool isReset = segment.ControlBits.HasFlag(TcpControlBits.Rst);
        if (isSyn && !from.HasSyn)
            (from.First, from.HasSyn, from.WindowScale, from.Sent) = (segment.Sequence, true, segment.WindowScale, new ByteRanges(segment.Sequence));
        // Without the SYN the first byte seen counts as 1, as after a SYN; a reset may carry any number.
        if (!isReset && from.First is null)
            from.First = segment.Sequence - 1;
        if (!isReset && acknowledges && to.First is null)
            to.First = segment.Acknowledgment - 1;
        bool wasSent = !isReset && WasSent(segment, from);
        return segment with
        {
            Sequence = isReset && !acknowledges && segment.Sequence == 0 ? 0 : segment.Sequence - (from.First ?? segment.Sequence),
            Acknowledgment = acknowledges ? segment.Acknowledgment - (to.First ?? segment.Acknowledgment) : 0,
            Window = !isSyn && from.HasSyn && to.HasSyn && from.WindowScale is { } scale && to.WindowScale is not null
                ? segment.Window << Math.Clamp(scale, 0, MaxScale)
                : segment.Window,
            Retransmission = segment.Retransmission || wasSent,
        };
    }

    static bool WasSent(SegmentEvent segment, ConnectionEnd from)
    {
        from.Sent ??= new ByteRanges(segment.Sequence);
        long length = segment.Length + (segment.ControlBits.HasFlag(TcpControlBits.Syn) ? 1 : 0) + (segment.ControlBits.HasFlag(TcpControlBits.Fin) ? 1 : 0);
        return from.Sent.Add(from.Sent.Unwrap(segment.Sequence), length);
    }
}
