using System.Buffers;
using System.Text;

namespace Meari.Cli.Output;

/// <summary>
/// What is printed on one stream, written by a thread of its own so that a slow terminal or pipe never slows the echo. Bounded by
/// <see cref="MaxLines"/> lines and <see cref="MaxCharacters"/> characters (2 MiB of memory). Once full, it takes nothing until all of
/// that is written; what was missed meanwhile is counted, and the count is printed in its place.
/// </summary>
internal sealed class OutputQueue : IAsyncDisposable
{
    public const int MaxLines = 8192;
    public const int MaxCharacters = 1024 * 1024;

    /// <summary>About how many bytes are written at a time.</summary>
    const int BatchSize = 64 * 1024;

    readonly Stream _stream;
    readonly Func<long, string> _notShown;
    readonly Action<string> _failed;
    readonly OutputQueue? _after;
    readonly Thread _writer;
    readonly object _lock = new();
    readonly object _progress = new();

    /// <summary>A ring. Not a channel: the runtime would compile one for this kind of line each time the program starts, which takes 5 ms.</summary>
    Line[] _lines = new Line[64];
    int _first;
    int _count;
    long _characters;
    long _dropped;
    bool _waits;
    bool _ended;
    volatile bool _full;
    long _queued;
    long _written;
    bool _broken;

    /// <summary>Starts the writing thread.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="stream">stdout or stderr.</param>
    /// <param name="notShown">Says that so many lines were not shown.</param>
    /// <param name="failed">Hears, once, why the stream takes no more.</param>
    /// <param name="after">Another queue, whose earlier lines come first, if its reader lets them.</param>
    public OutputQueue(string name, Stream stream, Func<long, string> notShown, Action<string> failed, OutputQueue? after = null)
    {
        _stream = stream;
        _notShown = notShown;
        _failed = failed;
        _after = after;
        _writer = new(WriteAll) { IsBackground = true, Name = name };
        _writer.Start();
    }

    /// <summary>How long this queue's lines wait for those of the other one; longer than a reader that reads takes. Set before the first line.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether a line would be taken now; saves the caller the work of making one that would not. A missed line is to be counted with <see cref="Skip"/>.</summary>
    public bool HasRoom => !_full;

    /// <summary>Queues a line, or counts it as not shown.</summary>
    public void Print(string line)
    {
        long after = _after is null ? 0 : Volatile.Read(ref _after._queued);
        lock (_lock)
        {
            if (_full)
                _dropped++;
            else
                Add(new(line, after));
            Wake();
        }
    }

    void Add(Line line)
    {
        if (_count == _lines.Length)
            Grow();
        _lines[(_first + _count++) % _lines.Length] = line;
        _queued++;
        _characters += line.Text.Length;
        _full = _count == MaxLines || _characters > MaxCharacters;
    }

    void Grow()
    {
        Line[] larger = new Line[_lines.Length * 2];
        for (int i = 0; i < _count; i++)
            larger[i] = _lines[(_first + i) % _lines.Length];
        _lines = larger;
        _first = 0;
    }

    /// <summary>Counts a line that was not even made.</summary>
    public void Skip()
    {
        lock (_lock)
        {
            _full = true;
            _dropped++;
            Wake();
        }
    }

    void Wake()
    {
        if (_waits)
            Monitor.Pulse(_lock);
    }

    void WriteAll()
    {
        // Used again for every batch: strings of this size would be garbage of the large object heap.
        ArrayBufferWriter<byte> batch = new(BatchSize);
        while (WaitForWork())
        {
            long lines = 0;
            long after = 0;
            while (batch.WrittenCount < BatchSize && TryTake(out Line line))
            {
                after = Math.Max(after, line.After);
                Append(batch, line.Text);
                lines++;
            }
            _after?.WaitFor(after, Patience);
            Write(batch, lines);
            if (TakeDropped() is > 0 and long dropped)
            {
                Append(batch, _notShown(dropped));
                Write(batch, 0);
            }
        }
    }

    /// <returns>Whether there is something to write; if not, nothing will come any more.</returns>
    bool WaitForWork()
    {
        lock (_lock)
        {
            while (_count == 0 && _dropped == 0 && !_ended)
            {
                _waits = true;
                Monitor.Wait(_lock);
                _waits = false;
            }
            return _count > 0 || _dropped > 0;
        }
    }

    bool TryTake(out Line line)
    {
        lock (_lock)
        {
            line = _count > 0 ? _lines[_first] : default;
            if (_count == 0)
                return false;
            _lines[_first] = default; // or the text would live until its place is used again
            _first = (_first + 1) % _lines.Length;
            _count--;
            _characters -= line.Text.Length;
            return true;
        }
    }

    /// <summary>Once everything that came before the gap is written, what comes from now on is taken again, and the gap is to be told.</summary>
    long TakeDropped()
    {
        lock (_lock)
        {
            if (_count > 0)
                return 0;
            long dropped = _dropped;
            _dropped = 0;
            _full = false;
            return dropped;
        }
    }

    static void Append(ArrayBufferWriter<byte> batch, string line)
    {
        Encoding.UTF8.GetBytes(line, batch);
        batch.Write("\n"u8);
    }

    void Write(ArrayBufferWriter<byte> batch, long lines)
    {
        try
        {
            if (!_broken)
                _stream.Write(batch.WrittenSpan);
        }
        catch (Exception e) when (StandardStreams.IsGone(e))
        {
            _broken = true;
            _failed(e.Message);
        }
        batch.ResetWrittenCount();
        lock (_progress)
        {
            _written += lines;
            Monitor.PulseAll(_progress);
        }
    }

    /// <summary>Waits until what is queued now is written, or a reader that has stopped has had its time.</summary>
    public void WaitForAll(TimeSpan patience) => WaitFor(Volatile.Read(ref _queued), patience);

    /// <summary>On a terminal both streams show in the order in which they were written to; but one that is stuck holds up the other no longer than this.</summary>
    void WaitFor(long lines, TimeSpan patience)
    {
        lock (_progress)
        {
            long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
            while (_written < lines && deadline - Environment.TickCount64 is > 0 and long left)
                Monitor.Wait(_progress, TimeSpan.FromMilliseconds(left));
        }
    }

    /// <summary>Writes what is queued, for a second at most: a reader that has stopped must not keep the program from ending.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _ended = true;
            Monitor.Pulse(_lock);
        }
        _writer.Join(TimeSpan.FromSeconds(1));
        return ValueTask.CompletedTask;
    }

    /// <param name="Text">The line without its end.</param>
    /// <param name="After">How many lines of the other queue came before it.</param>
    readonly record struct Line(string Text, long After);
}
