using System.Text;
using System.Threading.Channels;

namespace Meari.Cli.Output;

/// <summary>
/// What the server prints, in one order for stdout and stderr, written by a thread of its own so that a slow terminal or pipe never slows
/// the echo. Bounded by <see cref="MaxLines"/> lines and <see cref="MaxCharacters"/> characters (2 MiB of memory): what does not fit is
/// counted, and the count is printed in its place.
/// </summary>
internal sealed class OutputQueue : IAsyncDisposable
{
    public const int MaxLines = 8192;
    public const int MaxCharacters = 1024 * 1024;

    readonly Channel<Line> _lines = Channel.CreateBounded<Line>(
        new BoundedChannelOptions(MaxLines) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    readonly Stream _output;
    readonly Stream _error;
    readonly Func<long, string> _notShown;
    readonly Func<string, string> _outputFailed;
    readonly Thread _writer;
    long _characters;
    long _dropped;
    bool _outputBroken;
    bool _errorBroken;

    /// <summary>Starts the writing thread.</summary>
    /// <param name="output">stdout.</param>
    /// <param name="error">stderr.</param>
    /// <param name="notShown">Says that so many lines were not shown; goes where they would have gone.</param>
    /// <param name="outputFailed">Says, on stderr and once, why stdout takes no more.</param>
    public OutputQueue(Stream output, Stream error, Func<long, string> notShown, Func<string, string> outputFailed)
    {
        _output = output;
        _error = error;
        _notShown = notShown;
        _outputFailed = outputFailed;
        _writer = new(WriteAll) { IsBackground = true, Name = "output" };
        _writer.Start();
    }

    /// <summary>Whether a line would be taken now; saves the caller the work of making one that would not. A missed line is to be counted with <see cref="Skip"/>.</summary>
    public bool HasRoom => Volatile.Read(ref _characters) < MaxCharacters;

    /// <summary>Queues a line of the product (stdout), or counts it as not shown.</summary>
    public void Print(string line) => Add(new(line, IsError: false));

    /// <summary>Queues a line about the product (stderr), or counts it as not shown.</summary>
    public void Tell(string line) => Add(new(line, IsError: true));

    /// <summary>Counts a line that was not even made.</summary>
    public void Skip() => Interlocked.Increment(ref _dropped);

    void Add(Line line)
    {
        if (HasRoom && _lines.Writer.TryWrite(line))
            Interlocked.Add(ref _characters, line.Text.Length);
        else
            Skip();
    }

    void WriteAll()
    {
        ChannelReader<Line> reader = _lines.Reader;
        StringBuilder batch = new();
        while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            bool isError = false;
            while (batch.Length < 64 * 1024 && reader.TryRead(out Line line))
            {
                Interlocked.Add(ref _characters, -line.Text.Length);
                if (line.IsError != isError)
                    Write(batch, isError);
                isError = line.IsError;
                batch.Append(line.Text).Append('\n');
            }
            Write(batch, isError);
            TellDropped(batch);
        }
        TellDropped(batch);
    }

    void TellDropped(StringBuilder batch)
    {
        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and long dropped)
            Write(batch.Append(_notShown(dropped)).Append('\n'), isError: false);
    }

    void Write(StringBuilder batch, bool isError)
    {
        if (batch.Length == 0)
            return;
        byte[] bytes = Encoding.UTF8.GetBytes(batch.ToString());
        batch.Clear();
        try
        {
            if (!(isError ? _errorBroken : _outputBroken))
                (isError ? _error : _output).Write(bytes);
        }
        catch (IOException) when (isError)
        {
            // stderr is gone (the terminal was closed): there is nobody left to tell.
            _errorBroken = true;
        }
        catch (IOException e)
        {
            _outputBroken = true;
            Write(new StringBuilder(_outputFailed(e.Message)).Append('\n'), isError: true);
        }
    }

    /// <summary>Writes what is queued, for a second at most: a reader that has stopped must not keep the program from ending.</summary>
    public ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        _writer.Join(TimeSpan.FromSeconds(1));
        return ValueTask.CompletedTask;
    }

    readonly record struct Line(string Text, bool IsError);
}
