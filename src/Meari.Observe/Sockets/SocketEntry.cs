using System.Net;

namespace Meari.Observe;

/// <summary>What the kernel waits for on a socket.</summary>
/// <remarks>Source: sock_diag(7), idiag_timer; ss(8), "timer".</remarks>
public enum SocketTimer
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>To send again what is not acknowledged.</summary>
    Retransmission,

    /// <summary>To ask an idle peer whether it is there.</summary>
    KeepAlive,

    /// <summary>For TIME_WAIT to end.</summary>
    TimeWait,

    /// <summary>To ask a peer with a zero window whether it has room.</summary>
    ZeroWindowProbe,
}

/// <summary>One TCP socket, as the kernel's table has it.</summary>
public sealed record SocketEntry
{
    /// <summary>This end, as the socket has it (a v4-mapped address stays one).</summary>
    public required IPEndPoint Local { get; init; }

    /// <summary>The other end; its port is 0 for a listening socket.</summary>
    public required IPEndPoint Remote { get; init; }

    /// <summary>The state.</summary>
    public required TcpState State { get; init; }

    /// <summary>Bytes received and not read; for a listening socket the connections that wait for accept. 0 where not known (<see cref="SocketTableSource.System"/>).</summary>
    public long ReceiveQueue { get; init; }

    /// <summary>Bytes sent and not acknowledged; for a listening socket the most connections that may wait. Null where not known (Linux tells of a listener's limit by sock_diag alone).</summary>
    public long? SendQueue { get; init; }

    /// <summary>Which timer runs.</summary>
    public SocketTimer Timer { get; init; }

    /// <summary>When it runs out, from when the table was read.</summary>
    public TimeSpan TimerExpires { get; init; }

    /// <summary>How often it has run out without an answer: retransmissions or probes.</summary>
    public int TimerCount { get; init; }

    /// <summary>The inode of the socket's descriptors; 0 where no process holds it any more (TIME_WAIT, an orphan).</summary>
    public long Inode { get; init; }

    /// <summary>The owner's user id; null where the system does not say.</summary>
    public int? UserId { get; init; }

    /// <summary>The kernel's cookie, which no other socket ever has; 0 where not known. A connection in TIME_WAIT keeps its socket's if the table has shown it before.</summary>
    public ulong Cookie { get; init; }

    /// <summary>Whether an IPv6 socket takes no IPv4 (IPV6_V6ONLY); null where not known.</summary>
    public bool? IPv6Only { get; init; }

    /// <summary>The index of the network interface that it is bound to (SO_BINDTODEVICE); 0 for none, and where not known.</summary>
    public int Interface { get; init; }

    /// <summary>What TCP knows of the connection; null where it was not asked for, for a listening socket, in TIME_WAIT, and where the source does not tell.</summary>
    public TcpInformation? Information { get; init; }

    /// <summary>What memory it takes; null where it was not asked for, in TIME_WAIT, and where the source does not tell.</summary>
    public SocketMemory? Memory { get; init; }

    /// <summary>The processes that hold it, as far as this user may see; empty where none was found or they were not asked for.</summary>
    public IReadOnlyList<SocketOwner> Owners { get; init; } = [];
}

/// <summary>A process that holds a socket.</summary>
/// <param name="ProcessId">Its id.</param>
/// <param name="Name">Its command's name, not escaped.</param>
/// <param name="Descriptor">Its descriptor of the socket.</param>
public readonly record struct SocketOwner(int ProcessId, string Name, int Descriptor);
