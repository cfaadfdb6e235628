using System.Net;

namespace Meari.Observe;

/// <summary>Which connections to watch: those with this port, at either end, and this address, if one is given.</summary>
/// <param name="Port">1 to 65535; 0 for any.</param>
/// <param name="Address">An address at the port's end; null for any.</param>
public readonly record struct TimelineFilter(int Port, IPAddress? Address = null)
{
    /// <summary>All connections.</summary>
    public static TimelineFilter Everything => default;

    /// <summary>Whether a socket with these addresses is to be watched.</summary>
    /// <param name="local">Its own, if decided.</param>
    /// <param name="remote">The peer's, if any.</param>
    /// <returns>Whether either end matches.</returns>
    public bool Matches(IPEndPoint? local, IPEndPoint? remote) => this == Everything || IsMatch(local) || IsMatch(remote);

    bool IsMatch(IPEndPoint? end) => end is not null
        && (Port == 0 || end.Port == Port)
        && (Address is null || end.Address.Equals(Address) || end.Address.Equals(IPAddress.Any) || end.Address.Equals(IPAddress.IPv6Any));
}
