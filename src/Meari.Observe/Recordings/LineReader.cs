namespace Meari.Observe;

/// <summary>How a line ended.</summary>
internal enum LineEnd
{
    /// <summary>There is no line any more.</summary>
    Nothing,

    /// <summary>With a line feed.</summary>
    Whole,

    /// <summary>With the end of the file.</summary>
    CutOff,

    /// <summary>It did not, within the limit.</summary>
    TooLong,

    /// <summary>The file could not be read.</summary>
    Failed,
}

/// <summary>Reads lines of bounded length: a file without line feeds takes no more memory than the longest line allowed.</summary>
/// <param name="stream">The stream; the reader disposes it.</param>
/// <param name="limit">Bytes a line may have.</param>
internal sealed class LineReader(Stream stream, int limit) : IDisposable
{
    byte[] _buffer = new byte[Math.Min(limit, 1 << 16)];
    int _start, _end;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Why the file could not be read.</summary>
    public RecordingError? Error { get; private set; }

    /// <summary>Reads a line.</summary>
    /// <param name="line">Its bytes, without the line feed, valid until the next call.</param>
    /// <returns>How it ended.</returns>
    public LineEnd TryRead(out ReadOnlySpan<byte> line)
    {
        line = default;
        Line++;
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, searched + length);
                _start += searched + length + 1;
                return LineEnd.Whole;
            }
            searched = _end - _start;
            if (searched >= limit)
                return LineEnd.TooLong;
            int read = Fill();
            if (read < 0)
                return LineEnd.Failed;
            if (read == 0)
            {
                line = _buffer.AsSpan(_start, searched);
                _start = _end;
                return searched == 0 ? LineEnd.Nothing : LineEnd.CutOff;
            }
        }
    }

    public void Dispose() => stream.Dispose();

    /// <returns>Bytes read; 0 at the end, -1 on an error.</returns>
    int Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, Math.Min(limit, _buffer.Length * 2));
        try
        {
            int read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            return read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Error = RecordingErrors.Of(e, Line);
            return -1;
        }
    }
}
