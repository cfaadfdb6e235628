using Meari.Bench.Statistics;
using Meari.Engines;

namespace Meari.Bench.Loads;

/// <summary>
/// The load of one engine loop: its connections, their schedule, what is counted. Everything happens on the loop's thread, except where it says "any
/// thread"; so there is no lock. The clock is read once for all that one receive brings.
/// </summary>
internal sealed partial class LoadThread : IThreadPoolWorkItem
{
    /// <summary>How often connections are looked at for answers that do not come.</summary>
    static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(100);

    readonly List<LoadConnection> _connections = [];
    readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();
    readonly ILoadSink _sink;
    readonly double _nanosecondsPerTick;
    readonly long _checkEvery, _intervalLength, _ownDelay, _timeout;
    readonly int _number;
    readonly Schedule? _schedule;
    EngineTimer? _timer;
    Interval _interval;
    ThreadTime _threadTime;
    Issuing? _issuing;
    long _nextCheck, _intervalEnd, _trailingEnd, _timerIsSetTo = long.MaxValue;
    long _start, _windowBegin = long.MaxValue, _windowEnd = long.MaxValue, _firstMeasured;
    bool _isStopped, _hasEnded, _toldDrained, _isClosing, _lastsToLastAnswer;

    public LoadThread(int number, EngineLoop loop, BenchOptions options, ILoadSink sink)
    {
        _number = number;
        Loop = loop;
        Options = options;
        Payload = Payload.Of(options.Message);
        Time = options.TimeProvider;
        Opening = new(this);
        _sink = sink;
        _nanosecondsPerTick = 1e9 / Time.TimestampFrequency;
        _checkEvery = Ticks(CheckEvery);
        _intervalLength = Ticks(IntervalLength);
        _ownDelay = Ticks(OwnDelay);
        _timeout = Ticks(options.Timeout);
        _interval = sink.TakeInterval();
        _interval.Part = LoadPart.Opening;
        if (options.Rate is { } rate)
            _schedule = new(rate, options.Ramp, Time.TimestampFrequency);
        else if (options.Requests is { } requests)
            Requests = number < options.Connections ? Schedule.PartOf(requests, number, Math.Min(options.Threads, options.Connections)) : 0;
        _lastsToLastAnswer = Requests is not null;
    }

    public EngineLoop Loop { get; }

    public BenchOptions Options { get; }

    public Payload Payload { get; }

    public TimeProvider Time { get; }

    /// <summary>What opens connections, and how many at a time.</summary>
    public Opening Opening { get; }

    public IReadOnlyList<LoadConnection> Connections => _connections;

    /// <summary>Requests are sent.</summary>
    public bool IsIssuing => _issuing is not null;

    /// <summary>No connection is opened any more, and those that there are close.</summary>
    public bool IsOver { get; private set; }

    public int OpenConnections { get; set; }

    public long WindowBegin => _windowBegin;

    /// <summary>Where the measured window ends, or has ended.</summary>
    public long WindowEnd => _windowEnd;

    /// <summary>Runs something on the loop's thread. Any thread.</summary>
    public Task OnItAsync(Action work) => OnItAsync(() =>
    {
        work();
        return Task.CompletedTask;
    });

    public async Task OnItAsync(Func<Task> work)
    {
        await new ToLoop(Loop);
        await work().ConfigureAwait(false);
    }

