namespace Meari.Observe.Calls;

/// <summary>Bytes into lines of bounded length. What a line has beyond the bound is left out.</summary>
/// <param name="limit">The longest line, in bytes.</param>
internal sealed class LineSplitter(int limit)
{
    byte[] _line = new byte[Math.Min(limit, 1024)];
    int _length;
    bool _isTaken;

    /// <summary>Whether a line has begun and not ended.</summary>
    public bool HasPartial => !_isTaken && _length > 0;

    /// <summary>What there is of it.</summary>
    public ReadOnlySpan<byte> Partial => _line.AsSpan(0, _length);

    /// <summary>Whether the line at hand was longer than the limit.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Takes bytes up to the end of the first line.</summary>
    /// <param name="bytes">The bytes; what was taken is removed.</param>
    /// <param name="line">The line without its end, valid until the next call; <see cref="IsCut"/> belongs to it.</param>
    /// <returns>Whether a line has ended.</returns>
    public bool TryTake(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> line)
    {
        if (_isTaken)
            Clear();
        int end = bytes.IndexOf((byte)'\n');
        Append(end < 0 ? bytes : bytes[..end]);
        bytes = end < 0 ? default : bytes[(end + 1)..];
        line = end < 0 ? default : Partial;
        _isTaken = end >= 0;
        return _isTaken;
    }

    /// <summary>Forgets what there is of a line.</summary>
    public void Clear() => (_length, IsCut, _isTaken) = (0, false, false);

    void Append(ReadOnlySpan<byte> bytes)
    {
        IsCut |= bytes.Length > limit - _length;
        bytes = bytes[..Math.Min(bytes.Length, limit - _length)];
        if (_length + bytes.Length > _line.Length)
            Array.Resize(ref _line, Math.Min(limit, Math.Max(_line.Length * 2, _length + bytes.Length)));
        bytes.CopyTo(_line.AsSpan(_length));
        _length += bytes.Length;
    }
}
