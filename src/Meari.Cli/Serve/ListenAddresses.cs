using System.Net;
using System.Net.Sockets;

namespace Meari.Cli.Serve;

/// <summary>From the addresses of the command line to those that a server binds.</summary>
internal static class ListenAddresses
{
    /// <summary>The addresses as numbers; a name gives all that it has. Nothing and the host that has none, if it has none.</summary>
    public static (IReadOnlyList<IPEndPoint> EndPoints, string? UnknownHost) Resolve(ServeSettings settings)
    {
        List<IPEndPoint> endPoints = [];
        foreach (TcpAddress address in settings.Addresses)
        {
            int before = endPoints.Count;
            if (address.Host.Length == 0)
                endPoints.Add(new(settings.IPv4Only ? IPAddress.Any : IPAddress.IPv6Any, address.Port));
            else if (address.TryToEndPoint(out IPEndPoint? numeric))
                endPoints.Add(numeric);
            else
                endPoints.AddRange(LookUp(address.Host, settings).Select(ip => new IPEndPoint(ip, address.Port)));
            if (endPoints.Count == before)
                return ([], address.Host);
        }
        return (endPoints, null);
    }

    static IPAddress[] LookUp(string host, ServeSettings settings)
    {
        AddressFamily family = settings.IPv4Only ? AddressFamily.InterNetwork
            : settings.IPv6Only ? AddressFamily.InterNetworkV6
            : AddressFamily.Unspecified;
        try
        {
            return Dns.GetHostAddresses(host, family);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>Where the machine has no IPv6, IPv4 alone does what <c>[::]</c> was to do; only where that was our choice.</summary>
    public static IReadOnlyList<IPEndPoint>? WithoutIPv6(IReadOnlyList<IPEndPoint> endPoints, ServeSettings settings)
    {
        bool ours = !settings.IPv6Only && settings.Addresses.All(static address => address.Host.Length == 0);
        return ours ? [.. endPoints.Select(static e => new IPEndPoint(IPAddress.Any, e.Port))] : null;
    }
}
