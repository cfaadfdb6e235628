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

    readonly List<(long Time, int Start, int Length)> _events = [];
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
        _events.Sort(static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Start.CompareTo(b.Start));
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
}
