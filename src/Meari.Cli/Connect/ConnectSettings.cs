using System.Net.Sockets;
using Meari.Text;

namespace Meari.Cli.Connect;

/// <summary>What the command line of <c>meari connect</c> asks for.</summary>
internal sealed record ConnectSettings
{
    public required TcpAddress Address { get; init; }

    /// <summary>What to send instead of standard input, if anything.</summary>
    public IReadOnlyList<string> Messages { get; init; } = [];

    public bool Raw { get; init; }

    public required WireEncoding Encoding { get; init; }

    /// <summary>The longest wait for the connection and for the next bytes of an answer; null for the default limit on connecting and none on answers.</summary>
    public TimeSpan? Timeout { get; init; }

    public bool IPv4Only { get; init; }

    public bool IPv6Only { get; init; }

    public bool Json { get; init; }

    /// <summary>The ladder of what happens, explained, on stderr.</summary>
    public bool Explain { get; init; }

    /// <summary>The engine that was asked for by name; null where none was, and which one it is does not matter.</summary>
    public TcpEngine? Engine { get; init; }

    /// <summary>What a name is looked up for.</summary>
    public string Families => IPv4Only ? "IPv4" : IPv6Only ? "IPv6" : "IP";

    /// <summary>With no host, this machine.</summary>
    public string Host => Address.Host.Length > 0 ? Address.Host : IPv6Only ? "::1" : "127.0.0.1";

    public TcpConnectOptions ToConnectOptions(TcpObserver? observer = null)
    {
        TcpConnectOptions options = new()
        {
            AddressFamily = IPv4Only ? AddressFamily.InterNetwork : IPv6Only ? AddressFamily.InterNetworkV6 : AddressFamily.Unspecified,
            CloseTimeout = TimeSpan.FromSeconds(2),
            Engine = Engine ?? TcpEngine.Auto,
            Observer = observer,
        };
        if (Timeout is { } timeout)
            options.ConnectTimeout = timeout;
        return options;
    }
}
