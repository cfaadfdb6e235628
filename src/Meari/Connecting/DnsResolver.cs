using System.Net;
using System.Net.Sockets;
using Meari.Engines.Sockets;

namespace Meari.Connecting;

/// <summary>One family's addresses of a name, in the order of RFC 6724, or why there are none.</summary>
internal readonly record struct Resolved(IPAddress[] Addresses, TcpOutcome Outcome, int Error);

/// <summary>Looks up one family of a name.</summary>
internal delegate Task<Resolved> Resolve(string host, AddressFamily family, CancellationToken cancellationToken);

/// <summary>The system's resolver (getaddrinfo), asked for each family on its own so that a slow answer for one does not hold up the other.</summary>
internal static class DnsResolver
{
    public static async Task<Resolved> ResolveAsync(string host, AddressFamily family, CancellationToken cancellationToken)
    {
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, family, cancellationToken).ConfigureAwait(false);
            return new(addresses, addresses.Length > 0 ? TcpOutcome.Done : TcpOutcome.NameNotResolved, 0);
        }
        catch (SocketException e)
        {
            return new([], TcpOutcome.NameNotResolved, SocketErrors.Number(e.SocketErrorCode));
        }
        catch (Exception e) when (e is OperationCanceledException or ArgumentException)
        {
            return new([], e is ArgumentException ? TcpOutcome.NameNotResolved : TcpOutcome.Canceled, 0);
        }
    }
}
