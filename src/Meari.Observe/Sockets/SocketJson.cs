using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Meari.Text;

namespace Meari.Observe;

/// <summary>One JSON object for each socket. docs/command.md lists the members.</summary>
internal static class SocketJson
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static ReadOnlyMemory<byte> Print(IReadOnlyList<SocketEntry> entries)
    {
        ArrayBufferWriter<byte> page = new(Math.Max(256, entries.Count * 256));
        using Utf8JsonWriter writer = new(page, Options);
        foreach (SocketEntry entry in entries)
            WriteLine(page, writer, entry, null, null);
        return page.WrittenMemory;
    }

    /// <summary>The same objects as one array.</summary>
    public static ReadOnlyMemory<byte> PrintArray(IReadOnlyList<SocketEntry> entries)
    {
        ArrayBufferWriter<byte> page = new(Math.Max(256, entries.Count * 256));
        using Utf8JsonWriter writer = new(page, Options);
        writer.WriteStartArray();
        foreach (SocketEntry entry in entries)
            Write(writer, entry, null, null);
        writer.WriteEndArray();
        writer.Flush();
        return page.WrittenMemory;
    }

    /// <summary>A change, with its time and what it is: <c>present</c> (at the start), <c>new</c>, <c>changed</c> or <c>gone</c>.</summary>
    public static ReadOnlyMemory<byte> Print(SocketEntry entry, string change, DateTimeOffset time)
    {
        ArrayBufferWriter<byte> page = new(256);
        using Utf8JsonWriter writer = new(page, Options);
        WriteLine(page, writer, entry, change, time);
        return page.WrittenMemory;
    }

    static void WriteLine(ArrayBufferWriter<byte> page, Utf8JsonWriter writer, SocketEntry entry, string? change, DateTimeOffset? time)
    {
        Write(writer, entry, change, time);
        writer.Flush();
        writer.Reset(page);
        page.Write("\n"u8);
    }

    static void Write(Utf8JsonWriter writer, SocketEntry entry, string? change, DateTimeOffset? time)
    {
        writer.WriteStartObject();
        if (time is { } at)
            writer.WriteString("time", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture));
        if (change is not null)
            writer.WriteString("change", change);
        WriteSocket(writer, entry);
        WriteOwners(writer, entry.Owners);
        if (entry.Information is { } info)
            WriteInformation(writer, info);
        if (entry.Memory is { } memory)
            WriteMemory(writer, memory);
        writer.WriteEndObject();
    }

    static void WriteSocket(Utf8JsonWriter writer, SocketEntry entry)
    {
        writer.WriteString("protocol", entry.Local.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? "tcp" : "tcp6");
        writer.WriteString("local", entry.Local.ToString());
        writer.WriteString("remote", entry.Remote.ToString());
        writer.WriteString("state", TcpStates.NameOf(entry.State));
        writer.WriteNumber("receive_queue", entry.ReceiveQueue);
        Write(writer, "send_queue", entry.SendQueue);
        if (entry.Timer != SocketTimer.None)
        {
            writer.WriteString("timer", JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Timer.ToString()));
            writer.WriteNumber("timer_expires_ms", (long)entry.TimerExpires.TotalMilliseconds);
            writer.WriteNumber("timer_count", entry.TimerCount);
        }
        writer.WriteNumber("inode", entry.Inode);
        Write(writer, "uid", entry.UserId);
        if (entry.Cookie != 0)
            writer.WriteString("cookie", entry.Cookie.ToString("x", System.Globalization.CultureInfo.InvariantCulture));
        if (entry.IPv6Only is { } only)
            writer.WriteBoolean("ipv6_only", only);
        if (entry.Interface != 0)
            writer.WriteNumber("interface", entry.Interface);
    }

    static void WriteOwners(Utf8JsonWriter writer, IReadOnlyList<SocketOwner> owners)
    {
        writer.WriteStartArray("processes");
        foreach (SocketOwner owner in owners)
        {
            writer.WriteStartObject();
            writer.WriteNumber("pid", owner.ProcessId);
            writer.WriteString("name", Escape.Text(owner.Name));
            writer.WriteNumber("fd", owner.Descriptor);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    static void WriteInformation(Utf8JsonWriter writer, TcpInformation info)
    {
        writer.WriteStartObject("info");
        Write(writer, "rtt_us", info.RoundTripTime);
        Write(writer, "rttvar_us", info.RoundTripTimeVariation);
        Write(writer, "min_rtt_us", info.MinimumRoundTripTime);
        Write(writer, "rcv_rtt_us", info.ReceiveRoundTripTime);
        Write(writer, "rto_us", info.RetransmissionTimeout);
        writer.WriteNumber("cwnd", info.CongestionWindow);
        Write(writer, "ssthresh", info.SlowStartThreshold);
        writer.WriteNumber("mss", info.SendSegmentSize);
        writer.WriteNumber("rcv_mss", info.ReceiveSegmentSize);
        writer.WriteNumber("advmss", info.AdvertisedSegmentSize);
        writer.WriteNumber("pmtu", info.PathMtu);
        Write(writer, "snd_wnd", info.PeerWindow);
        writer.WriteNumber("rcv_space", info.ReceiveSpace);
        writer.WriteNumber("rcv_ssthresh", info.ReceiveWindowLimit);
        writer.WriteNumber("unacked", info.Unacknowledged);
        writer.WriteNumber("sacked", info.SelectivelyAcknowledged);
        writer.WriteNumber("lost", info.Lost);
        writer.WriteNumber("retrans", info.Retransmitting);
        writer.WriteNumber("retransmits", info.Timeouts);
        writer.WriteNumber("total_retrans", info.Retransmissions);
        writer.WriteNumber("reordering", info.Reordering);
        WriteAmounts(writer, info);
        writer.WriteEndObject();
    }

    static void WriteAmounts(Utf8JsonWriter writer, TcpInformation info)
    {
        Write(writer, "rcv_ooopack", info.OutOfOrder);
        Write(writer, "bytes_sent", info.BytesSent);
        Write(writer, "bytes_acked", info.BytesAcknowledged);
        Write(writer, "bytes_retrans", info.BytesRetransmitted);
        Write(writer, "bytes_received", info.BytesReceived);
        Write(writer, "notsent_bytes", info.NotSentBytes);
        Write(writer, "segs_out", info.SegmentsSent);
        Write(writer, "segs_in", info.SegmentsReceived);
        Write(writer, "data_segs_out", info.DataSegmentsSent);
        Write(writer, "data_segs_in", info.DataSegmentsReceived);
        Write(writer, "delivery_rate", info.DeliveryRate);
        Write(writer, "pacing_rate", info.PacingRate);
        Write(writer, "busy_us", info.BusyTime);
        Write(writer, "rwnd_limited_us", info.ReceiveWindowLimited);
        Write(writer, "sndbuf_limited_us", info.SendBufferLimited);
        Write(writer, "last_data_sent_us", info.LastDataSent);
        Write(writer, "last_data_received_us", info.LastDataReceived);
        Write(writer, "last_ack_received_us", info.LastAcknowledgmentReceived);
    }

    static void WriteMemory(Utf8JsonWriter writer, SocketMemory memory)
    {
        writer.WriteStartObject("memory");
        writer.WriteNumber("receive_allocated", memory.ReceiveAllocated);
        writer.WriteNumber("receive_buffer", memory.ReceiveBuffer);
        writer.WriteNumber("send_allocated", memory.SendAllocated);
        writer.WriteNumber("send_buffer", memory.SendBuffer);
        writer.WriteNumber("forward_allocated", memory.ForwardAllocated);
        writer.WriteNumber("send_queued", memory.SendQueued);
        writer.WriteNumber("options", memory.Options);
        writer.WriteNumber("backlog", memory.Backlog);
        writer.WriteNumber("drops", memory.Drops);
        writer.WriteEndObject();
    }

    /// <summary>What is not known is not there.</summary>
    static void Write(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } known)
            writer.WriteNumber(name, known);
    }

    static void Write(Utf8JsonWriter writer, string name, TimeSpan? time) => Write(writer, name, time is { } known ? (long)known.TotalMicroseconds : null);
}
