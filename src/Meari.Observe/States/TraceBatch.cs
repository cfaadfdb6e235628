using System.Runtime.InteropServices;

namespace Meari.Observe;

/// <summary>Takes one kernel event at a time. On the reader's thread.</summary>
internal interface ITraceConsumer
{
    /// <summary>An event, in order of time over all processors.</summary>
    /// <param name="time">In nanoseconds of CLOCK_MONOTONIC.</param>
    /// <param name="payload">The event as its format describes it; valid during the call.</param>
    void Take(long time, ReadOnlySpan<byte> payload);

    /// <summary>Before the first event of some that were read together.</summary>
    void Begin();

    /// <summary>Events were lost.</summary>
    /// <param name="count">How many, at least 1.</param>
    void Lost(long count);

    /// <summary>A processor's events cannot be read any more.</summary>
    /// <param name="processor">Which.</param>
    /// <param name="error">The errno.</param>
    void Failed(int processor, int error);
}

/// <summary>
/// Events of several processors, put into one order. Each processor's own are in order; what one tells later may still be earlier than what
/// another told, so the youngest are held back until all have been asked again.
/// </summary>
internal sealed class TraceBatch
{
    /// <summary>When so much is held back, all is given, in whatever order. In bytes; about 100,000 events.</summary>
    public const int MaxHeld = 8 << 20;

    readonly List<int> _runs = [];
    List<(long Time, int Start, int Length)> _events = [], _merged = [];
    byte[] _bytes = new byte[1 << 14], _other = [];
    int _used;

    /// <summary>Bytes of the events that are held.</summary>
    public int Held => _used;

    /// <summary>Copies an event.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="payload">Its bytes.</param>
    public void Add(long time, ReadOnlySpan<byte> payload)
    {
        if (_bytes.Length - _used < payload.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + payload.Length));
        payload.CopyTo(_bytes.AsSpan(_used));
        _events.Add((time, _used, payload.Length));
        _used += payload.Length;
    }

    /// <summary>Gives what is older, in order, and keeps the rest.</summary>
    /// <param name="before">A time; <see cref="long.MaxValue"/> for all.</param>
    /// <param name="consumer">Who takes it.</param>
    /// <returns>Whether some were kept.</returns>
    public bool Give(long before, ITraceConsumer consumer)
    {
        if (_events.Count == 0)
            return false;
        if (_used > MaxHeld)
            before = long.MaxValue;
        Order();
        int given = 0;
        consumer.Begin();
        while (given < _events.Count && _events[given].Time < before)
        {
            (long time, int start, int length) = _events[given++];
            consumer.Take(time, _bytes.AsSpan(start, length));
        }
        Keep(given);
        return _events.Count > 0;
    }

    /// <summary>What is kept moves to the front, in the other memory, because its order there may differ.</summary>
    void Keep(int given)
    {
        if (_other.Length < _bytes.Length)
            _other = new byte[_bytes.Length];
        _used = 0;
        for (int at = given; at < _events.Count; at++)
        {
            (long time, int start, int length) = _events[at];
            _bytes.AsSpan(start, length).CopyTo(_other.AsSpan(_used));
            _events[at] = (time, _used, length);
            _used += length;
        }
        _events.RemoveRange(0, given);
        (_bytes, _other) = (_other, _bytes);
    }

    /// <summary>
    /// Merges neighbouring runs of ascending times until one is left: what was held back and each processor's own are such runs already. (Sorting all anew
    /// was a fifth of what it takes to watch 13,000 connections a second.) Of equal times, what was added first stays first.
    /// </summary>
    void Order()
    {
        FindRuns();
        while (_runs.Count > 1)
        {
            CollectionsMarshal.SetCount(_merged, _events.Count);
            int kept = 0;
            for (int run = 0; run < _runs.Count; run += 2)
            {
                int from = _runs[run], middle = RunEnd(run), end = RunEnd(run + 1);
                Merge(from, middle, end);
                _runs[kept++] = from;
            }
            _runs.RemoveRange(kept, _runs.Count - kept);
            (_events, _merged) = (_merged, _events);
        }
    }

    void FindRuns()
    {
        _runs.Clear();
        for (int at = 0; at < _events.Count; at++)
        {
            if (at == 0 || _events[at].Time < _events[at - 1].Time)
                _runs.Add(at);
        }
    }

    int RunEnd(int run) => run + 1 < _runs.Count ? _runs[run + 1] : _events.Count;

    /// <summary>Two runs beside each other, or a last one alone, into the other list.</summary>
    void Merge(int from, int middle, int end)
    {
        Span<(long Time, int Start, int Length)> events = CollectionsMarshal.AsSpan(_events), merged = CollectionsMarshal.AsSpan(_merged);
        int first = from, second = middle;
        for (int at = from; at < end; at++)
            merged[at] = second == end || (first < middle && events[first].Time <= events[second].Time) ? events[first++] : events[second++];
    }
}
