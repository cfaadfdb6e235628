namespace Meari.Observe;

/// <summary>
/// Which bytes of one direction were seen: all before <see cref="Next"/>, and islands beyond it. Sequence numbers are counted on beyond 32 bits.
/// </summary>
internal sealed class ByteRanges
{
    /// <summary>The most islands; beyond, the one farthest away is forgotten, which at worst makes a later retransmission look new.</summary>
    const int MaxIslands = 64;

    readonly List<(long Start, long End)> _islands = [];

    /// <param name="next">The first number expected.</param>
    public ByteRanges(long next) => (Next, Highest) = (next, next);

    /// <summary>The first number not seen.</summary>
    public long Next { get; private set; }

    /// <summary>The number after the highest seen.</summary>
    public long Highest { get; private set; }

    /// <summary>A sequence number as counted on, the one nearest to what was seen last.</summary>
    public long Unwrap(uint sequence) => Highest + (int)(sequence - (uint)Highest);

    /// <summary>Adds bytes.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="length">How many.</param>
    /// <returns>Whether any of them was there already.</returns>
    public bool Add(long start, long length)
    {
        if (length <= 0)
            return false;
        long end = start + length;
        bool overlaps = start < Next;
        Highest = Math.Max(Highest, end);
        for (int i = _islands.Count - 1; i >= 0; i--)
        {
            (long s, long e) = _islands[i];
            overlaps |= start < e && s < end;
            if (start <= e && s <= end)
            {
                (start, end) = (Math.Min(start, s), Math.Max(end, e));
                _islands.RemoveAt(i);
            }
        }
        if (start > Next)
            AddIsland(start, end);
        else if (end > Next)
            Advance(end);
        return overlaps;
    }

    /// <summary>What comes before a number need not be waited for: the peer has it, or it came before the watch.</summary>
    public void SkipTo(long next)
    {
        if (next > Next)
            Advance(next);
        Highest = Math.Max(Highest, Next);
    }

    void Advance(long next)
    {
        Next = next;
        while (_islands.Count > 0 && _islands[0].Start <= Next)
        {
            Next = Math.Max(Next, _islands[0].End);
            _islands.RemoveAt(0);
        }
    }

    void AddIsland(long start, long end)
    {
        int at = _islands.FindIndex(i => i.Start > start);
        _islands.Insert(at < 0 ? _islands.Count : at, (start, end));
        if (_islands.Count > MaxIslands)
            _islands.RemoveAt(MaxIslands);
    }
}
