namespace Meari.Observe;

/// <summary>What TCP knows of a connection. A member that is null is one that this kernel does not tell, or has not measured.</summary>
/// <remarks>Source: tcp(7), TCP_INFO; struct tcp_info in linux/tcp.h. What the kernel calls a packet is a segment here.</remarks>
public sealed record TcpInformation
{
    /// <summary>Round-trip time, smoothed (RFC 6298): how long a segment's acknowledgment takes. Null before the first was measured.</summary>
    public TimeSpan? RoundTripTime { get; init; }

    /// <summary>How much the round-trip time varies (RFC 6298, RTTVAR).</summary>
    public TimeSpan? RoundTripTimeVariation { get; init; }

    /// <summary>The least round-trip time of late. Since Linux 4.6.</summary>
    public TimeSpan? MinimumRoundTripTime { get; init; }

    /// <summary>Retransmission timeout: how long an acknowledgment is waited for before the segment is sent again (RFC 6298, RTO).</summary>
    public TimeSpan RetransmissionTimeout { get; init; }

    /// <summary>Round-trip time as the receiving side estimates it; null before it has received enough.</summary>
    public TimeSpan? ReceiveRoundTripTime { get; init; }

    /// <summary>Congestion window in segments: how many may be under way unacknowledged (RFC 5681, cwnd).</summary>
    public int CongestionWindow { get; init; }

    /// <summary>The congestion window, in segments, up to which it grows fast (RFC 5681, ssthresh); null as long as nothing was lost.</summary>
    public int? SlowStartThreshold { get; init; }

    /// <summary>Maximum segment size for sending, bytes of data.</summary>
    public int SendSegmentSize { get; init; }

    /// <summary>Maximum segment size that the peer is seen to send, bytes of data.</summary>
    public int ReceiveSegmentSize { get; init; }

    /// <summary>Maximum segment size that was advertised to the peer, bytes.</summary>
    public int AdvertisedSegmentSize { get; init; }

    /// <summary>The path's maximum transmission unit, bytes with headers.</summary>
    public int PathMtu { get; init; }

    /// <summary>Segments sent and not acknowledged yet.</summary>
    public int Unacknowledged { get; init; }

    /// <summary>Of those, the segments that the peer has received out of order (RFC 2018, SACK).</summary>
    public int SelectivelyAcknowledged { get; init; }

    /// <summary>Segments thought lost.</summary>
    public int Lost { get; init; }

    /// <summary>Segments sent again and not acknowledged yet.</summary>
    public int Retransmitting { get; init; }

    /// <summary>Timeouts in a row without an answer.</summary>
    public int Timeouts { get; init; }

    /// <summary>Segments sent again, since the connection began.</summary>
    public long Retransmissions { get; init; }

    /// <summary>How far segments may arrive out of order before one is thought lost, in segments.</summary>
    public int Reordering { get; init; }

    /// <summary>At most so many bytes a second are handed to the network; null where there is no limit or the kernel (before 3.15) does not tell.</summary>
    public long? PacingRate { get; init; }

    /// <summary>Bytes a second that reached the peer in the last measured round trip. Since Linux 4.9; null before anything was measured.</summary>
    public long? DeliveryRate { get; init; }

    /// <summary>Bytes of data sent, retransmissions included. Since Linux 4.19.</summary>
    public long? BytesSent { get; init; }

    /// <summary>Bytes of data sent again. Since Linux 4.19.</summary>
    public long? BytesRetransmitted { get; init; }

    /// <summary>Bytes that the peer has acknowledged; the FIN counts one, and on the side that connected the SYN too. Since Linux 4.1.</summary>
    public long? BytesAcknowledged { get; init; }

    /// <summary>Bytes of data received in order; the FIN counts one. Since Linux 4.1.</summary>
    public long? BytesReceived { get; init; }

    /// <summary>Bytes in the send buffer that were not sent for the first time yet. Since Linux 4.6.</summary>
    public long? NotSentBytes { get; init; }

    /// <summary>Segments sent, with and without data. Since Linux 4.2.</summary>
    public long? SegmentsSent { get; init; }

    /// <summary>Segments received, with and without data. Since Linux 4.2.</summary>
    public long? SegmentsReceived { get; init; }

    /// <summary>Segments with data sent. Since Linux 4.6.</summary>
    public long? DataSegmentsSent { get; init; }

    /// <summary>Segments with data received. Since Linux 4.6.</summary>
    public long? DataSegmentsReceived { get; init; }

    /// <summary>Segments that arrived out of order. Since Linux 5.4.</summary>
    public long? OutOfOrder { get; init; }

    /// <summary>The peer's receive window, bytes (scaled). Since Linux 5.4.</summary>
    public long? PeerWindow { get; init; }

    /// <summary>Bytes of data that the program has been reading in a round trip; the kernel sizes the receive buffer by it.</summary>
    public int ReceiveSpace { get; init; }

    /// <summary>The receive window may grow to so many bytes.</summary>
    public int ReceiveWindowLimit { get; init; }

    /// <summary>How long there has been data to send or unacknowledged, in sum. Since Linux 4.10.</summary>
    public TimeSpan? BusyTime { get; init; }

    /// <summary>How long sending has waited for the peer's receive window, in sum. Since Linux 4.10.</summary>
    public TimeSpan? ReceiveWindowLimited { get; init; }

    /// <summary>How long sending has waited for this side's send buffer, in sum. Since Linux 4.10.</summary>
    public TimeSpan? SendBufferLimited { get; init; }

    /// <summary>How long ago data was last sent; since the connection began if never.</summary>
    public TimeSpan LastDataSent { get; init; }

    /// <summary>How long ago data was last received.</summary>
    public TimeSpan LastDataReceived { get; init; }

    /// <summary>How long ago an acknowledgment was last received.</summary>
    public TimeSpan LastAcknowledgmentReceived { get; init; }
}

/// <summary>The memory of a socket, in bytes as the kernel accounts for it: with its own structures, so more than the data.</summary>
/// <remarks>Source: sock_diag(7), INET_DIAG_SKMEMINFO; linux/sock_diag.h.</remarks>
/// <param name="ReceiveAllocated">What is in the receive buffer.</param>
/// <param name="ReceiveBuffer">The most that may be (SO_RCVBUF).</param>
/// <param name="SendAllocated">What has been handed to the network and not been freed.</param>
/// <param name="SendBuffer">The most that may be in the send buffer (SO_SNDBUF).</param>
/// <param name="ForwardAllocated">What is reserved for the next segments.</param>
/// <param name="SendQueued">What is in the send buffer.</param>
/// <param name="Options">What socket options take.</param>
/// <param name="Backlog">What arrived while the program held the socket, and is not taken in yet.</param>
/// <param name="Drops">Packets dropped (a count, not bytes).</param>
public sealed record SocketMemory(
    long ReceiveAllocated, long ReceiveBuffer, long SendAllocated, long SendBuffer, long ForwardAllocated, long SendQueued, long Options, long Backlog, long Drops);
