using Meari.Engines;

namespace Meari;

/// <summary>What a server does with a client that comes when <see cref="TcpServerOptions.MaxConnections"/> are open.</summary>
public enum TcpWhenFull
{
    /// <summary>It is accepted and closed at once with RST (<see cref="TcpCloseKind.Limit"/>), so that it knows.</summary>
    Refuse,

    /// <summary>
    /// Nothing is accepted until a connection ends; the client waits, connected, in the accept queue, whose length is
    /// <see cref="TcpServerOptions.Backlog"/>.
    /// </summary>
    Wait,
}

/// <summary>How a server listens and what it allows. Read when it starts; later changes have no effect on it.</summary>
public sealed class TcpServerOptions
{
    /// <summary>The length of the accept queue: connections that the kernel has finished and the server has not yet accepted. The kernel caps it (net.core.somaxconn). Default 4096.</summary>
    public int Backlog { get; set; } = 4096;

    /// <summary>Whether [::] takes IPv6 clients only (IPV6_V6ONLY). Default false: IPv4 clients too, as v4-mapped addresses.</summary>
    public bool IPv6Only { get; set; }

    /// <summary>Whether other processes may listen on the same address and port and share its connections (SO_REUSEPORT; Linux, macOS, FreeBSD). Default false.</summary>
    public bool ReusePort { get; set; }

    /// <summary>TCP_NODELAY: small segments leave at once instead of waiting for the last acknowledgment (RFC 9293, section 3.7.4). Default true.</summary>
    public bool NoDelay { get; set; } = true;

    /// <summary>SO_KEEPALIVE, with the system's intervals, so that a peer that vanished is found out. Default true.</summary>
    public bool KeepAlive { get; set; } = true;

    /// <summary>The most connections open at once. Default <see cref="int.MaxValue"/>.</summary>
    public int MaxConnections { get; set; } = int.MaxValue;

    /// <summary>What happens to a client beyond <see cref="MaxConnections"/>. Default <see cref="TcpWhenFull.Refuse"/>.</summary>
    public TcpWhenFull WhenFull { get; set; }

    /// <summary>
    /// How long a connection may stay without a byte in either direction while its handler waits to receive or to send. One that waits to
    /// receive is asked to finish; one whose peer does not read is reset. What counts is what the kernel took or gave. It ends at most half of it later.
    /// Default <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>How long to wait for the peer's FIN once the handler has returned; what still comes is read and discarded. Default 10 s.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most bytes that one receive lends, and so the buffer memory a connection holds while its handler has them. Default 64 KiB.</summary>
    public int ReceiveSize { get; set; } = 64 * 1024;

    /// <summary>Where the handler's awaits resume. Default <see cref="TcpDispatch.Inline"/>.</summary>
    public TcpDispatch Dispatch { get; set; }

    /// <summary>Who sees every operation. Default nobody, at no cost.</summary>
    public TcpObserver? Observer { get; set; }

    /// <summary>The clock for time limits and the observer. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>What moves the bytes. Where it cannot be used the next best is, and <see cref="TcpServer.EngineChoice"/> says so. Default <see cref="TcpEngine.Auto"/>.</summary>
    public TcpEngine Engine { get; set; }

    /// <summary>How many loops serve the connections, each with a listening socket of its own. 0, the default: one for each processor that the process may use. With <see cref="TcpWhenFull.Wait"/> it is always one, since clients that wait in one accept queue keep their order. The portable engine has none of its own and ignores it.</summary>
    public int Threads { get; set; }

    /// <summary>An engine that is none of those, for tests.</summary>
    internal Engine? OwnEngine { get; set; }

    /// <summary>More loops than any machine has processors.</summary>
    const int MaxThreads = 1024;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReceiveSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Backlog);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threads, MaxThreads);
        if (IdleTimeout == TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(IdleTimeout), IdleTimeout, null);
        TimeLimits.Check(IdleTimeout, nameof(IdleTimeout));
        TimeLimits.Check(CloseTimeout, nameof(CloseTimeout));
    }
}
