using System.Net;

namespace Meari.Observe;

/// <summary>What the ladder remembers of one end of a connection.</summary>
internal sealed class LadderEnd
{
    public TcpState State { get; set; }

    /// <summary>Whether the state was concluded, so that the lifeline is dashed.</summary>
    public bool IsInferred { get; set; }

    public QueueEvent? Queues { get; set; }

    /// <summary>The number that acknowledges this end's FIN; null before it.</summary>
    public uint? FinAcknowledgment { get; set; }

    /// <summary>The highest that this end has acknowledged.</summary>
    public uint Acknowledged { get; set; }

    /// <summary>The window of its last segment; -1 before.</summary>
    public int Window { get; set; } = -1;

    /// <summary>The program has called close.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The program has called shutdown with SHUT_WR or SHUT_RDWR.</summary>
    public bool SendingShut { get; set; }

    /// <summary>The program has called shutdown with SHUT_RD or SHUT_RDWR.</summary>
    public bool ReceivingShut { get; set; }

    /// <summary>A call has told the program that there is no connection any more, or that there will be none.</summary>
    public bool HasFailed { get; set; }
}

/// <summary>What the ladder remembers of a connection, or (number 0) of the listening socket seen last.</summary>
internal sealed class LadderConnection
{
    public LadderEnd Client { get; } = new();

    public LadderEnd Server { get; } = new();

    public bool HasHeading { get; set; }

    /// <summary>Of number 0: the address that was tried last by a connect of which no connection is known.</summary>
    public IPEndPoint? Tried { get; set; }

    public bool SynSeen { get; set; }

    public bool SynAckSeen { get; set; }

    public bool HandshakeSeen { get; set; }

    /// <summary>accept has returned it.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>A RST was seen.</summary>
    public bool WasReset { get; set; }

    /// <summary>Who sent the first FIN.</summary>
    public TimelineSide FirstFin { get; set; }

    /// <summary>Sentences that were said of it; bounded by <see cref="MaxSaid"/>.</summary>
    readonly HashSet<string> _said = [];

    const int MaxSaid = 64;

    public LadderEnd? End(TimelineSide side) => side switch
    {
        TimelineSide.Client => Client,
        TimelineSide.Server => Server,
        _ => null,
    };

    public LadderEnd? Peer(TimelineSide side) => side switch
    {
        TimelineSide.Client => Server,
        TimelineSide.Server => Client,
        _ => null,
    };

    /// <summary>Whether a sentence is new for this connection; what is said over and over is not read.</summary>
    public bool IsNews(string sentence) => !_said.Contains(sentence) && (_said.Count >= MaxSaid || _said.Add(sentence));
}

/// <summary>The connections that the ladder remembers; the oldest is forgotten when there are more than <see cref="Most"/>.</summary>
internal sealed class LadderConnections
{
    public const int Most = 4096;

    readonly Dictionary<int, LadderConnection> _all = [];
    readonly Queue<int> _order = new();

    /// <summary>Whether more than one connection was seen, so that lines need their connection's number.</summary>
    public bool AreSeveral { get; private set; }

    public LadderConnection this[int number]
    {
        get
        {
            if (_all.TryGetValue(number, out LadderConnection? known))
                return known;
            if (_order.Count == Most)
                _all.Remove(_order.Dequeue());
            LadderConnection made = new();
            _all.Add(number, made);
            _order.Enqueue(number);
            AreSeveral |= number > 1;
            return made;
        }
    }
}
