namespace Meari.Engines;

/// <summary>What a receive gave: lent bytes (<see cref="TcpOutcome.Done"/>), or why there are none.</summary>
internal readonly struct ReceiveResult
{
    public ReadOnlyMemory<byte> Bytes { get; init; }

    public TcpOutcome Outcome { get; init; }

    public int Error { get; init; }

    public static ReceiveResult Lend(ReadOnlyMemory<byte> bytes) => new() { Bytes = bytes };

    public static ReceiveResult Failed(TcpOutcome outcome, int error = 0) => new() { Outcome = outcome, Error = error };
}

/// <summary>
/// What became of an operation that lends nothing: how many bytes moved, and the outcome. A send that is <see cref="TcpOutcome.Done"/>
/// moved all of its bytes into the kernel's send buffer.
/// </summary>
internal readonly struct OperationResult
{
    public int Transferred { get; init; }

    public TcpOutcome Outcome { get; init; }

    public int Error { get; init; }

    public bool IsDone => Outcome == TcpOutcome.Done;

    public static OperationResult Done(int transferred = 0) => new() { Transferred = transferred };

    public static OperationResult Failed(TcpOutcome outcome, int error, int transferred = 0) =>
        new() { Outcome = outcome, Error = error, Transferred = transferred };
}

/// <summary>A listening socket, or why there is none.</summary>
internal readonly record struct ListenResult(EngineListener? Listener, TcpOutcome Outcome, int Error);

/// <summary>A connected socket, or why there is none.</summary>
internal readonly record struct ConnectResult(EngineSocket? Socket, TcpOutcome Outcome, int Error);
