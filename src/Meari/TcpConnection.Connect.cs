using System.Net;
using Meari.Connecting;

namespace Meari;

public sealed partial class TcpConnection
{
    /// <summary>Connects to a host, by name or number. A name's addresses are tried side by side as RFC 8305 says; the first to answer is taken.</summary>
    /// <param name="host">A name, an IPv4 or an IPv6 address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The connection, or why there is none.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task<TcpConnectResult> ConnectAsync(
        string host, int port, TcpConnectOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        options ??= new();
        options.Validate();
        return new Connector(options, DnsResolver.ResolveAsync).ConnectAsync(host, port, cancellationToken);
    }

    /// <summary>Connects to one address.</summary>
    /// <param name="remote">The server's address and port.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The connection, or why there is none.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task<TcpConnectResult> ConnectAsync(
        IPEndPoint remote, TcpConnectOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(remote);
        return ConnectAsync(remote.Address.ToString(), remote.Port, options, cancellationToken);
    }
}
