using System.Diagnostics;
using System.Runtime.CompilerServices;
using Meari.Text;

namespace Meari.Observe.Calls;

/// <summary>
/// A launched program's standard output and error: into text events, or into a file. It reads to the end whatever becomes of the timeline
/// or the disk, so that the program never waits for a reader that is gone, nor dies of SIGPIPE.
/// </summary>
internal sealed class ProgramStreams : IDisposable
{
    /// <summary>The longest line of text, in bytes; the rest of it is left out, and an ellipsis says so.</summary>
    const int MaxLine = 4096;

    /// <summary>A line without an end, such as a prompt, is told after so long.</summary>
    static readonly TimeSpan PromptDelay = TimeSpan.FromMilliseconds(100);

    readonly TimelineSink _sink;
    readonly TimeProvider _time;
    readonly MonotonicClock _clock;
    readonly FileStream? _file;
    readonly Lock _fileGate = new();
    int _process;
    bool _isFileFull;
    volatile bool _isSilent;

    /// <param name="sink">Gets the text, and is told of what the file could not take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="file">Null for text.</param>
    public ProgramStreams(TimelineSink sink, TimeProvider time, FileStream? file) =>
        (_sink, _time, _clock, _file) = (sink, time, new(time), file);

    /// <summary>When both streams have ended.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Reads from now on.</summary>
    public void Start(Process program)
    {
        _process = program.Id;
        Ended = Task.WhenAll(
            Task.Run(() => PumpAsync(program.StandardOutput.BaseStream, TimelineText.Output)),
            Task.Run(() => PumpAsync(program.StandardError.BaseStream, TimelineText.Error)));
    }

    async Task PumpAsync(Stream from, TimelineText stream)
    {
        await using ConfiguredAsyncDisposable closing = from.ConfigureAwait(false);
        byte[] buffer = new byte[16 * 1024];
        LineSplitter lines = new(MaxLine);
        bool wasPrompt = false;
        try
        {
            while (true)
            {
                Task<int> reading = from.ReadAsync(buffer).AsTask();
                if (lines.HasPartial && await Task.WhenAny(reading, Task.Delay(PromptDelay, _time)).ConfigureAwait(false) != reading)
                {
                    Tell(lines.Partial, lines.IsCut, stream);
                    lines.Clear();
                    wasPrompt = true;
                }
                int length = await reading.ConfigureAwait(false);
                if (length == 0)
                    break;
                wasPrompt = Take(buffer.AsSpan(0, length), lines, stream, wasPrompt);
            }
        }
        catch (IOException)
        {
            // As good as its end.
        }
        if (lines.HasPartial)
            Tell(lines.Partial, lines.IsCut, stream);
    }

    /// <returns>Whether the next line's end belongs to a prompt that was told.</returns>
    bool Take(ReadOnlySpan<byte> bytes, LineSplitter lines, TimelineText stream, bool wasPrompt)
    {
        if (_file is not null)
        {
            Write(bytes);
            return false;
        }
        while (lines.TryTake(ref bytes, out ReadOnlySpan<byte> line))
        {
            if (!(wasPrompt && line.IsEmpty))
                Tell(line, lines.IsCut, stream);
            wasPrompt = false;
        }
        return wasPrompt && !lines.HasPartial;
    }

    void Tell(ReadOnlySpan<byte> line, bool isCut, TimelineText stream)
    {
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        if (!_isSilent)
            _sink.Add(new TextEvent { Time = _clock.Nanoseconds, Process = _process, Stream = stream, Text = DataPreview.Of(line, line.Length + (isCut ? 1 : 0)) });
    }

    /// <summary>Both streams go into one file. A disk that is full is said once, and the rest goes nowhere.</summary>
    void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_fileGate)
        {
            try
            {
                if (_isFileFull)
                    return;
                _file!.Write(bytes);
                _file.Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                _isFileFull = true;
                if (!_isSilent)
                    _sink.Add(new TextEvent { Time = _clock.Nanoseconds, Process = _process, Stream = TimelineText.Note, Text = $"{Escape.Text(_file!.Name)}: {RecordingErrors.Of(e, 0).Detail}" });
            }
        }
    }

    /// <summary>Nothing is told any more; reading goes on while the program lives.</summary>
    public void BeSilent() => _isSilent = true;

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_fileGate)
            _file?.Dispose();
    }
}
