using System.Diagnostics;

namespace Meari.Engines.Sockets;

/// <summary>
/// A thread that runs what is posted to it in turn. The sockets' own completions come on the thread pool; what wants to be on this
/// thread after one posts itself.
/// </summary>
internal sealed class SerialLoop : EngineLoop
{
    readonly object _changed = new();
    readonly Queue<IThreadPoolWorkItem> _work = new();
    readonly List<SerialTimer> _timers = [];
    readonly Thread _thread;

    public SerialLoop(int number)
    {
        _thread = new(Run) { IsBackground = true, Name = $"Meari loop {number}" };
        _thread.Start();
    }

    public override bool IsCurrent => Thread.CurrentThread == _thread;

    public override bool CompletesOperations => false;

    public override void Post(IThreadPoolWorkItem work)
    {
        lock (_changed)
        {
            _work.Enqueue(work);
            Monitor.Pulse(_changed);
        }
    }

    public override EngineTimer OpenTimer(IThreadPoolWorkItem work, out int error)
    {
        error = 0;
        SerialTimer timer = new(_timers, work);
        _timers.Add(timer);
        return timer;
    }

    void Run()
    {
        while (true)
        {
            if (_timers.Find(static timer => timer.IsDue) is { } due)
                due.Expire();
            if (TakeWork() is { } work)
                work.Execute();
        }
    }

    /// <summary>Null: a timer may be due.</summary>
    IThreadPoolWorkItem? TakeWork()
    {
        lock (_changed)
        {
            if (_work.TryDequeue(out IThreadPoolWorkItem? work))
                return work;
            long due = _timers.Count == 0 ? long.MaxValue : _timers.Min(static timer => timer.Due);
            if (due == long.MaxValue)
                Monitor.Wait(_changed);
            else if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } rest)
                Monitor.Wait(_changed, TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(rest.TotalMilliseconds), int.MaxValue)));
            return null;
        }
    }

    /// <summary>As precise as waiting for a lock is: milliseconds.</summary>
    sealed class SerialTimer(List<SerialTimer> all, IThreadPoolWorkItem work) : EngineTimer
    {
        public long Due { get; private set; } = long.MaxValue;

        public bool IsDue => Stopwatch.GetTimestamp() >= Due;

        public override void Set(long due) => Due = due;

        public void Expire()
        {
            Due = long.MaxValue;
            work.Execute();
        }

        public override void Dispose() => all.Remove(this);
    }
}
