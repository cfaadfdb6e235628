using System.Buffers.Binary;
using System.Net;

namespace Meari.Observe.Tests.Segments;

/// <summary>Packets made by hand, without checksums.</summary>
static class Packets
{
    public static readonly IPEndPoint ClientIPv4 = IPEndPoint.Parse("192.0.2.1:14641"), ServerIPv4 = IPEndPoint.Parse("192.0.2.2:9000");
    public static readonly IPEndPoint ClientIPv6 = IPEndPoint.Parse("[2001:db8::1]:14641"), ServerIPv6 = IPEndPoint.Parse("[2001:db8::2]:9000");

    public static byte[] IPv4(ReadOnlySpan<byte> tcp, int ipOptions = 0)
    {
        byte[] packet = new byte[20 + ipOptions + tcp.Length];
        packet[0] = (byte)(0x45 + ipOptions / 4);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[6] = 0x40; // don't fragment
        packet[8] = 64;
        packet[9] = 6;
        ClientIPv4.Address.GetAddressBytes().CopyTo(packet, 12);
        ServerIPv4.Address.GetAddressBytes().CopyTo(packet, 16);
        tcp.CopyTo(packet.AsSpan(20 + ipOptions));
        return packet;
    }

    public static byte[] IPv6(ReadOnlySpan<byte> tcp, byte firstHeader = 6, ReadOnlySpan<byte> headers = default)
    {
        byte[] packet = new byte[40 + headers.Length + tcp.Length];
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)(headers.Length + tcp.Length));
        packet[6] = firstHeader;
        packet[7] = 64;
        ClientIPv6.Address.GetAddressBytes().CopyTo(packet, 8);
        ServerIPv6.Address.GetAddressBytes().CopyTo(packet, 24);
        headers.CopyTo(packet.AsSpan(40));
        tcp.CopyTo(packet.AsSpan(40 + headers.Length));
        return packet;
    }

    public static byte[] Tcp(TcpControlBits bits, uint sequence = 1000, uint acknowledgment = 2000, byte[]? options = null, byte[]? data = null)
    {
        int headerLength = 20 + ((options?.Length ?? 0) + 3) / 4 * 4;
        byte[] tcp = new byte[headerLength + (data?.Length ?? 0)];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)ClientIPv4.Port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp.AsSpan(2), (ushort)ServerIPv4.Port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp.AsSpan(4), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp.AsSpan(8), acknowledgment);
        tcp[12] = (byte)(headerLength / 4 << 4);
        tcp[13] = (byte)bits;
        BinaryPrimitives.WriteUInt16BigEndian(tcp.AsSpan(14), 512);
        options?.CopyTo(tcp, 20);
        data?.CopyTo(tcp, headerLength);
        return tcp;
    }
}