    public long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Time.TimestampFrequency);

    /// <summary>Whether a request sent then waits for its answer too long by now.</summary>
    public bool IsTooLong(long sent, long now) => now - sent > _timeout;

    /// <summary>How many requests of this thread are measured, if their number ends the run.</summary>
    public long? Requests { get; }

    public void Add(LoadConnection connection) => _connections.Add(connection);

    /// <summary>When a connection's request of a round is due, in an open loop.</summary>
    public long DueOf(long round, int connection) => _start + _schedule!.DueOf((round * Options.Connections) + connection);

    /// <summary>How many requests of a connection are due before the measured window, in an open loop.</summary>
    public long DueBeforeWindow(int connection) => Schedule.PartOf(_firstMeasured, connection, Options.Connections);

    /// <summary>Starts opening the connections.</summary>
    public async Task OpenAsync()
    {
        await Opening.RehearseAsync().ConfigureAwait(false);
        await OnLoop();
        _timer = Loop.OpenTimer(this, out int error);
        if (_timer is null)
        {
            Opening.IsNotReady(TcpOutcome.NoDescriptors, error);
            Opening.AllAreStarted();
            return;
        }
        _nextCheck = Time.GetTimestamp() + _checkEvery;
        _intervalEnd = long.MaxValue;
        foreach (LoadConnection connection in _connections)
            connection.Start();
        Opening.AllAreStarted();
        SetTimer();
    }

    /// <summary>The load begins.</summary>
    /// <param name="window">When it does, and what of it is measured.</param>
    public void Begin(Window window)
    {
        (_start, _windowBegin, _windowEnd) = (window.Start, window.Begin, Requests == 0 ? window.Begin : window.End);
        _firstMeasured = _schedule?.FirstFrom(window.Begin - window.Start) ?? 0;
        HandOver(window.Start);
        _issuing = Options.IsOpenLoop ? new OpenLoopIssuing(this, window.Start) : new ClosedLoopIssuing(this, window.Start);
        Execute();
    }

    /// <summary>The measured window is over. What was due in it and had to wait for earlier answers is still sent, for a while: else a stall at the end would not be seen.</summary>
    void Stop(long now)
    {
        _isStopped = true;
        _trailingEnd = now + _intervalLength;
        if (!_lastsToLastAnswer)
            HandOver(now);
        _issuing?.Stop();
    }

    /// <summary>Nothing more is sent; what is on its way is waited for.</summary>
    /// <param name="now">Where the measured window ends, if it has not.</param>
    public void End(long now)
    {
        if (_hasEnded)
            return;
        _hasEnded = true;
        _windowEnd = Math.Min(_windowEnd, now);
        if (!_isStopped)
        {
            _lastsToLastAnswer = false;
            Stop(Time.GetTimestamp());
        }
        _issuing = null;
        CountUnsent();
        foreach (LoadConnection connection in _connections)
            connection.EndLoad();
        TellIfDrained();
    }

    /// <summary>The measured window ends then: soon, not while somebody is about to send.</summary>
    public void EndAt(long end)
    {
        _windowEnd = Math.Min(_windowEnd, end);
        SetTimer();
    }

    /// <summary>Closes everything; the task ends when all has closed.</summary>
    public Task CloseAsync()
    {
        IsOver = true;
        long now = Time.GetTimestamp();
        foreach (LoadConnection connection in _connections)
            connection.TellUnanswered(now);
        BeginClosing(now);
        while (_waiting.TryDequeue(out TaskCompletionSource? waiting, out _))
            waiting.SetResult();
        Opening.Stop();
        foreach (LoadConnection connection in _connections)
            connection.Close();
        return Task.WhenAll(_connections.Select(static connection => connection.WhenOver));
    }

    /// <summary>After everything has closed: the last interval is handed over.</summary>
    public void Finish()
    {
        HandOver(Time.GetTimestamp());
        _timer?.Dispose();
        _timer = null;
    }

    /// <summary>The timer's: whatever has become due.</summary>
    public void Execute()
    {
        long now = Time.GetTimestamp();
        _timerIsSetTo = long.MaxValue;
        while (_waiting.TryPeek(out _, out long due) && due <= now)
            _waiting.Dequeue().SetResult();
        if (now >= _windowBegin)
            EnterWindow(now);
        _issuing?.Issue(Math.Min(now, _windowEnd - 1));
        if (now >= _windowEnd && !_isStopped)
            Stop(now);
        else if (now >= _intervalEnd)
            HandOver(now);
        if (_isStopped && (now >= _trailingEnd || (NextIssue == long.MaxValue && !_connections.Exists(static connection => connection.HasDue))))
            End(_windowEnd);
        if (now >= _nextCheck)
        {
            _nextCheck = now + _checkEvery;
            foreach (LoadConnection connection in _connections)
                connection.Check(now);
            TellIfDrained();
        }
        SetTimer();
    }

    /// <summary>Goes on at a time, or as soon as all is over.</summary>
    public Task WaitUntil(long due)
    {
        if (IsOver)
            return Task.CompletedTask;
        TaskCompletionSource waiting = new();
        _waiting.Enqueue(waiting, due);
        SetTimer();
        return waiting.Task;
    }

    /// <summary>After an await: on engines whose completions come elsewhere, goes on on the loop's thread.</summary>
    public ToLoop OnLoop() => new(Loop);

    /// <summary>In a closed loop: how many of so many requests are to start now.</summary>
    public int MayStart(long now, int most) => _issuing is null ? 0 : _issuing.MayStart(now, most);

    /// <summary>All its connections are open, or one cannot be.</summary>
    public void Opened() => _sink.Opened(_number);

    /// <summary>A connection has nothing on its way any more.</summary>
    public void TellIfDrained()
    {
        if (_toldDrained || !_hasEnded || _connections.Exists(static connection => connection.IsBusy))
            return;
        _toldDrained = true;
        BeginClosing(Time.GetTimestamp());
        _sink.Drained(_number);
    }

    /// <summary>Nothing that comes from now on is measured: an empty interval says so.</summary>
    void BeginClosing(long now)
    {
        if (_isClosing)
            return;
        _isClosing = true;
        HandOver(now);
        _interval.Part = LoadPart.Drained;
        HandOver(now);
    }

    /// <summary>The measured window has begun, whether the timer has told of it or not.</summary>
    public void EnterWindow(long now)
    {
        if (_interval.Part != LoadPart.Before)
            return;
        HandOver(now);
        _issuing?.EnterWindow();
    }

    /// <summary>When something is to be issued next, or <see cref="long.MaxValue"/>: nothing more in this window.</summary>
    long NextIssue => _issuing?.NextDue is { } due && due < _windowEnd ? due : long.MaxValue;

    void SetTimer()
    {
        long due = Math.Min(_nextCheck, _intervalEnd);
        if (_issuing is not null)
            due = Math.Min(due, Math.Min(NextIssue, _isStopped ? _trailingEnd : _windowEnd));
        if (_waiting.TryPeek(out _, out long waiting))
            due = Math.Min(due, waiting);
        // Setting it is a system call; and to come too early does no harm.
        if (_timer is null || due >= _timerIsSetTo)
            return;
        _timerIsSetTo = due;
        _timer.Set(due);
    }
}
