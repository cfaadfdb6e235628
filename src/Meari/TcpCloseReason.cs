namespace Meari;

/// <summary>Why a connection came to its end; the first cause that matters.</summary>
public enum TcpCloseKind
{
    /// <summary>The connection is open.</summary>
    Open,

    /// <summary>The peer sent FIN: a normal close.</summary>
    PeerFinished,

    /// <summary>The peer sent RST: what was on its way in either direction may be lost.</summary>
    PeerReset,

    /// <summary>This side finished first: the handler returned, or <see cref="TcpConnection.DisposeAsync"/> was called.</summary>
    Finished,

    /// <summary>Nothing moved for <see cref="TcpServerOptions.IdleTimeout"/>.</summary>
    Idle,

    /// <summary>A limit was exceeded: <see cref="TcpServerOptions.MaxConnections"/>, or the bound of <see cref="TcpConnection.AsPipe"/>.</summary>
    Limit,

    /// <summary>The server is draining and asked the connection to finish.</summary>
    Drain,

    /// <summary>The server was draining and cut the connection off at the deadline.</summary>
    DrainDeadline,

    /// <summary>This side called <see cref="TcpConnection.Abort()"/>, or cancelled a send.</summary>
    Aborted,

    /// <summary>The handler threw; <see cref="TcpCloseReason.Exception"/> is what it threw.</summary>
    HandlerFailed,

    /// <summary>An operation failed; <see cref="TcpCloseReason.Outcome"/> and <see cref="TcpCloseReason.Error"/> say how.</summary>
    Error,
}

/// <summary>Why a connection came to its end.</summary>
/// <param name="Kind">The cause.</param>
/// <param name="Outcome">The outcome of the operation that met the end, where one did; otherwise <see cref="TcpOutcome.Done"/>.</param>
/// <param name="Error">The platform's error number (errno on Unix, the Winsock code on Windows), or 0.</param>
/// <param name="Exception">What the handler threw, for <see cref="TcpCloseKind.HandlerFailed"/>.</param>
public sealed record TcpCloseReason(TcpCloseKind Kind, TcpOutcome Outcome = TcpOutcome.Done, int Error = 0, Exception? Exception = null)
{
    internal static readonly TcpCloseReason Open = new(TcpCloseKind.Open);
    internal static readonly TcpCloseReason PeerFinished = new(TcpCloseKind.PeerFinished, TcpOutcome.EndOfStream);
    internal static readonly TcpCloseReason Finished = new(TcpCloseKind.Finished);
    internal static readonly TcpCloseReason Idle = new(TcpCloseKind.Idle);
    internal static readonly TcpCloseReason Limit = new(TcpCloseKind.Limit);
    internal static readonly TcpCloseReason Drain = new(TcpCloseKind.Drain);
    internal static readonly TcpCloseReason DrainDeadline = new(TcpCloseKind.DrainDeadline);
    internal static readonly TcpCloseReason Aborted = new(TcpCloseKind.Aborted);

    /// <summary>
    /// Whether this is an orderly end. One of these gives way to a failure that follows it (a peer that finishes and then resets was
    /// reset); a failure is never replaced.
    /// </summary>
    internal bool IsOrderly => Kind is TcpCloseKind.Open or TcpCloseKind.PeerFinished or TcpCloseKind.Finished or TcpCloseKind.Drain;

    internal static TcpCloseReason Of(TcpOutcome outcome, int error) => outcome switch
    {
        TcpOutcome.EndOfStream => PeerFinished,
        TcpOutcome.Canceled => Aborted,
        TcpOutcome.Reset or TcpOutcome.NotConnected => new(TcpCloseKind.PeerReset, outcome, error),
        _ => new(TcpCloseKind.Error, outcome, error),
    };
}
