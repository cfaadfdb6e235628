using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>struct sockaddr_in6, or sockaddr_in in its first 16 bytes: an address and a port as the kernel has them.</summary>
/// <remarks>Source: ip(7), ipv6(7). The port and an IPv4 address are in network byte order; the family and the scope are in the host's.</remarks>
[InlineArray(Words)]
internal struct SockAddr
{
    const int Words = 7;

    /// <summary>Bytes, of the larger of the two.</summary>
    public const int Size = Words * sizeof(uint);

    const int SizeIPv4 = 16;

    uint _first;

    public static SockAddr Of(IPEndPoint endPoint)
    {
        SockAddr address = default;
        SocketAddress system = endPoint.Serialize(); // .NET's own copy of the same structure
        system.Buffer.Span[..system.Size].CopyTo(address.Bytes);
        return address;
    }

    public readonly int Family => BitConverter.ToUInt16(ReadOnlyBytes);

    public readonly uint Length => Family == Constants.AF_INET ? SizeIPv4 : (uint)Size;

    public readonly IPEndPoint ToEndPoint()
    {
        ReadOnlySpan<byte> bytes = ReadOnlyBytes;
        int port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return Family == Constants.AF_INET
            ? new(new IPAddress(BitConverter.ToUInt32(bytes[4..])), port)
            : new(new IPAddress(bytes[8..24], BitConverter.ToUInt32(bytes[24..])), port);
    }

    [UnscopedRef]
    Span<byte> Bytes => MemoryMarshal.AsBytes((Span<uint>)this);

    [UnscopedRef]
    readonly ReadOnlySpan<byte> ReadOnlyBytes => MemoryMarshal.AsBytes((ReadOnlySpan<uint>)this);
}
