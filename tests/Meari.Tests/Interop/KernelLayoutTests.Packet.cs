using Meari.Interop.Linux;

namespace Meari.Tests.Interop;

public sealed partial class KernelLayoutTests
{
    static void AddPackets(CChecks checks)
    {
        checks.ConstantsOf(typeof(PacketSocket));
        checks.Constant("(unsigned)SKF_AD_OFF", PacketSocket.Ancillary);
        LinkAddress address = default;
        checks.Struct("struct sockaddr_ll", ref address)
            .Member("sll_family", ref address.Family)
            .Member("sll_protocol", ref address.Protocol)
            .Member("sll_ifindex", ref address.InterfaceIndex);
        PacketRingRequest request = default;
        checks.Struct("struct tpacket_req", ref request)
            .Member("tp_block_size", ref request.BlockSize)
            .Member("tp_block_nr", ref request.BlockCount)
            .Member("tp_frame_size", ref request.FrameSize)
            .Member("tp_frame_nr", ref request.FrameCount);
        PacketFrameHeader header = default;
        checks.Struct("struct tpacket2_hdr", ref header)
            .Member("tp_status", ref header.Status)
            .Member("tp_len", ref header.Length)
            .Member("tp_snaplen", ref header.CapturedLength)
            .Member("tp_net", ref header.NetworkOffset)
            .Member("tp_sec", ref header.Seconds)
            .Member("tp_nsec", ref header.Nanoseconds);
        PacketStatistics statistics = default;
        checks.Struct("struct tpacket_stats", ref statistics)
            .Member("tp_packets", ref statistics.Packets)
            .Member("tp_drops", ref statistics.Drops);
    }
}
