using System.Buffers;
using System.Text;
using System.Threading.Channels;

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

    readonly Channel<Line> _lines = Channel.CreateBounded<Line>(
        new BoundedChannelOptions(MaxLines) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    readonly Stream _stream;
    readonly Func<long, string> _notShown;
    readonly Action<string> _failed;
    readonly OutputQueue? _after;
    readonly Thread _writer;
    readonly object _progress = new();
    long _queued;
    long _written;
    long _characters;
    long _dropped;
    volatile bool _full;
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
        if (_full || !_lines.Writer.TryWrite(new(line, after)))
        {
            Skip();
            return;
        }
        Interlocked.Increment(ref _queued);
        if (Interlocked.Add(ref _characters, line.Length) > MaxCharacters)
            _full = true;
    }

    /// <summary>Counts a line that was not even made.</summary>
    public void Skip()
    {
        _full = true;
        // The writer may have written everything just before, and would wait for a line that is never taken.
        if (Interlocked.Increment(ref _dropped) == 1)
            _lines.Writer.TryWrite(new(null, 0));
    }

    void WriteAll()
    {
        ChannelReader<Line> reader = _lines.Reader;
        // Used again for every batch: strings of this size would be garbage of the large object heap.
        ArrayBufferWriter<byte> batch = new(BatchSize);
        while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            long lines = 0;
            long after = 0;
            while (batch.WrittenCount < BatchSize && reader.TryRead(out Line line))
            {
                if (line.Text is not { } text)
                    continue;
                Interlocked.Add(ref _characters, -text.Length);
                after = Math.Max(after, line.After);
                Append(batch, text);
                lines++;
            }
            _after?.WaitFor(after, Patience);
            Write(batch, lines);
            if (!reader.TryPeek(out _))
                TellDropped(batch);
        }
        TellDropped(batch);
    }

    /// <summary>Everything that came before the gap is written now.</summary>
    void TellDropped(ArrayBufferWriter<byte> batch)
    {
        _full = false; // first: what is taken from now on comes after the gap, and what was missed until now is counted
        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and long dropped)
        {
            Append(batch, _notShown(dropped));
            Write(batch, 0);
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
        _lines.Writer.TryComplete();
        _writer.Join(TimeSpan.FromSeconds(1));
        return ValueTask.CompletedTask;
    }

    /// <param name="Text">The line without its end; null only wakes the writer.</param>
    /// <param name="After">How many lines of the other queue came before it.</param>
    readonly record struct Line(string? Text, long After);
}
