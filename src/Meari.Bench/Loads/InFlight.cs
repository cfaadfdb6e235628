namespace Meari.Bench.Loads;

/// <summary>The requests of one connection that wait for their answers, oldest first: when each was due and when it was sent.</summary>
/// <remarks>
/// Those that became due and were sent together are one entry. In a closed loop that is all that one receive made room for, so that a request among 16
/// costs a sixteenth of an entry, of a reading of the histogram and of the questions before it is sent. The oldest entry lies in the connection itself, and in
/// a closed loop it is mostly the only one.
/// </remarks>
internal struct InFlight(int capacity)
{
    readonly (long Due, long Sent, int Count)[]? _others = capacity > 1 ? new (long Due, long Sent, int Count)[capacity - 1] : null;
    (long Due, long Sent, int Count) _oldest;
    int _first, _used;

    public int Count { get; private set; }

    /// <summary>How many more may be on their way.</summary>
    public readonly int Room => capacity - Count;

    /// <summary>When the oldest was sent; only while there is one.</summary>
    public readonly long OldestSent => _oldest.Sent;

    /// <summary>Some more, at least 1 and at most <see cref="Room"/>.</summary>
    public void Add(long due, long sent, int count)
    {
        if (Count == 0)
            _oldest = (due, sent, count);
        else
            _others![Wrapped(_first + _used++)] = (due, sent, count);
        Count += count;
    }

    /// <summary>The oldest of those that are on their way, as many as went together.</summary>
    /// <param name="most">At most so many.</param>
    public (long Due, long Sent, int Count) Take(int most)
    {
        (long due, long sent, int count) = _oldest;
        if (count > most)
        {
            count = most;
            _oldest.Count -= most;
        }
        else if (_used > 0)
        {
            _oldest = _others![_first];
            _first = Wrapped(_first + 1);
            _used--;
        }
        Count -= count;
        return (due, sent, count);
    }

    /// <summary>What was on its way is lost with the connection.</summary>
    public void Clear() => Count = _used = 0;

    readonly int Wrapped(int place) => place < _others!.Length ? place : place - _others.Length;
}
