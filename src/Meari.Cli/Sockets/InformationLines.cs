using System.Globalization;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Sockets;

/// <summary>What TCP knows of a connection: the kernel's name of each value, the value with its unit, and what it means. What is not known has no line.</summary>
internal static class InformationLines
{
    /// <param name="entry">The socket.</param>
    /// <param name="listeners">How many sockets listen on its address.</param>
    /// <param name="messages">In which language.</param>
    public static IEnumerable<(string Name, string Value, string Meaning)> Of(SocketEntry entry, int listeners, Messages messages)
    {
        IEnumerable<(string Name, string? Value, string Meaning)> lines = entry.State == TcpState.Listen ? AcceptQueue(entry, listeners, messages) : [];
        if (entry.Information is { } info)
            lines = Times(info, messages).Concat(Windows(info, messages)).Concat(Losses(info, messages)).Concat(Amounts(info, messages)).Concat(Limits(info, messages));
        if (entry.Memory is { } memory)
            lines = lines.Concat(Memory(memory, messages));
        return lines.Where(static l => l.Value is not null).Select(static l => (l.Name, l.Value!, l.Meaning));
    }

    /// <summary>A listening socket has no TCP_INFO; its two queues mean something else than a connection's.</summary>
    /// <remarks>Source: net/ipv4/tcp_diag.c, tcp_diag_get_info: sk_ack_backlog and sk_max_ack_backlog.</remarks>
    static IEnumerable<(string Name, string? Value, string Meaning)> AcceptQueue(SocketEntry entry, int listeners, Messages messages)
    {
        // Without a limit the source is one that knows of no queue either, or of the queue alone.
        yield return (messages.ReceiveQueueColumn, entry.SendQueue is null ? null : messages.Connections(entry.ReceiveQueue), messages.MeaningOfAcceptQueue);
        yield return (messages.SendQueueColumn, entry.SendQueue is { } limit ? messages.Connections(limit) : null, messages.MeaningOfAcceptQueueLimit);
        if (listeners > 1)
            yield return ("SO_REUSEPORT", messages.Sockets(listeners), messages.MeaningOfSharedPort);
    }

    static IEnumerable<(string Name, string? Value, string Meaning)> Times(TcpInformation info, Messages messages)
    {
        yield return ("rtt", Time(info.RoundTripTime), messages.MeaningOfRtt);
        yield return ("rttvar", Time(info.RoundTripTimeVariation), messages.MeaningOfRttVariation);
        yield return ("min_rtt", Time(info.MinimumRoundTripTime), messages.MeaningOfMinimumRtt);
        yield return ("rcv_rtt", Time(info.ReceiveRoundTripTime), messages.MeaningOfReceiveRtt);
        yield return ("rto", Time(info.RetransmissionTimeout), messages.MeaningOfRto);
    }

    static IEnumerable<(string Name, string? Value, string Meaning)> Windows(TcpInformation info, Messages messages)
    {
        yield return ("cwnd", messages.Segments(info.CongestionWindow), messages.MeaningOfCongestionWindow);
        yield return ("ssthresh", info.SlowStartThreshold is { } threshold ? messages.Segments(threshold) : null, messages.MeaningOfThreshold);
        yield return ("mss", Bytes(info.SendSegmentSize), messages.MeaningOfMss);
        yield return ("advmss", Bytes(info.AdvertisedSegmentSize), messages.MeaningOfAdvertisedMss);
        yield return ("pmtu", Bytes(info.PathMtu), messages.MeaningOfPathMtu);
        yield return ("snd_wnd", Bytes(info.PeerWindow), messages.MeaningOfPeerWindow);
        yield return ("rcv_space", Bytes(info.ReceiveSpace), messages.MeaningOfReceiveSpace);
        yield return ("rcv_ssthresh", Bytes(info.ReceiveWindowLimit), messages.MeaningOfReceiveWindowLimit);
    }

