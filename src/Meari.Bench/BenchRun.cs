using System.Collections.Concurrent;
using System.Threading.Channels;
using Meari.Bench.Loads;
using Meari.Bench.Statistics;
using Meari.Engines;

namespace Meari.Bench;

/// <summary>
/// One run from the first connection to the last: opens, warms up, measures, waits for what is on its way, closes. The load lives on the engine's loops; this
/// only tells them when, and adds up.
/// </summary>
internal sealed class BenchRun : ILoadSink
{
    /// <summary>After an interruption, answers are waited for no longer than this.</summary>
    static readonly TimeSpan InterruptedPatience = TimeSpan.FromSeconds(1);

    /// <summary>From telling the threads to the first request, so that all begin together.</summary>
    static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(5);

    /// <summary>A server that nobody can connect to for so many seconds, while no connection is left, is gone.</summary>
    const int SecondsAloneBeforeLost = 2;

    readonly Channel<Event> _events = Channel.CreateUnbounded<Event>(new() { SingleReader = true });
    readonly ConcurrentBag<Interval> _intervals = [];
    readonly BenchOptions _options;
    readonly LoadThread[] _threads;
    readonly BenchResult _result;
    readonly Collector _collector;

    BenchRun(BenchOptions options, ChosenEngine engine, IReadOnlyList<EngineLoop> loops, Action<Interval>? watching)
    {
        _options = options with { Threads = loops.Count };
        _result = new()
        {
            Options = _options,
            Engine = engine.Choice,
            Started = options.TimeProvider.GetUtcNow(),
            Threads = loops.Count,
            Uncorrected = options.IsOpenLoop ? new() : null,
        };
        _collector = new(_result, loops.Count, watching);
        _threads = [.. loops.Select((loop, number) => new LoadThread(number, loop, _options, this))];
        for (int number = 0; number < options.AllConnections; number++)
        {
            LoadThread thread = _threads[number % _threads.Length];
            thread.Add(CreateConnection(thread, number));
        }
    }

    enum EventKind
    {
        Opened,
        Counted,
        Drained,
        Interrupted,
        WaitedEnough,
    }

    /// <summary>Runs it.</summary>
    /// <param name="options">What to do; the server's address must have been found to answer.</param>
    /// <param name="watching">Sees each second; from some thread, one call at a time. It must not keep what it sees.</param>
    /// <param name="interruption">Ends the run early; what was measured until then is the result.</param>
    public static async Task<BenchResult> RunAsync(BenchOptions options, Action<Interval>? watching, CancellationToken interruption)
    {
        ChosenEngine engine = options.OwnEngine is { } own ? new(own, default) : TcpEngines.Get(options.Engine);
        BenchRun run = new(options, engine, engine.Engine.TakeLoops(options.Threads, out _), watching);
        using CancellationTokenRegistration registration = interruption.Register(() => run.Tell(new(EventKind.Interrupted)));
        if (await run.OpenAsync().ConfigureAwait(false))
            await run.LoadAsync().ConfigureAwait(false);
        await run.CloseAsync().ConfigureAwait(false);
        return run._result;
    }

    Interval ILoadSink.TakeInterval() => _intervals.TryTake(out Interval? interval) ? interval : new();

    void ILoadSink.Counted(Interval interval) => Tell(new(EventKind.Counted, interval));

    void ILoadSink.Opened(int thread) => Tell(new(EventKind.Opened));

    void ILoadSink.Drained(int thread) => Tell(new(EventKind.Drained));

    void Tell(Event e) => _events.Writer.TryWrite(e);

    LoadConnection CreateConnection(LoadThread thread, int number)
    {
        bool echoes = _options.Mode != BenchMode.Stream || _options.Direction == StreamDirection.Both;
        return number >= _options.Connections ? new IdleConnection(thread, number, echoes) : _options.Mode switch
        {
            BenchMode.Echo => new EchoConnection(thread, number),
            BenchMode.Stream => new StreamConnection(thread, number),
            BenchMode.Connect => new ConnectCycle(thread, number),
            _ => new IdleConnection(thread, number, echoes: true),
        };
    }

    /// <summary>False: not all connections could be opened, or the user did not want to wait for them.</summary>
    async Task<bool> OpenAsync()
    {
        await Task.WhenAll(_threads.Select(static thread => thread.OnItAsync(thread.OpenAsync))).ConfigureAwait(false);
        await WhenAllAsync(EventKind.Opened).ConfigureAwait(false);
        _result.OpeningTime = _options.TimeProvider.GetElapsedTime(_threads.Min(static thread => thread.Opening.Begun));
        _result.Opened = _threads.Sum(static thread => thread.Opening.Opened);
        if (_result.End != BenchEnd.Done || _threads.FirstOrDefault(static thread => thread.Opening.Failure is not null) is not { } failed)
            return _result.End == BenchEnd.Done;
        _result.Opened = _threads.Sum(static thread => thread.OpenConnections); // ready or not
        _result.End = BenchEnd.NotOpened;
        _result.Obstacle = failed.Opening.Failure!.Value;
        return false;
    }

