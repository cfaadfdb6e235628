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
/// Not seen: fragments after the first, which have no TCP header; IPv6 with other extension headers before TCP than options, routing and fragments; and
/// what is inside tunnels or has a VLAN tag, since it is seen without on the tunnel's or VLAN's own interface. (A cooked packet socket shows a tagged
/// packet as if it had no tag, so that each would be seen twice.)
/// </para>
/// </remarks>
internal static class SegmentFilter
{
    const int LoadWord = PacketSocket.BPF_LD | PacketSocket.BPF_W | PacketSocket.BPF_ABS,
        LoadHalf = PacketSocket.BPF_LD | PacketSocket.BPF_H | PacketSocket.BPF_ABS,
        LoadByte = PacketSocket.BPF_LD | PacketSocket.BPF_B | PacketSocket.BPF_ABS,
        LoadByteIndexed = PacketSocket.BPF_LD | PacketSocket.BPF_B | PacketSocket.BPF_IND,
        LoadHalfIndexed = PacketSocket.BPF_LD | PacketSocket.BPF_H | PacketSocket.BPF_IND,
        LoadHeaderLength = PacketSocket.BPF_LDX | PacketSocket.BPF_B | PacketSocket.BPF_MSH;

    /// <summary>Of a VLAN tag; 0 is a priority alone (IEEE 802.1p), and the packet the interface's own.</summary>
    const uint VlanIdentifier = 0x0fff;

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

        program.Add(LoadWord, PacketSocket.Ancillary + PacketSocket.SKF_AD_VLAN_TAG);
        program.JumpIfAnySet(VlanIdentifier, reject, FilterAssembler.Next);
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

    /// <summary>RFC 8200, sections 3 and 4. A filter has no loops: each extension header is written out. X is where the next one begins, A its number.</summary>
    static void AddIPv6(FilterAssembler program, IPAddress? address, int port, int accept, int reject)
    {
        int tcp = program.NewLabel();
        program.Add(PacketSocket.BPF_LDX | PacketSocket.BPF_W | PacketSocket.BPF_IMM, 40);
        program.Add(LoadByte, 6);
        for (int i = 0; i < SegmentParser.MaxExtensionHeaders; i++)
            AddExtensionHeader(program, tcp, reject);
        program.JumpIfEqual(Constants.IPPROTO_TCP, tcp, reject);
        program.Place(tcp);
        AddEnds(program, Comparisons(address, 8, LoadHalfIndexed, 0, port), Comparisons(address, 24, LoadHalfIndexed, 2, port), accept, reject);
    }

    /// <summary>To TCP, or past one header. A load beyond the packet's end rejects it.</summary>
    static void AddExtensionHeader(FilterAssembler program, int tcp, int reject)
    {
        int fragment = program.NewLabel(), options = program.NewLabel(), next = program.NewLabel();
        program.JumpIfEqual(Constants.IPPROTO_TCP, tcp, FilterAssembler.Next);
        program.JumpIfEqual(SegmentParser.Fragment, fragment, FilterAssembler.Next);
        program.JumpIfEqual(SegmentParser.HopByHop, options, FilterAssembler.Next);
        program.JumpIfEqual(SegmentParser.Routing, options, FilterAssembler.Next);
        program.JumpIfEqual(SegmentParser.DestinationOptions, options, reject);
        program.Place(fragment);
        program.Add(LoadHalfIndexed, 2);
        program.JumpIfAnySet(0xfff8, reject, FilterAssembler.Next);
        program.Add(LoadByteIndexed, 0);
        program.Add(PacketSocket.BPF_ST, 0);
        program.Add(PacketSocket.BPF_LD | PacketSocket.BPF_IMM, 0);
        program.JumpIfEqual(0, next, next);
        program.Place(options);
        program.Add(LoadByteIndexed, 0);
        program.Add(PacketSocket.BPF_ST, 0);
        program.Add(LoadByteIndexed, 1);
        program.Place(next);
        program.Add(PacketSocket.BPF_ALU | PacketSocket.BPF_ADD | Constants.BPF_K, 1);
        program.Add(PacketSocket.BPF_ALU | PacketSocket.BPF_LSH | Constants.BPF_K, 3);
        program.Add(PacketSocket.BPF_ALU | PacketSocket.BPF_ADD | PacketSocket.BPF_X, 0);
        program.Add(PacketSocket.BPF_MISC | PacketSocket.BPF_TAX, 0);
        program.Add(PacketSocket.BPF_LD | PacketSocket.BPF_W | PacketSocket.BPF_MEM, 0);
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
