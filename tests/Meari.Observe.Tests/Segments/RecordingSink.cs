namespace Meari.Observe.Tests.Segments;

/// <summary>Keeps what a source puts into it, and tells when something has come.</summary>
sealed class RecordingSink : TimelineSink
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    readonly Lock _lock = new();
    readonly List<TimelineEvent> _seen = [];
    TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _lost;

    public long Losses => Volatile.Read(ref _lost);

    public SegmentEvent[] Segments
    {
        get
        {
            lock (_lock)
                return [.. _seen.Cast<SegmentEvent>()];
        }
    }

    public override void Add(TimelineEvent seen)
    {
        lock (_lock)
        {
            _seen.Add(seen);
            _changed.TrySetResult();
        }
    }

    public override void Lost(string source, long count)
    {
        Assert.Equal("capture", source);
        Assert.True(count > 0);
        Interlocked.Add(ref _lost, count);
    }

    public async Task UntilAsync(Func<SegmentEvent[], bool> isSo)
    {
        using CancellationTokenSource limit = new(Limit);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_changed.Task.IsCompleted)
                    _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task;
            }
            if (isSo(Segments))
                return;
            await changed.WaitAsync(limit.Token);
        }
    }
}
