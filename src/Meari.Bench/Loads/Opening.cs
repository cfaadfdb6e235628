using System.Net;
using Meari.Bench.Statistics;

namespace Meari.Bench.Loads;

/// <summary>
/// Opens a thread's connections: some at a time, at most at the rate that is asked for, from another of this machine's loopback addresses when the
/// ports of one are used up.
/// </summary>
internal sealed class Opening
{
    /// <summary>More would overflow the accept queue of most servers, and then each waits a second for its SYN to be sent again.</summary>
    const int AtOnce = 128;

    readonly LoadThread _thread;
    readonly TcpConnectOptions _options;
    readonly SourceAddresses _sources;
    readonly Queue<TaskCompletionSource> _turns = new();
    int _running, _first;
    bool _allAreStarted, _told;

    public Opening(LoadThread thread)
    {
        _thread = thread;
        _sources = new(thread.Options.Server);
        _options = new()
        {
            ConnectTimeout = thread.Options.Timeout,
            CloseTimeout = TimeSpan.FromSeconds(1),
            Dispatch = TcpDispatch.Inline,
            Engine = thread.Options.Engine,
            OwnEngine = thread.Options.OwnEngine,
            TimeProvider = thread.Options.TimeProvider,
        };
    }

    /// <summary>When the connections that the load begins with were started.</summary>
    public long Begun { get; private set; }

    /// <summary>How many of the connections that the load begins with are open.</summary>
    public int Opened { get; private set; }

    /// <summary>Why one of them could not be opened; then no more are tried, and those that are under way are waited for: so it is known how many could be opened.</summary>
    public (TcpOutcome Outcome, int Error)? Failure { get; private set; }

    /// <summary>One of those that the load begins with.</summary>
    public async Task<TcpConnection?> OpenFirstAsync(int number)
    {
        _first++;
        if (_thread.Options.ConnectRate is { } rate)
            await _thread.WaitUntil(Begun + (long)(number / rate * _thread.Time.TimestampFrequency)).ConfigureAwait(false);
        if (Failure is null && !_thread.IsOver && await OpenAsync(isFirst: true).ConfigureAwait(false) is { } connection)
            return connection;
        _first--;
        TellIfOpened();
        return null;
    }

    /// <summary>A connection that the load begins with is ready for it.</summary>
    public void IsReady()
    {
        Opened++;
        TellIfOpened();
    }

    /// <summary>Why a connection that was opened is not ready.</summary>
    public void IsNotReady(TcpOutcome outcome, int error = 0)
    {
        Failure ??= (outcome, error);
        TellIfOpened();
    }

    /// <summary>One in the course of the load; null if it failed, which is counted.</summary>
    /// <param name="requests">How many requests fail with it.</param>
    public Task<TcpConnection?> OpenAsync(int requests) => OpenAsync(isFirst: false, requests);

    /// <summary>All have been started: from now on it is told when they are ready, which some may be already.</summary>
    public void AllAreStarted()
    {
        _allAreStarted = true;
        TellIfOpened();
    }

    /// <summary>
    /// Opens a connection and closes it: what compiles at the first does so now. Else all that are opened together wait for it, and it looks as if the
    /// server had taken 20 ms to accept.
    /// </summary>
    public async Task RehearseAsync()
    {
        if (await OpenAsync(isFirst: true).ConfigureAwait(false) is { } connection)
        {
            _thread.OpenConnections--;
            _thread.Counted.Clear();
            connection.Abort();
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        Begun = _thread.Time.GetTimestamp();
    }

    void TellIfOpened()
    {
        if (_told || !_allAreStarted || (Failure is null ? Opened < _first : _running > 0))
            return;
        _told = true;
        _thread.Opened();
    }

    /// <summary>Whoever waits for a turn is sent away.</summary>
    public void Stop()
    {
        while (_turns.TryDequeue(out TaskCompletionSource? turn))
            turn.SetResult();
    }

    async Task<TcpConnection?> OpenAsync(bool isFirst, int requests = 0)
    {
        if (_running >= AtOnce)
        {
            TaskCompletionSource turn = new();
            _turns.Enqueue(turn);
            await turn.Task.ConfigureAwait(false);
        }
        if (_thread.IsOver || (isFirst && Failure is not null))
            return null;
        _running++;
        long begun = _thread.Time.GetTimestamp();
        TcpConnectResult result = await ConnectAsync().ConfigureAwait(false);
        _running--;
        if (_turns.TryDequeue(out TaskCompletionSource? next))
            next.SetResult();
        if (result.Connection is { } connection)
        {
            if (_thread.IsOver)
            {
                // Everything was told to close while this one was still to come.
                connection.Abort();
                await connection.DisposeAsync().ConfigureAwait(false);
                return null;
            }
            _thread.OpenConnections++;
            _thread.Connected(begun, _thread.Time.GetTimestamp());
            TellIfOpened(); // this may be the one that a failure waited for
            return connection;
        }
        if (isFirst)
            Failure ??= (result.Outcome, result.Error);
        else if (!_thread.IsOver)
            _thread.Met(BenchFault.Connect, result.Outcome, 1, requests);
        TellIfOpened();
        return null;
    }

    async Task<TcpConnectResult> ConnectAsync()
    {
        while (true)
        {
            IPAddress? source = _sources.Current;
            _options.SourceAddress = source;
            TcpConnectResult result = await TcpConnection.ConnectAsync(_thread.Options.Server, _options).ConfigureAwait(false);
            await _thread.OnLoop();
            if (result.Outcome != TcpOutcome.AddressNotAvailable || !_sources.MoveOn(source))
                return result;
        }
    }
}
