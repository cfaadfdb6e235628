using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Meari.Observe;

/// <summary>The two ends of a connection, in whatever order they are named.</summary>
/// <param name="First">The end with the lower port, or address.</param>
/// <param name="Second">The other.</param>
internal readonly record struct ConnectionPair(IPEndPoint First, IPEndPoint Second)
{
    /// <summary>The pair of two ends that are <see cref="Plain"/>.</summary>
    public static ConnectionPair Of(IPEndPoint one, IPEndPoint other) => Compare(one, other) <= 0 ? new(one, other) : new(other, one);

    /// <summary>
    /// An end as all sources would name it: v4-mapped as IPv4, and without an IPv6 scope, which a capture does not see.
    /// </summary>
    [return: NotNullIfNotNull(nameof(end))]
    public static IPEndPoint? Plain(IPEndPoint? end)
    {
        if (end is null)
            return null;
        if (end.Address.IsIPv4MappedToIPv6)
            return new IPEndPoint(end.Address.MapToIPv4(), end.Port);
        return end.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && end.Address.ScopeId != 0
            ? new IPEndPoint(new IPAddress(end.Address.GetAddressBytes()), end.Port)
            : end;
    }

    /// <summary>Whether an end names one socket's end: with a port, and not with the address that stands for all.</summary>
    public static bool IsWhole([NotNullWhen(true)] IPEndPoint? end) =>
        end is { Port: > 0 } && !end.Address.Equals(IPAddress.Any) && !end.Address.Equals(IPAddress.IPv6Any);

    static int Compare(IPEndPoint one, IPEndPoint other)
    {
        if (one.Port != other.Port)
            return one.Port.CompareTo(other.Port);
        Span<byte> a = stackalloc byte[16], b = stackalloc byte[16];
        one.Address.TryWriteBytes(a, out int lengthA);
        other.Address.TryWriteBytes(b, out int lengthB);
        return a[..lengthA].SequenceCompareTo(b[..lengthB]);
    }
}
