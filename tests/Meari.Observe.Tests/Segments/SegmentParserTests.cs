using System.Net;
using Meari.Observe.Segments;
using static Meari.Observe.TcpControlBits;

namespace Meari.Observe.Tests.Segments;

public sealed class SegmentParserTests
{
    static readonly byte[] SynOptions = [2, 4, 0xff, 0xd7, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7];
    static readonly byte[] Hello = "hello"u8.ToArray();

    static SegmentEvent Parsed(byte[] packet, int? length = null)
    {
        Assert.True(SegmentParser.TryParse(packet, length ?? packet.Length, 77, 3, out SegmentEvent? segment));
        return segment;
    }

    static void IsNone(ReadOnlyMemory<byte> packet, int? length = null) =>
        Assert.False(SegmentParser.TryParse(packet, length ?? packet.Length, 77, 3, out _));

    [Fact]
    public void An_IPv4_segment_is_told_at_its_sender_as_it_stands_in_the_header()
    {
        byte[] packet = Packets.IPv4(Packets.Tcp(Psh | Ack, data: Hello), ipOptions: 8);
        SegmentEvent seen = Parsed(packet);
        Assert.Equal(new SegmentEvent
        {
            Time = 77,
            Local = Packets.ClientIPv4,
            Remote = Packets.ServerIPv4,
            ControlBits = Psh | Ack,
            Sequence = 1000,
            Acknowledgment = 2000,
            Length = 5,
            Window = 512,
            Packet = seen.Packet,
            PacketLength = packet.Length,
        }, seen);
        Assert.Equal(packet, seen.Packet.ToArray());
    }

    [Fact]
    public void An_IPv6_SYN_has_its_options_by_name()
    {
        SegmentEvent seen = Parsed(Packets.IPv6(Packets.Tcp(Syn, options: SynOptions)));
        Assert.Equal((Packets.ClientIPv6, Packets.ServerIPv6), (seen.Local, seen.Remote));
        Assert.Equal((Syn, 0, 65495, 7, "sackOK TS"), (seen.ControlBits, seen.Length, seen.MaximumSegmentSize, seen.WindowScale, seen.Options));
    }

    /// <summary>Extension headers are hostile like all else: their lengths lead no further than the packet.</summary>
    [Theory]
    [InlineData(0, new byte[] { 6, 0, 1, 4, 0, 0, 0, 0 })] // hop-by-hop
    [InlineData(60, new byte[] { 6, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })] // destination options of 16 bytes
    [InlineData(0, new byte[] { 43, 0, 0, 0, 0, 0, 0, 0, 44, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 1, 0, 0, 0, 9, 6, 0, 0, 0, 0, 0, 0, 0 })] // all four; the first fragment
    [InlineData(60, new byte[] { 60, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0 })] // five
    public void IPv6_extension_headers_are_skipped(byte first, byte[] headers)
    {
        SegmentEvent seen = Parsed(Packets.IPv6(Packets.Tcp(Psh | Ack, data: Hello), first, headers));
        Assert.Equal((Packets.ClientIPv6, Packets.ServerIPv6, 1000u, 5), (seen.Local, seen.Remote, seen.Sequence, seen.Length));
    }

    [Theory]
    [InlineData(0, new byte[] { 6, 255, 0, 0, 0, 0, 0, 0 })] // longer than the packet
    [InlineData(0, new byte[] { 6, 3, 0, 0, 0, 0, 0, 0 })] // so long that too little is left for TCP
    [InlineData(43, new byte[] { 17, 0, 0, 0, 0, 0, 0, 0 })] // UDP
    [InlineData(44, new byte[] { 6, 0, 0, 8, 0, 0, 0, 9 })] // a later fragment
    [InlineData(51, new byte[] { 6, 0, 0, 0, 0, 0, 0, 0 })] // AH
    [InlineData(60, new byte[] { 60, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0 })] // six
    public void Hostile_extension_headers_make_no_segment(byte first, byte[] headers)
    {
        byte[] packet = Packets.IPv6(Packets.Tcp(Psh | Ack, data: Hello), first, headers);
        IsNone(packet);
        for (int cut = 0; cut < packet.Length; cut++)
            IsNone(packet.AsMemory(0, cut), packet.Length);
    }

    [Fact]
    public void A_link_local_address_has_its_interface()
    {
        byte[] packet = Packets.IPv6(Packets.Tcp(Syn));
        IPAddress.Parse("fe80::1").GetAddressBytes().CopyTo(packet, 8);
        Assert.Equal(IPEndPoint.Parse("[fe80::1%3]:14641"), Parsed(packet).Local);
    }