    async Task LoadAsync()
    {
        Window window = WindowFrom(_options.TimeProvider.GetTimestamp() + _threads[0].Ticks(Lead));
        _collector.Start = window.Start;
        await Task.WhenAll(_threads.Select(thread => thread.OnItAsync(() => thread.Begin(window)))).ConfigureAwait(false);
        await WhenAllAsync(EventKind.Drained).ConfigureAwait(false);
        long end = _result.End == BenchEnd.Done && _options.Requests is not null && !_options.IsOpenLoop
            ? _threads.Max(static thread => thread.LastAnswer)
            : _threads.Max(static thread => thread.WindowEnd);
        _result.Window = end > window.Begin ? _options.TimeProvider.GetElapsedTime(window.Begin, end) : TimeSpan.Zero;
        _result.Unsent = _threads.Sum(static thread => thread.Unsent);
    }

    void NoteWork()
    {
        ThreadTime all = _threads.Aggregate(default(ThreadTime), static (sum, thread) => sum + thread.Worked);
        _result.Waiting = all.Waited / _result.Window / _threads.Length;
        _result.BusiestThread = _threads.Max(static thread => thread.Worked.Ran + thread.Worked.Waited) / _result.Window;
    }

    Window WindowFrom(long start)
    {
        LoadThread thread = _threads[0];
        long begin = start + thread.Ticks(_options.Ramp) + thread.Ticks(_options.WarmUp);
        if (_options.Requests is not { } requests)
            return new(start, begin, begin + thread.Ticks(_options.Duration));
        if (_options.Rate is not { } rate)
            return new(start, begin, long.MaxValue);
        Schedule schedule = new(rate, _options.Ramp, _options.TimeProvider.TimestampFrequency);
        return new(start, begin, start + schedule.DueOf(schedule.FirstFrom(begin - start) + requests));
    }

    /// <summary>Until every thread has told of it, or nothing more is to be waited for.</summary>
    async Task WhenAllAsync(EventKind kind)
    {
        int told = 0;
        await foreach (Event e in _events.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (e.Kind == kind && ++told == _threads.Length)
                return;
            if (e.Kind == EventKind.Counted)
                Count(e.Interval!);
            else if (e.Kind == EventKind.Interrupted && Interrupt(kind))
                return;
            else if (e.Kind == EventKind.WaitedEnough)
                return;
        }
    }

    void Count(Interval interval)
    {
        _collector.Add(interval);
        while (_collector.TakeSpare() is { } spare)
            _intervals.Add(spare);
        if (_collector.SecondsAlone < SecondsAloneBeforeLost || _result.End != BenchEnd.Done)
            return;
        _result.End = BenchEnd.ServerLost;
        _result.Obstacle = _collector.LastObstacle;
        EndLoad();
    }

    /// <summary>True: there is nothing to wait for.</summary>
    bool Interrupt(EventKind waitedFor)
    {
        _result.End = BenchEnd.Interrupted;
        if (waitedFor == EventKind.Opened)
            return true;
        EndLoad();
        return false;
    }

    void EndLoad()
    {
        foreach (LoadThread thread in _threads)
            _ = thread.OnItAsync(() => thread.End(_options.TimeProvider.GetTimestamp()));
        _ = WaitAsync();

        async Task WaitAsync()
        {
            await Task.Delay(InterruptedPatience, _options.TimeProvider).ConfigureAwait(false);
            Tell(new(EventKind.WaitedEnough));
        }
    }

    async Task CloseAsync()
    {
        Task[] closing = [.. _threads.Select(static thread => thread.OnItAsync(thread.CloseAsync))];
        await Task.WhenAll(closing).ConfigureAwait(false);
        await Task.WhenAll(_threads.Select(static thread => thread.OnItAsync(thread.Finish))).ConfigureAwait(false);
        while (_events.Reader.TryRead(out Event e))
        {
            if (e.Kind == EventKind.Counted)
                _collector.Add(e.Interval!);
        }
        _result.Unanswered = _threads.Sum(static thread => thread.Unanswered.Count);
        _result.LongestUnanswered = TimeSpan.FromSeconds(_threads.Max(static thread => thread.Unanswered.Longest) / (double)_options.TimeProvider.TimestampFrequency);
        if (_result.Window > TimeSpan.Zero)
            NoteWork();
        _result.Cpu = _collector.Cpu;
        _result.Retransmitted = _threads.Any(static thread => thread.Retransmitted is not null) ? _threads.Sum(static thread => thread.Retransmitted ?? 0) : null;
    }

    readonly record struct Event(EventKind Kind, Interval? Interval = null);
}
