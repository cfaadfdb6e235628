using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>struct tcp_info, as far as Linux 5.4 has it. An older kernel gives less of it, a younger one more.</summary>
/// <remarks>Source: linux/tcp.h; tcp(7). Times are in microseconds, those that begin with Last in milliseconds; rates in bytes a second.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct TcpInfo
{
    public byte State;
    public byte CongestionState;
    public byte Retransmits;
    public byte Probes;
    public byte Backoff;
    public byte Options;
    public ushort Reserved; // two bytes of bit fields
    public uint RetransmissionTimeout;
    public uint AcknowledgmentTimeout;
    public uint SendMss;
    public uint ReceiveMss;
    public uint Unacknowledged;
    public uint SelectivelyAcknowledged;
    public uint Lost;
    public uint Retransmitted;
    public uint ForwardAcknowledged;
    public uint LastDataSent;
    public uint LastAcknowledgmentSent;
    public uint LastDataReceived;
    public uint LastAcknowledgmentReceived;
    public uint PathMtu;
    public uint ReceiveThreshold;
    public uint RoundTripTime;
    public uint RoundTripTimeVariation;
    public uint SendThreshold;
    public uint CongestionWindow;
    public uint AdvertisedMss;
    public uint Reordering;
    public uint ReceiveRoundTripTime;
    public uint ReceiveSpace;
    public uint TotalRetransmitted;
    public ulong PacingRate;
    public ulong MaximumPacingRate;
    public ulong BytesAcknowledged;
    public ulong BytesReceived;
    public uint SegmentsOut;
    public uint SegmentsIn;
    public uint NotSentBytes;
    public uint MinimumRoundTripTime;
    public uint DataSegmentsIn;
    public uint DataSegmentsOut;
    public ulong DeliveryRate;
    public ulong BusyTime;
    public ulong ReceiveWindowLimited;
    public ulong SendBufferLimited;
    public uint Delivered;
    public uint DeliveredCongestion;
    public ulong BytesSent;
    public ulong BytesRetransmitted;
    public uint DuplicateAcknowledgments;
    public uint ReorderingsSeen;
    public uint OutOfOrderPackets;
    public uint SendWindow;
}
