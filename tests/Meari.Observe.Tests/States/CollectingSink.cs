namespace Meari.Observe.Tests.States;

/// <summary>Keeps what a source tells, and lets a test wait for it.</summary>
sealed class CollectingSink : TimelineSink
{
    readonly Lock _lock = new();
    readonly List<TimelineEvent> _seen = [];
    readonly SemaphoreSlim _came = new(0);
    long _lost;

    public long LostCount => Interlocked.Read(ref _lost);

    public TimelineEvent[] Seen
    {
        get
        {
            lock (_lock)
                return [.. _seen];
        }
    }

    public StateEvent[] States => [.. Seen.OfType<StateEvent>()];

    public override void Add(TimelineEvent seen)
    {
        lock (_lock)
            _seen.Add(seen);
        _came.Release();
    }

    public override void Lost(string source, long count) => Interlocked.Add(ref _lost, count);

    /// <summary>Waits until so many were told, since the last such wait.</summary>
    public async Task WaitAsync(int count)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(20));
        for (int at = 0; at < count; at++)
            await _came.WaitAsync(deadline.Token);
    }

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(Func<CollectingSink, bool> isSo)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(20));
        while (!isSo(this))
            await _came.WaitAsync(deadline.Token);
    }
}
