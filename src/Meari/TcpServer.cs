using System.Collections.Concurrent;
using System.Net;
using Meari.Diagnostics;
using Meari.Engines;

namespace Meari;

/// <summary>
/// A TCP server: listens on one or several addresses and runs a handler for each client. Returning from the handler closes the
/// connection in good order (<see cref="TcpConnection.DisposeAsync"/>); a handler that throws resets its own connection and nothing else.
/// </summary>
/// <remarks>Any thread may call. Memory: what an open connection's objects and its handler hold; the accept queue is the kernel's.</remarks>
public sealed partial class TcpServer : IAsyncDisposable
{
    readonly Func<TcpConnection, ValueTask> _handler;
    readonly TcpServerOptions _options;
    readonly TcpWhenFull _whenFull;
    readonly ConnectionSettings _settings;
    readonly List<Listening> _listening = [];
    readonly ConnectionSet _connections = new();
    readonly ConcurrentQueue<EngineSocket> _parked = new();
    readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    ITimer? _idleSweep;
    volatile int _places;
    int _active;
    long _total;
    volatile bool _draining;
    int _drainBegun;
    int _openAtDrain;
    int _cut;

    TcpServer(Func<TcpConnection, ValueTask> handler, TcpServerOptions options)
    {
        _handler = handler;
        _options = options;
        _whenFull = options.WhenFull;
        _places = options.MaxConnections;
        ChosenEngine chosen = options.OwnEngine is { } own ? new(own, default) : TcpEngines.Get(options.Engine);
        EngineChoice = chosen.Choice;
        _settings = ConnectionSettings.Of(options, chosen.Engine);
    }

    /// <summary>Where the server listens, with the real ports where port 0 was asked for.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => _listening.ConvertAll(static l => l.Listener.LocalEndPoint);

    /// <summary>The name of the engine that moves the bytes.</summary>
    public string EngineName => _settings.Engine.Name;

    /// <summary>
    /// Which engine moves the bytes, and why it is not a better one; or, if it is the one that was wanted, why it has fewer threads than it
    /// should (<see cref="Threads"/>).
    /// </summary>
    public TcpEngineChoice EngineChoice { get; private set; }

    /// <summary>
    /// How many of the engine's threads accept: <see cref="TcpServerOptions.Threads"/>, or fewer where the system has no room for more of
    /// them, and <see cref="EngineChoice"/> says why. 0 for the engine that has no threads of its own.
    /// </summary>
    public int Threads => _listening.Min(static l => l.Listener.Loops);

    /// <summary>Connections whose handler has not ended.</summary>
    public int ActiveConnections => Volatile.Read(ref _active);

    /// <summary>Connections given to the handler since the server started.</summary>
    public long TotalConnections => Volatile.Read(ref _total);

    /// <summary>
    /// Ends when the server has stopped: drained or disposed. Faults with <see cref="TcpListenException"/> if a listening socket broke.
    /// </summary>
    public Task Completion => _completion.Task;

    /// <summary>Starts a server on one address.</summary>
    /// <param name="address"><c>[::]:9000</c> (IPv6 and IPv4), <c>0.0.0.0:9000</c>, <c>127.0.0.1:0</c>, <c>:9000</c> (as <c>[::]:9000</c>).</param>
    /// <param name="handler">Serves one client. Runs for many at once; its awaits resume as <see cref="TcpServerOptions.Dispatch"/> says.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The server, listening.</returns>
    /// <exception cref="TcpListenException">It cannot listen there.</exception>
    /// <exception cref="FormatException"><paramref name="address"/> is no numeric address with a port.</exception>
    public static TcpServer Start(string address, Func<TcpConnection, ValueTask> handler, TcpServerOptions? options = null) =>
        Start([TcpAddress.Parse(address).ToEndPoint()], handler, options);

