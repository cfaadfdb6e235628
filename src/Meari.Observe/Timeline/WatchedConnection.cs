using System.Net;

namespace Meari.Observe;

/// <summary>One end of a connection, as far as the timeline has seen it.</summary>
/// <param name="address">Its address and port, plain.</param>
/// <param name="side">Which end.</param>
internal sealed class ConnectionEnd(IPEndPoint address, TimelineSide side)
{
    public IPEndPoint Address { get; } = address;

    public TimelineSide Side { get; } = side;

    /// <summary>The state told last.</summary>
    public TcpState State { get; set; }

    /// <summary>Its connect or accept was seen.</summary>
    public bool HasOpened { get; set; }

    /// <summary>Its close was seen.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Its FIN was seen.</summary>
    public bool HasFinished { get; set; }

    /// <summary>The sequence number that counts as 0.</summary>
    public uint? First { get; set; }

    /// <summary>Its SYN was seen, so that <see cref="First"/> is the true one.</summary>
    public bool HasSyn { get; set; }

    /// <summary>What its SYN offered; null if it offered none.</summary>
    public int? WindowScale { get; set; }

    /// <summary>What it sent.</summary>
    public ByteRanges? Sent { get; set; }

    /// <summary>Nothing but segments tells of this end: it may be on another machine.</summary>
    public bool IsUnobserved => State == TcpState.Unknown && !HasOpened && !IsClosed;

    /// <summary>Its socket is no longer in use.</summary>
    public bool IsDone => State is TcpState.Closed or TcpState.TimeWait || (State == TcpState.Unknown && IsClosed);
}

/// <summary>A connection: one use of a pair of ends.</summary>
internal sealed class WatchedConnection(ConnectionPair pair, IPEndPoint client, IPEndPoint server)
{
    public ConnectionPair Pair { get; } = pair;

    public ConnectionEnd Client { get; } = new(client, TimelineSide.Client);

    public ConnectionEnd Server { get; } = new(server, TimelineSide.Server);

    /// <summary>From 1; 0 until it is shown.</summary>
    public int Number { get; set; }

    /// <summary>A watched call touched it.</summary>
    public bool IsTouched { get; set; }

    /// <summary>A segment other than a SYN was seen.</summary>
    public bool HasTraffic { get; set; }

    /// <summary>A capture has shown a segment of it.</summary>
    public bool IsCaptured { get; set; }

    public bool WasReset { get; set; }

    /// <summary>Where the table keeps it.</summary>
    public LinkedListNode<WatchedConnection>? Place { get; set; }

    /// <summary>Whether the next use of the pair is another connection.</summary>
    public bool HasEnded => WasReset || (Client.HasFinished && Server.HasFinished)
        || ((Client.IsDone || Client.IsUnobserved) && (Server.IsDone || Server.IsUnobserved) && (Client.IsDone || Server.IsDone));

    public ConnectionEnd EndAt(IPEndPoint local) => local.Equals(Client.Address) ? Client : Server;

    public ConnectionEnd PeerOf(ConnectionEnd end) => end == Client ? Server : Client;
}
