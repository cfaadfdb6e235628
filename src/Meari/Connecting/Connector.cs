using System.Net;
using System.Net.Sockets;
using Meari.Engines;

namespace Meari.Connecting;

/// <summary>
/// Connects to the first of a name's addresses that answers: "Happy Eyeballs". Both families are looked up at once; addresses are tried
/// with the families alternating, IPv6 first, a new attempt 250 ms after the last or as soon as one has failed; the first connection wins
/// and the other attempts are cancelled.
/// </summary>
/// <remarks>Source: RFC 8305, sections 3 (Resolution Delay), 4 (interleaving, First Address Family Count 1) and 5 (Connection Attempt Delay).</remarks>
internal sealed class Connector(TcpConnectOptions options, Resolve resolve)
{
    /// <summary>How long an IPv4 answer waits for the IPv6 one.</summary>
    public static readonly TimeSpan ResolutionDelay = TimeSpan.FromMilliseconds(50);

    public static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    readonly ConnectionSettings _settings = ConnectionSettings.Of(options, options.OwnEngine ?? TcpEngines.Get(options.Engine).Engine);
    readonly List<TcpConnectAttempt> _attempts = [];
    readonly Queue<IPAddress> _v6 = new();
    readonly Queue<IPAddress> _v4 = new();
    bool _v6IsNext = true;

