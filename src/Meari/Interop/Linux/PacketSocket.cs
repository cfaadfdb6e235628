using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>Numbers of packet sockets and of the filters in front of them, the same on x86-64 and arm64; tests check them against the headers.</summary>
/// <remarks>Source: packet(7); linux/if_packet.h, linux/if_ether.h, net/if_arp.h, linux/bpf_common.h, linux/filter.h.</remarks>
#pragma warning disable CA1707, IDE1006 // the names are the headers'
internal static class PacketSocket
{
    public const int AF_PACKET = 17, SOCK_DGRAM = 2, SOL_PACKET = 263, SO_ATTACH_FILTER = 26;
    public const int PACKET_RX_RING = 5, PACKET_STATISTICS = 6, PACKET_VERSION = 10;
    public const int TPACKET_V2 = 1, TPACKET_ALIGNMENT = 16;
    public const uint TP_STATUS_KERNEL = 0, TP_STATUS_USER = 1;
    public const uint PACKET_OUTGOING = 4, ARPHRD_LOOPBACK = 772;
    public const ushort ETH_P_ALL = 0x0003, ETH_P_IP = 0x0800, ETH_P_IPV6 = 0x86DD;

    public const ushort BPF_LD = 0x00, BPF_LDX = 0x01, BPF_ST = 0x02, BPF_ALU = 0x04, BPF_JMP = 0x05, BPF_MISC = 0x07;
    public const ushort BPF_W = 0x00, BPF_H = 0x08, BPF_B = 0x10;
    public const ushort BPF_IMM = 0x00, BPF_ABS = 0x20, BPF_IND = 0x40, BPF_MEM = 0x60, BPF_MSH = 0xa0;
    public const ushort BPF_ADD = 0x00, BPF_LSH = 0x60, BPF_X = 0x08, BPF_TAX = 0x00, BPF_TXA = 0x80;
    public const ushort BPF_JEQ = 0x10, BPF_JSET = 0x40;
    public const uint SKF_AD_PROTOCOL = 0, SKF_AD_PKTTYPE = 4, SKF_AD_HATYPE = 28, SKF_AD_VLAN_TAG = 44;

    /// <summary>SKF_AD_OFF, which is negative: what the kernel knows of a packet lies before its first byte.</summary>
    public const uint Ancillary = unchecked((uint)-0x1000);
}
#pragma warning restore CA1707, IDE1006

/// <summary>struct sockaddr_ll: a link's address, as far as it is used. The protocol is in network byte order.</summary>
[StructLayout(LayoutKind.Explicit, Size = 20)]
internal struct LinkAddress
{
    [FieldOffset(0)] public ushort Family;
    [FieldOffset(2)] public ushort Protocol;
    [FieldOffset(4)] public int InterfaceIndex;
}

/// <summary>struct tpacket_req: how a ring is divided.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PacketRingRequest
{
    public uint BlockSize;
    public uint BlockCount;
    public uint FrameSize;
    public uint FrameCount;
}

/// <summary>struct tpacket2_hdr: the head of a ring's frame, as far as it is used. A LinkAddress follows at its end, aligned.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct PacketFrameHeader
{
    [FieldOffset(0)] public uint Status;
    [FieldOffset(4)] public uint Length;
    [FieldOffset(8)] public uint CapturedLength;
    [FieldOffset(14)] public ushort NetworkOffset;
    [FieldOffset(16)] public uint Seconds;
    [FieldOffset(20)] public uint Nanoseconds;
}

/// <summary>struct tpacket_stats: since it was last asked for.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PacketStatistics
{
    public uint Packets;
    public uint Drops;
}
