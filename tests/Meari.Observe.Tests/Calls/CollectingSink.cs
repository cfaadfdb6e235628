using System.Collections.Concurrent;

namespace Meari.Observe.Tests.Calls;

/// <summary>Keeps what sources tell, and wakes who waits for it.</summary>
sealed class CollectingSink : TimelineSink
{
    readonly ConcurrentQueue<TimelineEvent> _events = new();
    readonly SemaphoreSlim _changed = new(0);
    long _lost;

    public TimelineEvent[] Events => [.. _events];

    public CallEvent[] Calls => [.. _events.OfType<CallEvent>()];

    public TextEvent[] Texts => [.. _events.OfType<TextEvent>()];

    public long LostCount => Interlocked.Read(ref _lost);

    public override void Add(TimelineEvent seen)
    {
        _events.Enqueue(seen);
        _changed.Release();
    }

    public override void Lost(string source, long count)
    {
        Interlocked.Add(ref _lost, count);
        _changed.Release();
    }

    /// <summary>Waits until there is such an event.</summary>
    public async Task<T> WaitForAsync<T>(Func<T, bool> wanted)
        where T : TimelineEvent
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (_events.OfType<T>().FirstOrDefault(wanted) is { } found)
                return found;
            try
            {
                await _changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"It did not come. What came:\n{string.Join('\n', Events.Select(TimelineLine.Write))}");
            }
        }
    }
}
