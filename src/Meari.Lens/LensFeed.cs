using Meari.Observe;

namespace Meari.Lens;

/// <summary>
/// The latest items, and the stage as it is now, for any number of browsers. None has a queue of its own: each reads on from where it is, and the one
/// that is too slow finds that what it has missed is gone. So nobody waits for it, and it costs no memory. For any thread.
/// </summary>
/// <param name="capacity">The most items that are kept.</param>
internal sealed class LensFeed(int capacity = LensFeed.Capacity)
{
    public const int Capacity = 20_000;

    /// <summary>The most items that one look takes.</summary>
    const int Batch = 256;

    readonly Lock _gate = new();
    readonly Narrator _narrator = new();
    readonly LensItem[] _ring = new LensItem[capacity];
    byte[]? _stage;
    long _last, _stageVersion;
    TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Adds an event; the timeline's reader alone does.</summary>
    public void Add(TimelineEvent seen)
    {
        lock (_gate)
        {
            LensItem item = _narrator.Next(seen);
            _last = item.Number;
            _ring[_last % capacity] = item;
            Wake();
        }
    }

    /// <summary>The stage has changed.</summary>
    public void SetStage(byte[] json)
    {
        lock (_gate)
        {
            if (_stage is not null && _stage.AsSpan().SequenceEqual(json))
                return;
            _stage = json;
            _stageVersion++;
            Wake();
        }
    }

    public IReadOnlyList<LensItem> Snapshot()
    {
        lock (_gate)
            return Take(First, capacity);
    }

    /// <summary>What has come since.</summary>
    /// <param name="from">The number of the first item that is wanted.</param>
    /// <param name="stageVersion">The stage that is known; 0 if none is.</param>
    public LensNews Read(long from, long stageVersion)
    {
        lock (_gate)
        {
            // A number that was not yet given is of another run of this program.
            from = from < 1 || from > _last + 1 ? 1 : from;
            long start = Math.Max(from, First);
            return new(Take(start, Batch), start, start - from, _stageVersion != stageVersion ? _stage : null, _stageVersion, _came.Task);
        }
    }

    /// <summary>The number of the first that is kept.</summary>
    long First => Math.Max(1, _last - capacity + 1);

    LensItem[] Take(long start, int most)
    {
        LensItem[] items = new LensItem[Math.Min(most, _last + 1 - start)];
        for (int i = 0; i < items.Length; i++)
            items[i] = _ring[(start + i) % capacity];
        return items;
    }

    void Wake()
    {
        _came.TrySetResult();
        _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>What a browser gets next.</summary>
/// <param name="Items">The next items.</param>
/// <param name="Start">The number of the first that is there.</param>
/// <param name="Dropped">How many of those that were wanted are gone.</param>
/// <param name="Stage">The stage, if it has changed.</param>
/// <param name="StageVersion">To be given back at the next look.</param>
/// <param name="Came">Ends when there is more.</param>
internal readonly record struct LensNews(IReadOnlyList<LensItem> Items, long Start, long Dropped, byte[]? Stage, long StageVersion, Task Came);
