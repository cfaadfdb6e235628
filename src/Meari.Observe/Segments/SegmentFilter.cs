using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Meari.Interop.Linux;

namespace Meari.Observe.Segments;

/// <summary>The program that lets through, in the kernel, the TCP segments of the connections that a timeline is for, each once.</summary>
/// <remarks>
/// <para>
/// On loopback a packet passes twice, going out and coming in. The outgoing copy is kept: an event is told at the side that sent it, so the
/// time is that of sending, which lies after the call that sent and before the peer's kernel answers. On other interfaces a segment goes one way, and
/// both ways are kept. One that passes two interfaces of this machine (a bond and its link, a bridge and its port) is seen at each.
/// </para>
/// <para>
/// Not seen: fragments after the first, which have no TCP header; IPv6 with extension headers before TCP, which TCP hardly ever has; and what is
/// inside tunnels or VLAN tags that the interface leaves in place (it is seen on the tunnel's or VLAN's own interface).
/// </para>
/// </remarks>
internal static class SegmentFilter
{
    const int LoadWord = PacketSocket.BPF_LD | PacketSocket.BPF_W | PacketSocket.BPF_ABS,
        LoadHalf = PacketSocket.BPF_LD | PacketSocket.BPF_H | PacketSocket.BPF_ABS,
        LoadByte = PacketSocket.BPF_LD | PacketSocket.BPF_B | PacketSocket.BPF_ABS,
        LoadHalfIndexed = PacketSocket.BPF_LD | PacketSocket.BPF_H | PacketSocket.BPF_IND,
        LoadHeaderLength = PacketSocket.BPF_LDX | PacketSocket.BPF_B | PacketSocket.BPF_MSH;

    /// <summary>Lets nothing through.</summary>
    public static SocketFilter[] Nothing { get; } = [new() { Code = Constants.BPF_RET | Constants.BPF_K }];

    /// <param name="filter">The connections. Any address of a family (0.0.0.0, ::) stands for every address.</param>
    /// <param name="bytes">How many bytes of a packet to keep, from the IP header on.</param>
    /// <returns>The program; a packet's first byte is that of its IP header (SOCK_DGRAM).</returns>
    public static SocketFilter[] Compile(TimelineFilter filter, int bytes)
    {
        FilterAssembler program = new();
        int accept = program.NewLabel(), reject = program.NewLabel(), protocol = program.NewLabel(), ipv6 = program.NewLabel();
        IPAddress? address = Exact(filter.Address);

        program.Add(LoadWord, PacketSocket.Ancillary + PacketSocket.SKF_AD_HATYPE);
        program.JumpIfEqual(PacketSocket.ARPHRD_LOOPBACK, FilterAssembler.Next, protocol);
        program.Add(LoadWord, PacketSocket.Ancillary + PacketSocket.SKF_AD_PKTTYPE);
        program.JumpIfEqual(PacketSocket.PACKET_OUTGOING, protocol, reject);

        program.Place(protocol);
        program.Add(LoadWord, PacketSocket.Ancillary + PacketSocket.SKF_AD_PROTOCOL);
        bool isIPv4 = address is null or { AddressFamily: AddressFamily.InterNetwork };
        bool isIPv6 = address is null or { AddressFamily: AddressFamily.InterNetworkV6 };
        program.JumpIfEqual(isIPv4 ? PacketSocket.ETH_P_IP : PacketSocket.ETH_P_IPV6, FilterAssembler.Next, isIPv4 && isIPv6 ? ipv6 : reject);
        if (isIPv4)
        {
            AddIPv4(program, address, filter.Port, accept, reject);
            if (isIPv6)
            {
                program.Place(ipv6);
                program.JumpIfEqual(PacketSocket.ETH_P_IPV6, FilterAssembler.Next, reject);
            }
        }
        if (isIPv6)
            AddIPv6(program, address, filter.Port, accept, reject);

        program.Place(accept);
        program.Return((uint)bytes);
        program.Place(reject);
        program.Return(0);
        return program.Assemble();
    }

    /// <summary>The one address that counts, as it stands in packets.</summary>
    static IPAddress? Exact(IPAddress? address) => address switch
    {
        null => null,
        _ when address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) => null,
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
        _ => address,
    };

    /// <summary>RFC 791, section 3.1; the ports lie after a header whose length is in its first byte.</summary>
    static void AddIPv4(FilterAssembler program, IPAddress? address, int port, int accept, int reject)
    {
        program.Add(LoadByte, 9);
        program.JumpIfEqual(Constants.IPPROTO_TCP, FilterAssembler.Next, reject);
        program.Add(LoadHalf, 6);
        program.JumpIfAnySet(0x1fff, reject, FilterAssembler.Next);
        program.Add(LoadHeaderLength, 0);
        AddEnds(program, Comparisons(address, 12, LoadHalfIndexed, 0, port), Comparisons(address, 16, LoadHalfIndexed, 2, port), accept, reject);
    }

    /// <summary>RFC 8200, section 3.</summary>
    static void AddIPv6(FilterAssembler program, IPAddress? address, int port, int accept, int reject)
    {
        program.Add(LoadByte, 6);
        program.JumpIfEqual(Constants.IPPROTO_TCP, FilterAssembler.Next, reject);
        AddEnds(program, Comparisons(address, 8, LoadHalf, 40, port), Comparisons(address, 24, LoadHalf, 42, port), accept, reject);
    }

    /// <summary>What must be equal for one end to be the one asked for; nothing if every end is.</summary>
    static List<(int Load, uint Offset, uint Value)> Comparisons(IPAddress? address, uint addressOffset, int loadPort, uint portOffset, int port)
    {
        List<(int Load, uint Offset, uint Value)> comparisons = [];
        ReadOnlySpan<byte> bytes = address?.GetAddressBytes();
        for (int i = 0; i < bytes.Length; i += sizeof(uint))
            comparisons.Add((LoadWord, addressOffset + (uint)i, BinaryPrimitives.ReadUInt32BigEndian(bytes[i..])));
        if (port != 0)
            comparisons.Add((loadPort, portOffset, (uint)port));
        return comparisons;
    }

    static void AddEnds(FilterAssembler program, List<(int Load, uint Offset, uint Value)> source, List<(int Load, uint Offset, uint Value)> destination, int accept, int reject)
    {
        int other = program.NewLabel();
        AddEnd(program, source, accept, other);
        program.Place(other);
        AddEnd(program, destination, accept, reject);
        if (source.Count == 0) // then nothing was asked that could lead to accept
            program.JumpIfEqual(0, accept, accept);
    }

    static void AddEnd(FilterAssembler program, List<(int Load, uint Offset, uint Value)> comparisons, int match, int miss)
    {
        for (int i = 0; i < comparisons.Count; i++)
        {
            program.Add(comparisons[i].Load, comparisons[i].Offset);
            program.JumpIfEqual(comparisons[i].Value, i == comparisons.Count - 1 ? match : FilterAssembler.Next, miss);
        }
    }
}
