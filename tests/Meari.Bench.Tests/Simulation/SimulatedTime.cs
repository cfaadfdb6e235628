using Meari.Engines;

namespace Meari.Bench.Tests.Simulation;

/// <summary>
/// A clock that stands still until something is due, and then shows exactly that time: nanoseconds. With it a thread that runs what is posted and what
/// is due, in order. So a run of many seconds takes none, and says the same each time.
/// </summary>
sealed class SimulatedTime : TimeProvider
{
    readonly PriorityQueue<Action, (long Due, long Order)> _due = new();
    long _order;

    public long Now { get; private set; }

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => Now;

    /// <summary>No time limit of a connect or of closing is met in a simulation.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

    public void At(long time, Action action) => _due.Enqueue(action, (Math.Max(time, Now), _order++));

    public void After(TimeSpan time, Action action) => At(Now + (long)time.TotalNanoseconds, action);

    public void RunUntil(Func<bool> isSo)
    {
        for (long steps = 0; !isSo(); steps++)
        {
            Assert.True(steps < 50_000_000, "The simulation does not come to its end.");
            Assert.True(_due.TryDequeue(out Action? action, out (long Due, long Order) due), "Nothing is due any more, and it is not so.");
            Now = due.Due;
            action();
        }
    }

    sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}

/// <summary>A loop on the simulated clock: whoever calls is on it.</summary>
sealed class SimulatedLoop(SimulatedTime time) : EngineLoop
{
    public override bool IsCurrent => true;

    public override bool CompletesOperations => true;

    public override void Post(IThreadPoolWorkItem work) => time.At(time.Now, work.Execute);

    public override EngineTimer OpenTimer(IThreadPoolWorkItem work, out int error)
    {
        error = 0;
        return new Timer(time, work);
    }

    sealed class Timer(SimulatedTime time, IThreadPoolWorkItem work) : EngineTimer
    {
        int _setting;

        public override void Set(long due)
        {
            int setting = ++_setting;
            time.At(due, () =>
            {
                if (setting == _setting)
                    work.Execute();
            });
        }

        public override void Dispose() => _setting++;
    }
}
