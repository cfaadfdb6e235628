namespace Meari.Bench.Loads;

/// <summary>The requests of one connection that wait for their answers, oldest first: when each was due and when it was sent.</summary>
/// <remarks>
/// Those that became due and were sent together are one entry. In a closed loop that is all that one receive made room for, so that a request among 16
/// costs a sixteenth of an entry, of a reading of the histogram and of the questions before it is sent.
/// </remarks>
internal struct InFlight(int capacity)
{
    readonly (long Due, long Sent, int Count)[] _entries = new (long Due, long Sent, int Count)[capacity];
    int _oldest, _used;

    public int Count { readonly get; private set; }

    /// <summary>How many more may be on their way.</summary>
    public readonly int Room => _entries.Length - Count;

    /// <summary>When the oldest was sent; only while there is one.</summary>
    public readonly long OldestSent => _entries[_oldest].Sent;

    /// <summary>Some more, at most <see cref="Room"/>.</summary>
    public void Add(long due, long sent, int count)
    {
        int place = _oldest + _used;
        _entries[place < _entries.Length ? place : place - _entries.Length] = (due, sent, count);
        _used++;
        Count += count;
    }

    /// <summary>The oldest of those that are on their way, as many as went together.</summary>
    /// <param name="most">At most so many.</param>
    public (long Due, long Sent, int Count) Take(int most)
    {
        ref (long Due, long Sent, int Count) oldest = ref _entries[_oldest];
        (long due, long sent, int count) = oldest;
        if (count > most)
        {
            oldest.Count = count - most;
            count = most;
        }
        else
        {
            _used--;
            if (++_oldest == _entries.Length)
                _oldest = 0;
        }
        Count -= count;
        return (due, sent, count);
    }

    /// <summary>Those that went together, from the oldest.</summary>
    /// <param name="place">From 0; there are <see cref="Groups"/>.</param>
    public readonly (long Due, long Sent, int Count) Group(int place) => _entries[(_oldest + place) % _entries.Length];

    /// <summary>How many times some of them went together.</summary>
    public readonly int Groups => _used;

    /// <summary>What was on its way is lost with the connection.</summary>
    public void Clear() => Count = _used = 0;
}