    public async Task<TcpConnectResult> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(options.ConnectTimeout, options.TimeProvider);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        TcpConnectResult result = await (new TcpAddress(host, port).TryToEndPoint(out IPEndPoint? numeric) && Fits(numeric)
            ? ConnectToOneAsync(numeric, linked.Token)
            : RaceAsync(host, port, linked.Token)).ConfigureAwait(false);
        if (result.IsConnected)
            return result;
        cancellationToken.ThrowIfCancellationRequested();
        return timeout.IsCancellationRequested ? result with { Outcome = TcpOutcome.TimedOut, Error = 0 } : result;
    }

    /// <summary>Nothing to look up and nobody to race with: the way of a load generator that opens thousands.</summary>
    async Task<TcpConnectResult> ConnectToOneAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        Attempt attempt = await AttemptAsync(remote, cancellationToken).ConfigureAwait(false);
        return attempt.Result.Socket is { } socket ? Connected(socket, attempt.Started) : Failed(default);
    }

    bool Fits(IPEndPoint numeric) => options.AddressFamily is AddressFamily.Unspecified || options.AddressFamily == numeric.AddressFamily;

    async Task<TcpConnectResult> RaceAsync(string host, int port, CancellationToken cancellationToken)
    {
        List<Task<Resolved>> lookups = StartLookups(host, cancellationToken);
        Resolved failedLookup = default;
        await PreferIPv6Async(lookups, cancellationToken).ConfigureAwait(false);
        using CancellationTokenSource losers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<Attempt>> racing = [];
        Task nextAttempt = Task.CompletedTask;
        while (true)
        {
            TakeAnswers(lookups, ref failedLookup);
            if (nextAttempt.IsCompleted && NextAddress() is { } address && !cancellationToken.IsCancellationRequested)
            {
                racing.Add(AttemptAsync(new(address, port), losers.Token));
                nextAttempt = Task.Delay(AttemptDelay, options.TimeProvider, losers.Token);
            }
            if (racing.Count == 0 && lookups.Count == 0)
                return Failed(failedLookup);
            List<Task> waitFor = [.. racing, .. lookups];
            if (_v6.Count + _v4.Count > 0)
                waitFor.Add(nextAttempt);
            await Task.WhenAny(waitFor).ConfigureAwait(false);
            if (racing.Find(static attempt => attempt.IsCompleted) is not { } ended)
                continue;
            racing.Remove(ended);
            Attempt attempt = await ended.ConfigureAwait(false);
            if (attempt.Result.Socket is { } socket)
            {
                await losers.CancelAsync().ConfigureAwait(false);
                await CloseAllAsync(racing).ConfigureAwait(false);
                return Connected(socket, attempt.Started);
            }
            nextAttempt = Task.CompletedTask;
        }
    }

    List<Task<Resolved>> StartLookups(string host, CancellationToken cancellationToken)
    {
        if (new TcpAddress(host, 0).TryToEndPoint(out _)) // of the other family, else it would not have come here
            return [Task.FromResult(new Resolved([], TcpOutcome.AddressFamilyNotSupported, 0))];
        List<Task<Resolved>> lookups = [];
        if (options.AddressFamily != AddressFamily.InterNetwork)
            lookups.Add(resolve(host, AddressFamily.InterNetworkV6, cancellationToken));
        if (options.AddressFamily != AddressFamily.InterNetworkV6)
            lookups.Add(resolve(host, AddressFamily.InterNetwork, cancellationToken));
        return lookups;
    }

    async Task PreferIPv6Async(List<Task<Resolved>> lookups, CancellationToken cancellationToken)
    {
        await Task.WhenAny(lookups).ConfigureAwait(false);
        if (lookups.Count == 2 && !lookups[0].IsCompleted)
            await Task.WhenAny(lookups[0], Task.Delay(ResolutionDelay, options.TimeProvider, cancellationToken)).ConfigureAwait(false);
    }

    void TakeAnswers(List<Task<Resolved>> lookups, ref Resolved failed)
    {
        foreach (Task<Resolved> lookup in lookups.FindAll(static l => l.IsCompleted))
        {
            lookups.Remove(lookup);
            Resolved resolved = lookup.Result;
            if (resolved.Outcome != TcpOutcome.Done)
                failed = resolved;
            foreach (IPAddress address in resolved.Addresses)
                (address.AddressFamily == AddressFamily.InterNetworkV6 ? _v6 : _v4).Enqueue(address);
        }
    }

    IPAddress? NextAddress()
    {
        bool v6 = _v4.Count == 0 || (_v6.Count > 0 && _v6IsNext);
        if (!(v6 ? _v6 : _v4).TryDequeue(out IPAddress? address))
            return null;
        _v6IsNext = !v6;
        return address;
    }

    async Task<Attempt> AttemptAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        long started = _settings.Stamp();
        bool isOtherFamily = options.SourceAddress is { } source && source.AddressFamily != remote.AddressFamily;
        ConnectResult result = isOtherFamily
            ? new(null, TcpOutcome.AddressFamilyNotSupported, 0)
            : await _settings.Engine.ConnectAsync(remote, new(options.NoDelay, options.KeepAlive, options.SourceAddress), cancellationToken).ConfigureAwait(false);
        lock (_attempts)
            _attempts.Add(new(remote, result.Outcome, result.Error));
        if (result.Socket is null)
            ObserveFailure(remote, started, result.Outcome, result.Error);
        return new(result, remote, started);
    }

    /// <summary>A connect that succeeded is observed with the number of its connection, once there is one.</summary>
    void ObserveFailure(IPEndPoint remote, long started, TcpOutcome outcome, int error)
    {
        if (_settings.Observer is not null)
        {
            _settings.Observe(new()
            {
                Kind = TcpOperationKind.Connect,
                Remote = remote,
                Outcome = outcome,
                Error = error,
                Started = started,
                Ended = _settings.Stamp(),
            });
        }
    }

    readonly record struct Attempt(ConnectResult Result, IPEndPoint Remote, long Started);

    /// <summary>A slower attempt may have connected before it was cancelled: nothing is left open behind the winner's back.</summary>
    async Task CloseAllAsync(List<Task<Attempt>> racing)
    {
        foreach (Task<Attempt> racer in racing)
        {
            Attempt attempt = await racer.ConfigureAwait(false);
            if (attempt.Result.Socket is not { } socket)
                continue;
            socket.Close();
            ObserveFailure(attempt.Remote, attempt.Started, TcpOutcome.Canceled, 0);
        }
    }

    TcpConnectResult Connected(EngineSocket socket, long started)
    {
        TcpConnection connection = new(socket, _settings);
        if (_settings.Observer is not null)
            connection.Observe(TcpOperationKind.Connect, started, 0, OperationResult.Done());
        lock (_attempts)
            return new() { Connection = connection, Outcome = TcpOutcome.Done, Attempts = [.. _attempts] };
    }

    /// <summary>Of several failures, refused says most: somebody answered.</summary>
    TcpConnectResult Failed(Resolved lookup)
    {
        lock (_attempts)
        {
            TcpConnectAttempt told = _attempts.Find(static a => a.Outcome == TcpOutcome.Refused) is { EndPoint: not null } refused
                ? refused
                : _attempts.LastOrDefault();
            return told.EndPoint is null
                ? new() { Outcome = lookup.Outcome, Error = lookup.Error, Attempts = [] }
                : new() { Outcome = told.Outcome, Error = told.Error, Attempts = [.. _attempts] };
        }
    }
}
