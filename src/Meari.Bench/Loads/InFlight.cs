namespace Meari.Bench.Loads;

/// <summary>The requests of one connection that wait for their answers, oldest first: when each was due and when it was sent.</summary>
internal sealed class InFlight(int capacity)
{
    readonly (long Due, long Sent)[] _requests = new (long Due, long Sent)[capacity];
    int _oldest;

    public int Count { get; private set; }

    public bool IsFull => Count == _requests.Length;

    /// <summary>When the oldest was sent; only while there is one.</summary>
    public long OldestSent => _requests[_oldest].Sent;

    public void Add(long due, long sent)
    {
        int place = _oldest + Count;
        _requests[place < _requests.Length ? place : place - _requests.Length] = (due, sent);
        Count++;
    }

    public (long Due, long Sent) Take()
    {
        (long Due, long Sent) request = _requests[_oldest];
        if (++_oldest == _requests.Length)
            _oldest = 0;
        Count--;
        return request;
    }

    /// <summary>What was on its way is lost with the connection.</summary>
    public void Clear() => Count = 0;
}
