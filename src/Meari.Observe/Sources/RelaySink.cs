namespace Meari.Observe;

/// <summary>
/// Keeps what sources see until the timeline exists, whose options depend on which sources there are. That takes some tens of milliseconds;
/// no more than <see cref="Most"/> events are kept, and what is too much is counted as lost.
/// </summary>
internal sealed class RelaySink : TimelineSink
{
    const int Most = 65_536;

    readonly Lock _lock = new();
    readonly Queue<Action<TimelineSink>> _kept = new();
    TimelineSink? _joined;
    long _lost;

    public override void Add(TimelineEvent seen)
    {
        if (Volatile.Read(ref _joined) is { } joined)
            joined.Add(seen);
        else
            Keep(sink => sink.Add(seen));
    }

    public override void Lost(string source, long count)
    {
        if (Volatile.Read(ref _joined) is { } joined)
            joined.Lost(source, count);
        else
            Keep(sink => sink.Lost(source, count));
    }

    /// <summary>From now on everything goes on at once.</summary>
    public void Join(TimelineSink sink)
    {
        lock (_lock)
        {
            while (_kept.TryDequeue(out Action<TimelineSink>? pass))
                pass(sink);
            if (_lost > 0)
                sink.Lost("start", _lost);
            Volatile.Write(ref _joined, sink);
        }
    }

    void Keep(Action<TimelineSink> pass)
    {
        lock (_lock)
        {
            if (_joined is { } now)
                pass(now);
            else if (_kept.Count < Most)
                _kept.Enqueue(pass);
            else
                _lost++;
        }
    }
}
