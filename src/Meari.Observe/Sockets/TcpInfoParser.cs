using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Meari.Interop.Linux;

namespace Meari.Observe;

/// <summary>From struct tcp_info, of which each kernel gives as much as it knows, to <see cref="TcpInformation"/>.</summary>
internal static class TcpInfoParser
{
    /// <summary>What every kernel since 2.6 gives: up to tcpi_total_retrans.</summary>
    const int LeastLength = 104;

    /// <summary>The kernel's number for a threshold that was never set (TCP_INFINITE_SSTHRESH), and for a rate without a limit (~0).</summary>
    const uint InfiniteThreshold = 0x7FFFFFFF;

    public static TcpInformation? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < LeastLength)
            return null;
        TcpInfo info = default;
        int given = Math.Min(bytes.Length, Unsafe.SizeOf<TcpInfo>());
        bytes[..given].CopyTo(MemoryMarshal.AsBytes(new Span<TcpInfo>(ref info)));
        TcpInformation least = Least(info);
        return given >= EndOf(info, info.MinimumRoundTripTime) ? WithYounger(least, info, given) : least;
    }

    static TcpInformation Least(in TcpInfo info) => new()
    {
        RoundTripTime = info.RoundTripTime == 0 ? null : Microseconds(info.RoundTripTime),
        RoundTripTimeVariation = info.RoundTripTime == 0 ? null : Microseconds(info.RoundTripTimeVariation),
        RetransmissionTimeout = Microseconds(info.RetransmissionTimeout),
        ReceiveRoundTripTime = info.ReceiveRoundTripTime == 0 ? null : Microseconds(info.ReceiveRoundTripTime),
        CongestionWindow = (int)info.CongestionWindow,
        SlowStartThreshold = info.SendThreshold >= InfiniteThreshold ? null : (int)info.SendThreshold,
        SendSegmentSize = (int)info.SendMss,
        ReceiveSegmentSize = (int)info.ReceiveMss,
        AdvertisedSegmentSize = (int)info.AdvertisedMss,
        PathMtu = (int)info.PathMtu,
        Unacknowledged = (int)info.Unacknowledged,
        SelectivelyAcknowledged = (int)info.SelectivelyAcknowledged,
        Lost = (int)info.Lost,
        Retransmitting = (int)info.Retransmitted,
        Timeouts = info.Retransmits,
        Retransmissions = info.TotalRetransmitted,
        Reordering = (int)info.Reordering,
        ReceiveSpace = (int)info.ReceiveSpace,
        ReceiveWindowLimit = (int)info.ReceiveThreshold,
        LastDataSent = TimeSpan.FromMilliseconds(info.LastDataSent),
        LastDataReceived = TimeSpan.FromMilliseconds(info.LastDataReceived),
        LastAcknowledgmentReceived = TimeSpan.FromMilliseconds(info.LastAcknowledgmentReceived),
    };

    /// <summary>Since Linux 4.6, and what came later as far as it is there.</summary>
    static TcpInformation WithYounger(TcpInformation least, TcpInfo info, int given)
    {
        return least with
        {
            PacingRate = info.PacingRate > long.MaxValue ? null : (long)info.PacingRate,
            BytesAcknowledged = (long)info.BytesAcknowledged,
            BytesReceived = (long)info.BytesReceived,
            SegmentsSent = info.SegmentsOut,
            SegmentsReceived = info.SegmentsIn,
            NotSentBytes = info.NotSentBytes,
            MinimumRoundTripTime = info.MinimumRoundTripTime is 0 or uint.MaxValue ? null : Microseconds(info.MinimumRoundTripTime),
            DataSegmentsReceived = info.DataSegmentsIn,
            DataSegmentsSent = info.DataSegmentsOut,
            DeliveryRate = info.DeliveryRate == 0 ? null : (long)info.DeliveryRate,
            BusyTime = given >= EndOf(info, info.SendBufferLimited) ? Microseconds(info.BusyTime) : null,
            ReceiveWindowLimited = given >= EndOf(info, info.SendBufferLimited) ? Microseconds(info.ReceiveWindowLimited) : null,
            SendBufferLimited = given >= EndOf(info, info.SendBufferLimited) ? Microseconds(info.SendBufferLimited) : null,
            BytesSent = given >= EndOf(info, info.BytesRetransmitted) ? (long)info.BytesSent : null,
            BytesRetransmitted = given >= EndOf(info, info.BytesRetransmitted) ? (long)info.BytesRetransmitted : null,
            OutOfOrder = given >= EndOf(info, info.OutOfOrderPackets) ? info.OutOfOrderPackets : null,
            PeerWindow = given >= EndOf(info, info.SendWindow) ? info.SendWindow : null,
        };
    }

    /// <summary>Where a field ends.</summary>
    static nint EndOf<T>(in TcpInfo info, in T field)
        where T : unmanaged => Unsafe.ByteOffset(
            ref Unsafe.As<TcpInfo, byte>(ref Unsafe.AsRef(in info)), ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in field))) + Unsafe.SizeOf<T>();

    static TimeSpan Microseconds(ulong microseconds) => TimeSpan.FromTicks((long)Math.Min(microseconds, long.MaxValue / TimeSpan.TicksPerMicrosecond) * TimeSpan.TicksPerMicrosecond);

    public static SocketMemory ParseMemory(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
        return new(
            words[NetlinkConstants.SK_MEMINFO_RMEM_ALLOC],
            words[NetlinkConstants.SK_MEMINFO_RCVBUF],
            words[NetlinkConstants.SK_MEMINFO_WMEM_ALLOC],
            words[NetlinkConstants.SK_MEMINFO_SNDBUF],
            words[NetlinkConstants.SK_MEMINFO_FWD_ALLOC],
            words[NetlinkConstants.SK_MEMINFO_WMEM_QUEUED],
            words[NetlinkConstants.SK_MEMINFO_OPTMEM],
            words[NetlinkConstants.SK_MEMINFO_BACKLOG],
            words.Length > NetlinkConstants.SK_MEMINFO_DROPS ? words[NetlinkConstants.SK_MEMINFO_DROPS] : 0);
    }
}
