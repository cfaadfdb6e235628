using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Meari.Observe.Segments;

/// <summary>Makes a segment of a packet. The packet is hostile: every length is checked before it is used.</summary>
/// <remarks>Source: RFC 791, section 3.1 (IPv4); RFC 8200, section 3 (IPv6); RFC 9293, section 3.1 (TCP).</remarks>
internal static class SegmentParser
{
    /// <summary>So many extension headers of IPv6 may stand before TCP: as many as RFC 8200 recommends, each once and destination options twice.</summary>
    public const int MaxExtensionHeaders = 5;

    /// <summary>The extension headers that are known. The length of others is not, and of ESP what follows cannot be read.</summary>
    public const byte HopByHop = 0, Routing = 43, Fragment = 44, DestinationOptions = 60;

    const int IPv4HeaderLength = 20, IPv6HeaderLength = 40, TcpHeaderLength = 20, Tcp = 6;

    /// <summary>The segment in a packet, at the side that sent it.</summary>
    /// <param name="packet">From the IP header on, perhaps cut off, though not within the headers; kept by the event.</param>
    /// <param name="packetLength">Bytes that it had, perhaps with the link's padding.</param>
    /// <param name="time">When, by the timeline's clock.</param>
    /// <param name="interfaceIndex">Which interface a link-local address belongs to; 0 if not known.</param>
    /// <param name="segment">The segment.</param>
    /// <returns>Whether it is one: a packet that is malformed, cut off within its headers, no TCP, or a later fragment is not.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> packet, int packetLength, long time, int interfaceIndex, [NotNullWhen(true)] out SegmentEvent? segment)
    {
        segment = null;
        ReadOnlySpan<byte> bytes = packet.Span;
        if (!TryParseAddresses(bytes, packetLength, interfaceIndex, out IPAddress? source, out IPAddress? destination, out int headerLength, out int length))
            return false;
        int captured = Math.Min(bytes.Length, length); // without the link's padding
        if (captured < headerLength + TcpHeaderLength)
            return false;
        ReadOnlySpan<byte> tcp = bytes[headerLength..captured];
        int tcpHeaderLength = (tcp[12] >> 4) * 4;
        if (tcpHeaderLength < TcpHeaderLength || tcpHeaderLength > tcp.Length)
            return false;
        SegmentOptions options = SegmentOptions.Parse(tcp[TcpHeaderLength..tcpHeaderLength]);
        segment = new()
        {
            Time = time,
            Local = new(source, BinaryPrimitives.ReadUInt16BigEndian(tcp)),
            Remote = new(destination, BinaryPrimitives.ReadUInt16BigEndian(tcp[2..])),
            Sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]),
            Acknowledgment = BinaryPrimitives.ReadUInt32BigEndian(tcp[8..]),
            ControlBits = (TcpControlBits)(tcp[13] & 0x3f), // without the two bits of congestion notification
            Window = BinaryPrimitives.ReadUInt16BigEndian(tcp[14..]),
            Length = length - headerLength - tcpHeaderLength,
            MaximumSegmentSize = options.MaximumSegmentSize,
            WindowScale = options.WindowScale,
            Options = options.Others,
            Packet = packet[..captured],
            PacketLength = length,
        };
        return true;
    }

    static bool TryParseAddresses(
        ReadOnlySpan<byte> bytes, int packetLength, int interfaceIndex, [NotNullWhen(true)] out IPAddress? source, [NotNullWhen(true)] out IPAddress? destination, out int headerLength, out int length)
    {
        (source, destination, headerLength, length) = (null, null, 0, 0);
        int version = bytes.IsEmpty ? 0 : bytes[0] >> 4;
        if (version == 4 && TryParseIPv4(bytes, packetLength, out headerLength, out length))
        {
            source = new(bytes[12..16]);
            destination = new(bytes[16..20]);
            return true;
        }
        if (version == 6 && TryParseIPv6(bytes, packetLength, out headerLength, out length))
        {
            source = Scoped(bytes[8..24], interfaceIndex);
            destination = Scoped(bytes[24..40], interfaceIndex);
            return true;
        }
        return false;
    }

    static bool TryParseIPv4(ReadOnlySpan<byte> bytes, int packetLength, out int headerLength, out int length)
    {
        (headerLength, length) = (0, 0);
        if (bytes.Length < IPv4HeaderLength)
            return false;
        headerLength = (bytes[0] & 0xf) * 4;
        length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (length == 0)
            length = packetLength; // more than 64 KiB, put together by the kernel (BIG TCP): the field cannot tell
        int fragmentOffset = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x1fff;
        return headerLength >= IPv4HeaderLength && length <= packetLength && bytes[9] == Tcp && fragmentOffset == 0;
    }

    static bool TryParseIPv6(ReadOnlySpan<byte> bytes, int packetLength, out int headerLength, out int length)
    {
        (headerLength, length) = (IPv6HeaderLength, 0);
        if (bytes.Length < IPv6HeaderLength)
            return false;
        int payload = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        length = payload == 0 ? packetLength : IPv6HeaderLength + payload; // 0: as above
        return length <= packetLength && TrySkipExtensionHeaders(bytes, bytes[6], ref headerLength);
    }

    /// <summary>RFC 8200, section 4: each header begins with the number of the next and, but for a fragment's, its length in units of 8 bytes without the first.</summary>
    static bool TrySkipExtensionHeaders(ReadOnlySpan<byte> bytes, int header, ref int length)
    {
        const int Unit = 8;
        for (int i = 0; i < MaxExtensionHeaders && header != Tcp; i++)
        {
            if (header is not (HopByHop or Routing or Fragment or DestinationOptions) || length + Unit > bytes.Length)
                return false;
            ReadOnlySpan<byte> extension = bytes[length..];
            if (header == Fragment && (BinaryPrimitives.ReadUInt16BigEndian(extension[2..]) & 0xfff8) != 0)
                return false; // a later one, without the TCP header
            length += header == Fragment ? Unit : Unit * (1 + extension[1]);
            header = extension[0];
        }
        return header == Tcp;
    }

    /// <summary>As the socket has it: a link-local address with its interface.</summary>
    static IPAddress Scoped(ReadOnlySpan<byte> bytes, int interfaceIndex)
    {
        IPAddress address = new(bytes);
        return address.IsIPv6LinkLocal ? new(bytes, interfaceIndex) : address;
    }
}
