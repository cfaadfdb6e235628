using System.Net;
using System.Net.Sockets;

namespace Meari.Cli.Serve;

/// <summary>From the addresses of the command line to those that a server binds.</summary>
internal static class ListenAddresses
{
    /// <summary>The addresses as numbers; a name gives all that it has. Empty and the host that has none, if it has none.</summary>
    public static async Task<(IReadOnlyList<IPEndPoint> EndPoints, string? UnknownHost)> ResolveAsync(ServeSettings settings)
    {
        List<IPEndPoint> endPoints = [];
        foreach (TcpAddress address in settings.Addresses)
        {
            IPAddress[] addresses = await ResolveAsync(address, settings);
            if (addresses.Length == 0)
                return ([], address.Host);
            endPoints.AddRange(addresses.Select(ip => new IPEndPoint(ip, address.Port)));
        }
        return (endPoints, null);
    }

    static async Task<IPAddress[]> ResolveAsync(TcpAddress address, ServeSettings settings)
    {
        if (address.Host.Length == 0)
            return [settings.IPv4Only ? IPAddress.Any : IPAddress.IPv6Any];
        if (address.TryToEndPoint(out IPEndPoint? numeric))
            return [numeric.Address];
        AddressFamily family = settings.IPv4Only ? AddressFamily.InterNetwork
            : settings.IPv6Only ? AddressFamily.InterNetworkV6
            : AddressFamily.Unspecified;
        try
        {
            return await Dns.GetHostAddressesAsync(address.Host, family);
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
