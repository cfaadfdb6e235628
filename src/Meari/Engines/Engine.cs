using System.Net;

namespace Meari.Engines;

/// <summary>
/// The contract that every way of moving bytes fulfils; all else in the library is written once above it and knows no platform.
/// <c>EngineContractTests</c> holds every engine to what is said here.
/// </summary>
/// <remarks>
/// An engine never throws for what the network or the system does: each operation ends with a named <see cref="TcpOutcome"/>. It counts
/// nothing, logs nothing, and knows no time-outs, limits or reasons.
/// </remarks>
internal abstract class Engine
{
    /// <summary>What <c>--engine</c> calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the calling thread is one of the engine's loops, which must not be blocked.</summary>
    public abstract bool IsLoopThread { get; }

    /// <summary>socket, bind, listen. Accepts nothing before <see cref="EngineListener.Resume"/>.</summary>
    /// <param name="endPoint">Where; port 0 lets the kernel choose.</param>
    /// <param name="settings">How.</param>
    /// <param name="sink">Whom to tell of accepted connections.</param>
    public abstract ListenResult Listen(IPEndPoint endPoint, ListenSettings settings, IListenerSink sink);

    /// <summary>socket, connect. Cancellation ends it with <see cref="TcpOutcome.Canceled"/> and leaves no socket behind.</summary>
    public abstract ValueTask<ConnectResult> ConnectAsync(IPEndPoint remote, SocketSettings settings, CancellationToken cancellationToken);

    /// <summary>So many of the engine's threads, or, where no more can be started, those that there are, and the errno that said so. The same ones each time.</summary>
    public abstract IReadOnlyList<EngineLoop> TakeLoops(int count, out int error);
}

/// <summary>What is set on every connected socket.</summary>
/// <param name="NoDelay">TCP_NODELAY: small segments leave at once.</param>
/// <param name="KeepAlive">SO_KEEPALIVE: a dead peer is found out, with the system's intervals.</param>
/// <param name="Source">A client's own address, or null for the one that the route gives. Its port is the kernel's choice, made at connect.</param>
internal readonly record struct SocketSettings(bool NoDelay, bool KeepAlive, IPAddress? Source = null);

/// <summary>How to listen.</summary>
/// <param name="Socket">For each accepted socket.</param>
/// <param name="Backlog">The length of the accept queue; the kernel caps it (net.core.somaxconn).</param>
/// <param name="DualStack">For [::]: IPv4 clients too, shown as v4-mapped addresses. False sets IPV6_V6ONLY.</param>
/// <param name="ReusePort">SO_REUSEPORT: other processes may listen on the same address and share its connections.</param>
/// <param name="Threads">How many of the engine's loops accept, each with a listening socket of its own; 0 for all. An engine without loops ignores it.</param>
internal readonly record struct ListenSettings(SocketSettings Socket, int Backlog, bool DualStack, bool ReusePort, int Threads);

/// <summary>Whom a listening socket tells of its connections; from any thread, and from several.</summary>
internal interface IListenerSink
{
    /// <summary>accept gave a connection, on the thread where its loop runs. False: accept no more until <see cref="EngineListener.Resume"/>.</summary>
    bool Accepted(EngineSocket socket);

    /// <summary>accept failed. True: try the next at once. False: accept no more until <see cref="EngineListener.Resume"/>.</summary>
    bool AcceptFailed(TcpOutcome outcome, int error);
}

/// <summary>A listening socket (or, of an engine with several loops, one for each under a single address).</summary>
internal abstract class EngineListener
{
    /// <summary>The address it is bound to, with the real port.</summary>
    public abstract IPEndPoint LocalEndPoint { get; }

    /// <summary>How many of the engine's loops accept: as many as were asked for, or fewer (<see cref="MissingLoops"/>). 0 for an engine without loops.</summary>
    public virtual int Loops => 0;

    /// <summary>The errno by which the kernel refused another loop, or 0.</summary>
    public virtual int MissingLoops => 0;

    /// <summary>Starts accepting, or goes on after the sink said to stop. Any thread; does nothing if it is accepting already.</summary>
    public abstract void Resume();

    /// <summary>
    /// Hands over what waits in the accept queue, whatever the sink answers, and closes the listening socket. Any thread, any number of
    /// times. When it returns, the port is free.
    /// </summary>
    public abstract void Stop();
}
