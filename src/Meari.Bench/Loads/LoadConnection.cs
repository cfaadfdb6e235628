using Meari.Bench.Statistics;

namespace Meari.Bench.Loads;

/// <summary>One connection of a load, and those that take its place when it is lost. On its thread alone.</summary>
internal abstract class LoadConnection(LoadThread thread, int number)
{
    static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(1);

    long _issued, _taken;
    TimeSpan _pause = ShortestPause;

    /// <summary>Of all connections of the load, from 0; those that are kept idle come last.</summary>
    public int Number => number;

    public Task WhenOver { get; private set; } = Task.CompletedTask;

    /// <summary>Whether it waits for answers.</summary>
    public abstract bool IsBusy { get; }

    protected LoadThread Thread => thread;

    /// <summary>Whether the load has begun for it.</summary>
    protected bool IsLoaded { get; private set; }

    /// <summary>Whether a request that is due now could be sent now.</summary>
    protected virtual bool CanSend => false;

    /// <summary>Whether a request of it is due that could not be sent yet.</summary>
    public bool HasDue => _taken < _issued;

    public void Start() => WhenOver = RunAsync();

    /// <summary>Its part of the load begins.</summary>
    public void Begin(long now)
    {
        IsLoaded = true;
        Go(now);
    }

    /// <summary>
    /// The measured window begins. What was due before it and could not be sent yet is not sent any more: a server that falls behind would be busy with
    /// requests that are not measured until the window is over.
    /// </summary>
    /// <param name="requests">How many of its requests were due before the window.</param>
    public void LeaveOut(long requests)
    {
        _issued = Math.Max(_issued, requests);
        _taken = Math.Max(_taken, requests);
    }

    /// <summary>In an open loop: one more of its requests is due.</summary>
    public void Due(long due, long now)
    {
        if (CanSend && !HasDue)
            thread.Started(now - due);
        _issued++;
        Go(now);
    }

    /// <summary>Nothing is sent any more.</summary>
    public virtual void EndLoad() => _issued = _taken;

    /// <summary>How many requests that were due in the window were not sent.</summary>
    /// <param name="requests">How many of its requests were due before the end of the window.</param>
    public long UnsentOf(long requests) => Math.Max(0, requests - Math.Max(_taken, thread.DueBeforeWindow(number)));

    /// <summary>The run is over: tells of requests that still have no answer.</summary>
    public virtual void TellUnanswered(long now)
    {
    }

    /// <summary>From time to time: whether an answer takes too long.</summary>
    public virtual void Check(long now)
    {
    }

    /// <summary>The run is over.</summary>
    public abstract void Close();

    /// <summary>Sends what there is to send.</summary>
    protected abstract void Go(long now);

    /// <summary>Opens, is loaded, and opens again, until the run is over.</summary>
    protected abstract Task RunAsync();

    /// <summary>How many requests are to be sent now, and since when they have been due; those of an open loop come one by one.</summary>
    /// <param name="now">The time.</param>
    /// <param name="most">For so many there is room, at least 1.</param>
    /// <param name="due">Since when.</param>
    protected int TryStart(long now, int most, out long due)
    {
        due = now;
        if (!IsLoaded || !thread.IsIssuing)
            return 0;
        if (!thread.Options.IsOpenLoop)
            return thread.MayStart(now, most);
        if (!HasDue)
            return 0;
        due = thread.DueOf(_taken++, number);
        return 1;
    }

    /// <summary>The next connection after one that was lost, or that could not be made; null when the run is over, or if the first cannot be made.</summary>
    protected async Task<TcpConnection?> OpenAsync(bool isFirst)
    {
        if (isFirst)
            return await thread.Opening.OpenFirstAsync(number).ConfigureAwait(false);
        while (!thread.IsOver)
        {
            if (await thread.Opening.OpenAsync(requests: 0).ConfigureAwait(false) is { } connection)
                return connection;
            await PauseAsync().ConfigureAwait(false);
        }
        return null;
    }

    /// <summary>A server that is gone is not asked for connections all the time.</summary>
    protected async Task PauseAsync()
    {
        await thread.WaitUntil(thread.Time.GetTimestamp() + thread.Ticks(_pause)).ConfigureAwait(false);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    /// <summary>The server answers.</summary>
    protected void DoesAnswer() => _pause = ShortestPause;

    /// <summary>Why a connection came to its end, other than by our own doing.</summary>
    protected void TellEnd(TcpCloseReason reason, long requests)
    {
        if (thread.IsOver)
            return;
        switch (reason.Kind)
        {
            case TcpCloseKind.PeerFinished:
                thread.Met(BenchFault.ClosedEarly, TcpOutcome.Done, 1, requests);
                break;
            case TcpCloseKind.PeerReset:
                thread.Met(BenchFault.Reset, TcpOutcome.Done, 1, requests);
                break;
            case TcpCloseKind.Error:
                thread.Met(BenchFault.Failed, reason.Outcome, 1, requests);
                break;
        }
    }

    /// <summary>As <see cref="CloseAsync"/>; whoever receives on it awaits the end.</summary>
    protected void CloseSoon(TcpConnection connection) => _ = CloseAsync(connection).AsTask();

    /// <summary>Ends a connection in good order, whatever it came to.</summary>
    protected async ValueTask CloseAsync(TcpConnection connection)
    {
        thread.Closing(connection);
        await connection.DisposeAsync().ConfigureAwait(false);
        await thread.OnLoop();
    }
}
