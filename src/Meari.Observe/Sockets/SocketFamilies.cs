using System.Net;
using System.Net.Sockets;

namespace Meari.Observe;

/// <summary>Which families a socket serves, whatever its own: an IPv6 socket may have an IPv4 connection, or listen for both.</summary>
internal static class SocketFamilies
{
    /// <summary>Whether its connection is of this family, or may be.</summary>
    public static bool Serves(this SocketEntry entry, AddressFamily family)
    {
        bool isIPv4 = entry.Local.AddressFamily == AddressFamily.InterNetwork || IsMapped(entry);
        return isIPv4 == (family == AddressFamily.InterNetwork) || (!isIPv4 && IsDualStack(entry));
    }

    /// <summary>Whether it is bound to [::] and takes IPv4 too; where it is not known, most do.</summary>
    static bool IsDualStack(SocketEntry entry) => entry.IPv6Only != true && entry.Local.Address.Equals(IPAddress.IPv6Any);

    static bool IsMapped(SocketEntry entry) => entry.Local.Address.IsIPv4MappedToIPv6 || entry.Remote.Address.IsIPv4MappedToIPv6;

    /// <summary>A v4-mapped address as IPv4.</summary>
    public static IPEndPoint Plain(IPEndPoint endPoint) =>
        endPoint.Address.IsIPv4MappedToIPv6 ? new(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;
}
