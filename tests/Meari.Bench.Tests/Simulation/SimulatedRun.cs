using System.Net;
using Meari.Bench.Loads;
using Meari.Bench.Statistics;

namespace Meari.Bench.Tests.Simulation;

/// <summary>A load on a simulated clock against a simulated server: the real schedule, connections and statistics, and a result that is the same each time.</summary>
sealed class SimulatedRun : ILoadSink
{
    readonly SimulatedTime _time = new();
    readonly SimulatedEngine _engine;
    readonly BenchOptions _options;
    readonly Collector _collector;
    bool _isOpened, _isDrained;

    SimulatedRun(BenchOptions options, Func<long, long, Answer> answer)
    {
        _engine = new(_time, options.MessageSize, answer);
        _options = options with { TimeProvider = _time, OwnEngine = _engine };
        Result = new()
        {
            Options = _options,
            Engine = default,
            Started = DateTimeOffset.UnixEpoch,
            Threads = 1,
            Uncorrected = options.IsOpenLoop ? new() : null,
        };
        _collector = new(Result, 1, null);
    }

    BenchResult Result { get; }

    public static BenchOptions Options => new() { Server = new(IPAddress.Loopback, 9000), WarmUp = TimeSpan.Zero };

    /// <param name="options">The load; on one thread.</param>
    /// <param name="answer">What the server does, by the number of the request and the time of the clock, in nanoseconds since the load began.</param>
    public static BenchResult Run(BenchOptions options, Func<long, long, Answer> answer)
    {
        long start = 0;
        SimulatedRun run = new(options, (request, now) => answer(request, now - start));
        LoadThread thread = new(0, run._engine.TakeLoops(1, out _)[0], run._options, run);
        for (int number = 0; number < options.Connections; number++)
            thread.Add(options.Mode == BenchMode.Connect ? new ConnectCycle(thread, number) : new EchoConnection(thread, number));
        _ = thread.OpenAsync();
        run._time.RunUntil(() => run._isOpened);
        start = run._time.Now + 1000;
        run._collector.Start = start;
        long begin = start + thread.Ticks(options.Ramp + options.WarmUp);
        thread.Begin(new(start, begin, options.Requests is null ? begin + thread.Ticks(options.Duration) : long.MaxValue));
        run._time.RunUntil(() => run._isDrained);
        Task closed = thread.CloseAsync();
        run._time.RunUntil(() => closed.IsCompleted);
        thread.Finish();
        run.Result.Unsent = thread.Unsent;
        run.Result.Unanswered = thread.Unanswered.Count;
        run.Result.Window = TimeSpan.FromTicks((thread.WindowEnd - begin) / 100);
        return run.Result;
    }

    Interval ILoadSink.TakeInterval() => new();

    void ILoadSink.Counted(Interval interval) => _collector.Add(interval);

    void ILoadSink.Opened(int thread) => _isOpened = true;

    void ILoadSink.Drained(int thread) => _isDrained = true;
}
