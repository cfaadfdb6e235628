namespace Meari.Engines;

/// <summary>
/// One of an engine's threads, for work that is more than one connection's: what is posted runs there, one after the other, and a connection
/// that is made there (<see cref="TcpConnection.ConnectAsync(System.Net.IPEndPoint, TcpConnectOptions?, CancellationToken)"/>) stays there.
/// </summary>
/// <remarks>A load generator lives on it: all that it counts is one thread's, so it needs no lock.</remarks>
internal abstract class EngineLoop
{
    /// <summary>Whether the calling thread is the loop's.</summary>
    public abstract bool IsCurrent { get; }

    /// <summary>Whether the operations of sockets that were opened on its thread complete there; else on any.</summary>
    public abstract bool CompletesOperations { get; }

    /// <summary>Runs <paramref name="work"/> on the loop's thread: soon. Any thread.</summary>
    public abstract void Post(IThreadPoolWorkItem work);

    /// <summary>A timer that runs <paramref name="work"/> on the loop's thread. Null, with the errno, if the system has none left. On the loop's thread.</summary>
    public abstract EngineTimer? OpenTimer(IThreadPoolWorkItem work, out int error);
}

/// <summary>One shot at a time; belongs to its loop's thread, as do all calls.</summary>
internal abstract class EngineTimer : IDisposable
{
    /// <summary>Runs the work as soon as the clock has come to <paramref name="due"/>, at once if it has passed. Takes the place of an earlier setting.</summary>
    /// <param name="due">A reading of the loop's clock: <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>.</param>
    public abstract void Set(long due);

    /// <summary>What was set does not come any more.</summary>
    public abstract void Dispose();
}