    [Theory]
    [InlineData(new byte[] { 5, 10, 0, 0, 0, 1, 0, 0, 0, 2 }, "SACK")]
    [InlineData(new byte[] { 254, 4, 1, 2, 30, 3, 0, 34, 2 }, "opt-254 MPTCP TFO")]
    [InlineData(new byte[] { 1, 1, 1, 1 }, null)]
    [InlineData(new byte[] { 0, 8, 10, 0 }, null)] // what comes after the end does not count
    [InlineData(new byte[] { 2, 3, 1, 0 }, "opt-2")] // of another length than the standard's
    [InlineData(new byte[] { 4, 2, 8, 10 }, "sackOK malformed")]
    [InlineData(new byte[] { 8, 0, 8, 1 }, "malformed")]
    [InlineData(new byte[] { 1, 1, 1, 8 }, "malformed")]
    public void Options_have_names_and_a_wrong_length_ends_them(byte[] options, string? names)
    {
        SegmentEvent seen = Parsed(Packets.IPv4(Packets.Tcp(Ack, options: options)));
        Assert.Equal((names, null, null), (seen.Options, seen.MaximumSegmentSize, seen.WindowScale));
    }

    [Fact]
    public void The_links_padding_is_no_data()
    {
        byte[] packet = [.. Packets.IPv4(Packets.Tcp(Ack)), 0, 0, 0, 0, 0, 0];
        SegmentEvent seen = Parsed(packet);
        Assert.Equal((0, 40, 40), (seen.Length, seen.PacketLength, seen.Packet.Length));
    }

    [Fact]
    public void Cut_off_in_the_data_the_length_is_that_of_the_header()
    {
        byte[] packet = Packets.IPv4(Packets.Tcp(Ack, data: new byte[1000]));
        Assert.True(SegmentParser.TryParse(packet.AsMemory(0, 256), packet.Length, 77, 3, out SegmentEvent? seen));
        Assert.Equal((1000, 1040, 256), (seen.Length, seen.PacketLength, seen.Packet.Length));
    }

    [Fact]
    public void Where_the_length_does_not_fit_its_field_the_packets_counts()
    {
        byte[] ipv4 = Packets.IPv4(Packets.Tcp(Ack)), ipv6 = Packets.IPv6(Packets.Tcp(Ack));
        ipv4[2] = ipv4[3] = ipv6[4] = ipv6[5] = 0;
        Assert.Equal(100_000, Parsed(ipv4, 100_040).Length);
        Assert.Equal(100_000, Parsed(ipv6, 100_060).Length);
    }

    public static TheoryData<string, int, byte> Contradictions => new()
    {
        { "another version", 0, 0x55 },
        { "an IP header of less than 20 bytes", 0, 0x44 },
        { "an IP header longer than the packet", 0, 0x4f },
        { "a length of less than the headers", 3, 39 },
        { "a length of more than the packet", 2, 1 },
        { "a later fragment", 7, 1 },
        { "another protocol", 9, 17 },
        { "a TCP header of less than 20 bytes", 32, 0x40 },
        { "a TCP header longer than the packet", 32, 0xf0 },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void A_packet_that_contradicts_itself_is_no_segment(string what, int offset, byte value)
    {
        Assert.NotEmpty(what);
        byte[] packet = Packets.IPv4(Packets.Tcp(Ack, data: Hello));
        packet[offset] = value;
        IsNone(packet);
    }

    [Fact]
    public void Cut_off_within_the_headers_it_is_no_segment()
    {
        foreach (byte[] packet in new[] { Packets.IPv4(Packets.Tcp(Syn, options: SynOptions)), Packets.IPv6(Packets.Tcp(Syn, options: SynOptions)) })
        {
            for (int length = 0; length < packet.Length; length++)
                IsNone(packet.AsMemory(0, length), packet.Length);
        }
    }

    [Fact]
    public void Random_bytes_never_break_it_and_what_it_tells_fits_the_packet()
    {
        Random random = new(4);
        byte[][] originals = [Packets.IPv4(Packets.Tcp(Syn, options: SynOptions)), Packets.IPv6(Packets.Tcp(Ack, data: Hello))];
        int segments = 0;
        for (int i = 0; i < 50_000; i++)
        {
            byte[] packet = i % 3 == 0 ? new byte[random.Next(120)] : [.. originals[i % 2]];
            if (i % 3 == 0)
                random.NextBytes(packet);
            for (int changes = random.Next(4); changes > 0 && packet.Length > 0; changes--)
                packet[random.Next(packet.Length)] = (byte)random.Next(256);
            int captured = random.Next(packet.Length + 1), length = packet.Length + random.Next(8);
            if (!SegmentParser.TryParse(packet.AsMemory(0, captured), length, 77, 3, out SegmentEvent? seen))
                continue;
            segments++;
            Assert.InRange(seen.Length, 0, length - 40);
            Assert.InRange(seen.Packet.Length, 40, captured);
            Assert.InRange(seen.PacketLength, seen.Packet.Length, length);
            Assert.InRange(seen.Options?.Length ?? 0, 0, 200);
        }
        Assert.InRange(segments, 1_000, 50_000);
    }
}
