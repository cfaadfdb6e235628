using System.Globalization;
using System.Net.Sockets;
using Meari.Observe;

namespace Meari.Cli.Sockets;

/// <summary>What the command line of <c>meari sockets</c> asks for.</summary>
internal sealed record SocketsSettings
{
    /// <summary>The longest name that the kernel keeps of a process, in bytes; the rest of a longer one is not there to be compared.</summary>
    const int LongestName = 15;

    public int Port { get; init; }

    /// <summary>Null for all.</summary>
    public IReadOnlyList<TcpState>? States { get; init; }

    /// <summary>Names and process ids; empty for all.</summary>
    public IReadOnlyList<string> Processes { get; init; } = [];

    /// <summary>The family that a socket serves, which need not be its own.</summary>
    public AddressFamily Family { get; init; }

    public bool Json { get; init; }

    public bool Information { get; init; }

    public bool Netstat { get; init; }

    /// <summary>How often to look again; null for once.</summary>
    public TimeSpan? Watch { get; init; }

    public bool NoColor { get; init; }

    public SocketQuery ToQuery() => new()
    {
        Port = Port,
        States = States,
        // An IPv6 socket may serve IPv4; an IPv4 socket never serves IPv6.
        Family = Family == AddressFamily.InterNetworkV6 ? Family : AddressFamily.Unspecified,
        Owners = !Netstat || Processes.Count > 0,
        Information = Information,
        Memory = Information,
    };

    /// <summary>Whether the socket serves the family, and a process holds it, that were asked for.</summary>
    public bool Wants(SocketEntry entry) =>
        (Family == AddressFamily.Unspecified || entry.Serves(Family))
        && (Processes.Count == 0 || entry.Owners.Any(owner => Processes.Any(process => Is(owner, process))));

    static bool Is(SocketOwner owner, string process) =>
        (int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id == owner.ProcessId)
        || owner.Name == process
        || (process.Length > LongestName && owner.Name == process[..LongestName]);
}