    /// <summary>Starts a server on several addresses: on all of them, or, if one fails, on none.</summary>
    /// <param name="endPoints">Where; port 0 lets the system choose. <c>[::]</c> leaves IPv4 to a <c>0.0.0.0</c> of the same port beside it.</param>
    /// <param name="handler">As in <see cref="Start(string, Func{TcpConnection, ValueTask}, TcpServerOptions?)"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The server, listening.</returns>
    /// <exception cref="TcpListenException">It cannot listen on one of them.</exception>
    public static TcpServer Start(
        IReadOnlyList<IPEndPoint> endPoints, Func<TcpConnection, ValueTask> handler, TcpServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endPoints);
        ArgumentNullException.ThrowIfNull(handler);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfZero(endPoints.Count, nameof(endPoints));
        options.Validate();
        TcpServer server = new(handler, options);
        try
        {
            foreach (IPEndPoint endPoint in endPoints)
                server.Listen(endPoint, endPoints);
        }
        catch
        {
            server.StopListening();
            throw;
        }
        if (options.IdleTimeout > TimeSpan.Zero)
            server.SweepIdleConnections();
        foreach (Listening listening in server._listening)
            listening.Listener.Resume();
        return server;
    }

    void Listen(IPEndPoint endPoint, IReadOnlyList<IPEndPoint> all)
    {
        bool leaveIPv4 = false;
        foreach (IPEndPoint other in all)
            leaveIPv4 |= other.Port != 0 && other.Port == endPoint.Port && other.Address.Equals(IPAddress.Any);
        // Clients that wait are served in their order, so they wait in one accept queue.
        int threads = _whenFull == TcpWhenFull.Wait ? 1 : _options.Threads;
        ListenSettings settings = new(
            new(_options.NoDelay, _options.KeepAlive), _options.Backlog, !_options.IPv6Only && !leaveIPv4, _options.ReusePort, threads);
        long started = _settings.Stamp();
        Listening listening = new(this);
        ListenResult result = _settings.Engine.Listen(endPoint, settings, listening);
        Observe(TcpOperationKind.Listen, started, result.Listener?.LocalEndPoint ?? endPoint, result.Outcome, result.Error);
        if (result.Listener is null)
        {
            throw new TcpListenException(endPoint, result.Outcome, result.Error);
        }
        listening.Listener = result.Listener;
        _listening.Add(listening);
        if (result.Listener.MissingLoops != 0)
            EngineChoice = TcpEngines.WithFewerLoops(EngineChoice, result.Listener.MissingLoops);
        if (MeariEventSource.Log.IsEnabled())
            MeariEventSource.Log.Listening(result.Listener.LocalEndPoint.ToString());
    }

    void SweepIdleConnections()
    {
        TimeSpan limit = _options.IdleTimeout;
        TimeSpan period = TimeSpan.FromMilliseconds(Math.Max(1, limit.TotalMilliseconds / 4));
        _idleSweep = _settings.Time.CreateTimer(_ => Sweep(), null, period, period);

        void Sweep()
        {
            long now = _settings.Time.GetTimestamp();
            _connections.ForEach(connection => connection.EndIfIdle(now, limit));
        }
    }

    /// <summary>
    /// Stops accepting, after what waits in the accept queue has been taken; asks every connection to finish (a handler that waits to
    /// receive gets nothing, <see cref="TcpCloseKind.Drain"/>); lets handlers end and their last bytes arrive; at the deadline resets what
    /// is left. What a receive returned before is the handler's to answer, and the answer arrives.
    /// </summary>
    /// <param name="deadline">How long that may take. <see cref="TimeSpan.Zero"/> cuts at once, also during a drain that has begun.</param>
    /// <returns>How many finished and how many were cut off.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deadline"/> is negative, or longer than a timer can be (49 days).</exception>
    public async Task<TcpDrainResult> DrainAsync(TimeSpan deadline)
    {
        TimeLimits.Check(deadline, nameof(deadline));
        if (Interlocked.Exchange(ref _drainBegun, 1) == 0)
            BeginDrain(deadline);
        try
        {
            await _empty.Task.WaitAsync(deadline, _settings.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The deadline; what is left is cut below.
        }
        _connections.ForEach(connection =>
        {
            // With two drains at a time, who removes it counts it.
            if (_connections.Remove(connection))
            {
                Interlocked.Increment(ref _cut);
                connection.AbortFor(TcpCloseReason.DrainDeadline);
            }
        });
        if (_idleSweep is { } sweep)
            await sweep.DisposeAsync().ConfigureAwait(false);
        TcpDrainResult result = new(Math.Max(0, _openAtDrain - _cut), _cut);
        MeariEventSource.Log.DrainEnded(result.Finished, result.Cut);
        _completion.TrySetResult();
        return result;
    }

    void BeginDrain(TimeSpan deadline)
    {
        StopListening();
        // Who waits for a place is to be served, too.
        _places = int.MaxValue;
        AdmitParked();
        _draining = true;
        Interlocked.MemoryBarrier();
        _openAtDrain = ActiveConnections;
        MeariEventSource.Log.DrainStarted(_openAtDrain, (long)deadline.TotalMilliseconds);
        _connections.ForEach(static connection => connection.FinishReceiving(TcpCloseReason.Drain));
        if (_openAtDrain == 0)
            _empty.TrySetResult();
    }

    /// <summary>Stops at once: as <see cref="DrainAsync"/> without time. To end in good order, drain first.</summary>
    public async ValueTask DisposeAsync() => await DrainAsync(TimeSpan.Zero).ConfigureAwait(false);

    void StopListening()
    {
        foreach (Listening listening in _listening)
        {
            long started = _settings.Stamp();
            listening.Stop();
            Observe(TcpOperationKind.Close, started, listening.Listener.LocalEndPoint, TcpOutcome.Done, 0);
        }
    }

    void Observe(TcpOperationKind kind, long started, IPEndPoint local, TcpOutcome outcome, int error)
    {
        if (_settings.Observer is not null)
        {
            _settings.Observe(new()
            {
                Kind = kind,
                Local = local,
                Outcome = outcome,
                Error = error,
                Started = started,
                Ended = _settings.Stamp(),
            });
        }
    }
}
