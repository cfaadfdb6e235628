using System.Net;
using Meari.Text;

namespace Meari.Cli.Serve;

/// <summary>The standard service that a server offers.</summary>
internal enum Service
{
    Echo,
    Discard,
    Chargen,
}

/// <summary>What the command line of <c>meari serve</c> asks for.</summary>
internal sealed record ServeSettings
{
    public required IReadOnlyList<TcpAddress> Addresses { get; init; }

    public bool IPv4Only { get; init; }

    public bool IPv6Only { get; init; }

    public int Backlog { get; init; } = 4096;

    public Service Service { get; init; }

    public required WireEncoding Encoding { get; init; }

    public bool OneAtATime { get; init; }

    public bool Book { get; init; }

    public bool Quiet { get; init; }

    public bool Json { get; init; }

    /// <summary>The ladder of what happens, explained, on stderr.</summary>
    public bool Explain { get; init; }

    /// <summary>A page in the browser that shows this server.</summary>
    public bool Lens { get; init; }

    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);

    public int MaxConnections { get; init; } = int.MaxValue;

    public TimeSpan IdleTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    public bool ReusePort { get; init; }

    public TcpEngine Engine { get; init; }

    /// <summary>What the library takes, and more than any machine has processors.</summary>
    public const int MaxThreads = 1024;

    /// <summary>0 where none is given: one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>The port of all addresses (0 for any, where they have several); null while the system is to choose one.</summary>
    public int? KnownPort => Addresses.Any(static address => address.Port == 0) ? null : CommonPort(Addresses.Select(static address => address.Port));

    /// <summary>The one port that all have, or 0.</summary>
    public static int CommonPort(IEnumerable<int> ports) => ports.Distinct().ToArray() is [int only] ? only : 0;

    /// <summary>Whether [::] takes IPv4 clients, too: an IPv4 address of the same port beside it does that instead.</summary>
    public bool IsDualStack(IReadOnlyList<IPEndPoint> endPoints) =>
        !IPv6Only && !endPoints.Any(static e => e.Address.Equals(IPAddress.Any));

    /// <summary>What a name is looked up for.</summary>
    public string Families => IPv4Only ? "IPv4" : IPv6Only ? "IPv6" : "IP";

    /// <summary>The chapter's server receives at most 512 bytes at a time.</summary>
    const int BookReceiveSize = 512;

    public TcpServerOptions ToServerOptions(TcpObserver? observer) => new()
    {
        Backlog = Backlog,
        IPv6Only = IPv6Only,
        ReusePort = ReusePort,
        IdleTimeout = IdleTimeout,
        MaxConnections = OneAtATime ? 1 : MaxConnections,
        WhenFull = OneAtATime ? TcpWhenFull.Wait : TcpWhenFull.Refuse,
        Observer = observer,
        Engine = Engine,
        Threads = Threads,
        ReceiveSize = Book ? BookReceiveSize : new TcpServerOptions().ReceiveSize,
    };
}
