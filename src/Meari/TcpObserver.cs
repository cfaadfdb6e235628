using System.Net;

namespace Meari;

/// <summary>The socket operation that an observer is told of, by the name of its system call.</summary>
public enum TcpOperationKind
{
    /// <summary>socket, bind and listen: a listening socket was made, or could not be.</summary>
    Listen,

    /// <summary>accept: a connection was taken from the accept queue, or could not be.</summary>
    Accept,

    /// <summary>connect, of one address.</summary>
    Connect,

    /// <summary>recv, from when the bytes were asked for until they were there.</summary>
    Receive,

    /// <summary>send, from when the bytes were given until the kernel had taken them all.</summary>
    Send,

    /// <summary>shutdown(SHUT_WR): FIN follows the last byte.</summary>
    Shutdown,

    /// <summary>close: the end of the connection, or of a listening socket.</summary>
    Close,
}

/// <summary>One finished socket operation.</summary>
public readonly record struct TcpOperation
{
    /// <summary>Which call.</summary>
    public required TcpOperationKind Kind { get; init; }

    /// <summary>The connection's <see cref="TcpConnection.Id"/>; 0 for a listening socket and for a connect that failed.</summary>
    public long ConnectionId { get; init; }

    /// <summary>The local address and port, if decided.</summary>
    public IPEndPoint? Local { get; init; }

    /// <summary>The remote address and port, if there is one.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>Bytes asked for: a send's length, a receive's maximum.</summary>
    public int Requested { get; init; }

    /// <summary>Bytes moved.</summary>
    public int Transferred { get; init; }

    /// <summary>How it ended.</summary>
    public required TcpOutcome Outcome { get; init; }

    /// <summary>The platform's error number, or 0.</summary>
    public int Error { get; init; }

    /// <summary>When the program asked (for <see cref="TcpOperationKind.Accept"/>: when it had the connection), as <see cref="TimeProvider.GetTimestamp"/> of the options' time provider gives it.</summary>
    public required long Started { get; init; }

    /// <summary>When it was done, on the same clock.</summary>
    public required long Ended { get; init; }

    /// <summary>For a <see cref="TcpOperationKind.Close"/> of a connection: why it ended.</summary>
    public TcpCloseReason? Reason { get; init; }
}

/// <summary>
/// Sees every socket operation of the servers and connections whose options name it. Where none is set, the cost is one null check an
/// operation and no clock is read.
/// </summary>
/// <remarks>
/// Called on the thread that completed the operation, before the handler learns of it, for many connections at once: an observer must be
/// thread-safe, must not block and must not throw (what it throws is reported by the event source and otherwise ignored).
/// </remarks>
public abstract class TcpObserver
{
    /// <summary>An operation has ended.</summary>
    /// <param name="operation">What was done; valid during the call only by reference, to be copied if kept.</param>
    public abstract void OnOperation(in TcpOperation operation);
}
