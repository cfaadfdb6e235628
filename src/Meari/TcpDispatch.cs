namespace Meari;

/// <summary>Where a connection's awaits resume.</summary>
public enum TcpDispatch
{
    /// <summary>
    /// Inline, on the thread that completed the operation: the connection's loop. The cheapest; what runs there must not block, since
    /// other connections wait for the same thread.
    /// </summary>
    Inline,

    /// <summary>On the thread pool: for a handler that blocks or computes for long. Costs a hand-over between threads for each wait.</summary>
    ThreadPool,
}