    static IEnumerable<(string Name, string? Value, string Meaning)> Losses(TcpInformation info, Messages messages)
    {
        yield return ("unacked", messages.Segments(info.Unacknowledged), messages.MeaningOfUnacknowledged);
        yield return ("sacked", messages.Segments(info.SelectivelyAcknowledged), messages.MeaningOfSacked);
        yield return ("lost", messages.Segments(info.Lost), messages.MeaningOfLost);
        yield return ("retrans", messages.Segments(info.Retransmitting), messages.MeaningOfRetransmitting);
        yield return ("retransmits", messages.Times(info.Timeouts), messages.MeaningOfTimeouts);
        yield return ("total_retrans", messages.Segments(info.Retransmissions), messages.MeaningOfRetransmissions);
        yield return ("reordering", messages.Segments(info.Reordering), messages.MeaningOfReordering);
        yield return ("rcv_ooopack", info.OutOfOrder is { } count ? messages.Segments(count) : null, messages.MeaningOfOutOfOrder);
    }

    static IEnumerable<(string Name, string? Value, string Meaning)> Amounts(TcpInformation info, Messages messages)
    {
        yield return ("bytes_sent", Bytes(info.BytesSent), messages.MeaningOfBytesSent);
        yield return ("bytes_acked", Bytes(info.BytesAcknowledged), messages.MeaningOfBytesAcknowledged);
        yield return ("bytes_retrans", Bytes(info.BytesRetransmitted), messages.MeaningOfBytesRetransmitted);
        yield return ("bytes_received", Bytes(info.BytesReceived), messages.MeaningOfBytesReceived);
        yield return ("notsent", Bytes(info.NotSentBytes), messages.MeaningOfNotSent);
        yield return ("segs_out", info.SegmentsSent is { } sent ? messages.Segments(sent) : null, messages.MeaningOfSegmentsSent(info.DataSegmentsSent ?? 0));
        yield return ("segs_in", info.SegmentsReceived is { } received ? messages.Segments(received) : null, messages.MeaningOfSegmentsReceived(info.DataSegmentsReceived ?? 0));
        yield return ("delivery_rate", Rate(info.DeliveryRate), messages.MeaningOfDeliveryRate);
        yield return ("pacing_rate", Rate(info.PacingRate), messages.MeaningOfPacingRate);
    }

    static IEnumerable<(string Name, string? Value, string Meaning)> Limits(TcpInformation info, Messages messages)
    {
        yield return ("busy", Time(info.BusyTime), messages.MeaningOfBusy);
        yield return ("rwnd_limited", Time(info.ReceiveWindowLimited), messages.MeaningOfReceiveWindowLimited);
        yield return ("sndbuf_limited", Time(info.SendBufferLimited), messages.MeaningOfSendBufferLimited);
        yield return ("lastsnd", Time(info.LastDataSent), messages.MeaningOfLastSent);
        yield return ("lastrcv", Time(info.LastDataReceived), messages.MeaningOfLastReceived);
        yield return ("lastack", Time(info.LastAcknowledgmentReceived), messages.MeaningOfLastAcknowledgment);
    }

    static IEnumerable<(string Name, string? Value, string Meaning)> Memory(SocketMemory memory, Messages messages)
    {
        yield return ("skmem_r", Bytes(memory.ReceiveAllocated), messages.MeaningOfReceiveMemory(memory.ReceiveBuffer));
        yield return ("skmem_w", Bytes(memory.SendQueued), messages.MeaningOfSendMemory(memory.SendBuffer));
        yield return ("skmem_bl", Bytes(memory.Backlog), messages.MeaningOfBacklogMemory);
        yield return ("skmem_d", messages.Segments(memory.Drops), messages.MeaningOfDrops);
    }

    static string? Time(TimeSpan? time) => time is { } known ? known.TotalMilliseconds.ToString("#,0.###", CultureInfo.InvariantCulture) + " ms" : null;

    static string? Bytes(long? bytes) => bytes is { } count ? Units.Count(count) + " B" : null;

    static string? Rate(long? rate) => rate is { } count ? Units.Count(count) + " B/s" : null;
}
