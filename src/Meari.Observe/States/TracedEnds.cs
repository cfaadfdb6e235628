using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using Meari.Interop.Linux;

namespace Meari.Observe;

/// <summary>Reads a socket's two addresses and ports from a kernel event, in whichever form its kernel has them.</summary>
/// <remarks>
/// Most events have ports as numbers and each address twice, for IPv4 and for IPv6, the latter v4-mapped if the socket is of IPv4; tcp_send_reset
/// has two sockaddr structures in younger kernels. Called by one thread. Source:
/// include/trace/events/sock.h and tcp.h.
/// </remarks>
internal sealed class TracedEnds
{
    /// <summary>Addresses come again and again: an object for each event would be garbage.</summary>
    const int MaxKnown = 256;

    /// <summary>Bytes of the kernel's field for a sockaddr: as struct sockaddr_in6.</summary>
    const int SockAddrSize = 28;

    readonly int _localPort, _remotePort, _family, _local4, _remote4, _local6, _remote6;
    readonly bool _isSockAddr;
    readonly Dictionary<UInt128, IPAddress> _known = [];

    TracedEnds(TraceEventFormat format)
    {
        (_localPort, _remotePort, _family) = (format.OffsetOf("sport", 2), format.OffsetOf("dport", 2), format.OffsetOf("family", 2));
        (_local4, _remote4) = (format.OffsetOf("saddr", 4), format.OffsetOf("daddr", 4));
        (_local6, _remote6) = (format.OffsetOf("saddr_v6", 16), format.OffsetOf("daddr_v6", 16));
        _isSockAddr = _localPort < 0;
        if (_isSockAddr)
            (_local6, _remote6) = (format.OffsetOf("saddr", SockAddrSize), format.OffsetOf("daddr", SockAddrSize));
    }

    /// <summary>Whether the kernel can filter by port.</summary>
    public bool HasPorts => !_isSockAddr;

    /// <summary>Finds the fields.</summary>
    /// <param name="format">The event's.</param>
    /// <returns>How to read them; null if they are not there.</returns>
    public static TracedEnds? Of(TraceEventFormat format)
    {
        TracedEnds ends = new(format);
        bool has6 = ends._local6 >= 0 && ends._remote6 >= 0;
        bool has4 = ends._local4 >= 0 && ends._remote4 >= 0 && ends._remotePort >= 0;
        return (ends._isSockAddr ? has6 : has4 && has6) ? ends : null;
    }

    /// <summary>Both ports as they are in the event: 0 while undecided.</summary>
    /// <param name="payload">The event, as long as its format.</param>
    /// <returns>This end's and the other's, together.</returns>
    public uint PortsOf(ReadOnlySpan<byte> payload) =>
        ((uint)MemoryMarshal.Read<ushort>(payload[_localPort..]) << 16) | MemoryMarshal.Read<ushort>(payload[_remotePort..]);

    /// <summary>This end.</summary>
    /// <param name="payload">The event, as long as its format.</param>
    /// <returns>It, a v4-mapped address as IPv4; null if its port is undecided.</returns>
    public IPEndPoint? LocalOf(ReadOnlySpan<byte> payload) => EndOf(payload, _localPort, _local4, _local6);

    /// <summary>The other end.</summary>
    /// <param name="payload">The event, as long as its format.</param>
    /// <returns>It, a v4-mapped address as IPv4; null if there is none.</returns>
    public IPEndPoint? RemoteOf(ReadOnlySpan<byte> payload) => EndOf(payload, _remotePort, _remote4, _remote6);

    IPEndPoint? EndOf(ReadOnlySpan<byte> payload, int portAt, int at4, int at6)
    {
        if (_isSockAddr)
            return FromSockAddr(payload.Slice(at6, SockAddrSize));
        int port = MemoryMarshal.Read<ushort>(payload[portAt..]);
        if (port == 0)
            return null;
        bool isIPv4 = _family >= 0 && MemoryMarshal.Read<ushort>(payload[_family..]) == Constants.AF_INET;
        return new(isIPv4 ? AddressOf(payload.Slice(at4, 4)) : Unmapped(payload.Slice(at6, 16)), port);
    }

    IPEndPoint? FromSockAddr(ReadOnlySpan<byte> bytes)
    {
        int port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return port == 0 ? null : MemoryMarshal.Read<ushort>(bytes) switch
        {
            Constants.AF_INET => new(AddressOf(bytes.Slice(4, 4)), port),
            Constants.AF_INET6 => new(Unmapped(bytes.Slice(8, 16)), port),
            _ => null,
        };
    }

    /// <summary>::ffff:0:0/96 holds the addresses of IPv4. Source: RFC 4291, section 2.5.5.2.</summary>
    IPAddress Unmapped(ReadOnlySpan<byte> address) =>
        AddressOf(address[..10].IndexOfAnyExcept((byte)0) < 0 && address[10] == 0xFF && address[11] == 0xFF ? address[12..] : address);

    /// <summary>The address of 4 bytes or 16; an IPv4 address is known by its v4-mapped form.</summary>
    IPAddress AddressOf(ReadOnlySpan<byte> bytes)
    {
        UInt128 key = bytes.Length == 4
            ? ((UInt128)0xFFFF << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
        if (_known.TryGetValue(key, out IPAddress? address))
            return address;
        if (_known.Count >= MaxKnown)
            _known.Clear();
        return _known[key] = new(bytes);
    }
}
