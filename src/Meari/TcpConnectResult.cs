using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Meari;

/// <summary>One address that a client tried, and what came of it.</summary>
/// <param name="EndPoint">The address and port.</param>
/// <param name="Outcome">How the attempt ended; <see cref="TcpOutcome.Canceled"/> if another was faster.</param>
/// <param name="Error">The platform's error number, or 0.</param>
public readonly record struct TcpConnectAttempt(IPEndPoint EndPoint, TcpOutcome Outcome, int Error);

/// <summary>A connection, or why there is none.</summary>
public sealed record TcpConnectResult
{
    /// <summary>The connection; null if there is none.</summary>
    public TcpConnection? Connection { get; init; }

    /// <summary>Whether there is a connection.</summary>
    [MemberNotNullWhen(true, nameof(Connection))]
    public bool IsConnected => Connection is not null;

    /// <summary><see cref="TcpOutcome.Done"/>, or why there is no connection: of several failed attempts the one that says most.</summary>
    public required TcpOutcome Outcome { get; init; }

    /// <summary>The platform's error number, or 0.</summary>
    public int Error { get; init; }

    /// <summary>Every address that was tried, in the order in which the attempts ended.</summary>
    public required IReadOnlyList<TcpConnectAttempt> Attempts { get; init; }
}
