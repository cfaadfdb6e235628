using System.Text;
using System.Text.Json;

namespace Meari.Observe;

/// <summary>Writes a timeline to a file: a header, then one JSON object a line. That the file cannot be written is a value. For one thread at a time.</summary>
/// <remarks>Lines reach the stream whole, one at a time, so that a program that is killed leaves at most one cut line if the stream does not buffer.</remarks>
public sealed class RecordingWriter : IDisposable
{
    static readonly byte[] EndOfLine = "\n"u8.ToArray();

    readonly Stream _stream;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Where to; the writer disposes it.</param>
    /// <param name="time">The clock of the events; the system's if null.</param>
    public RecordingWriter(Stream stream, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        time ??= TimeProvider.System;
        RecordingHeader header = new()
        {
            Meari = "timeline",
            Version = RecordingHeader.CurrentVersion,
            Started = time.GetUtcNow(),
            Monotonic = new MonotonicClock(time).Nanoseconds,
            Clock = OperatingSystem.IsLinux() ? "CLOCK_MONOTONIC" : "Stopwatch",
        };
        WriteLine(JsonSerializer.SerializeToUtf8Bytes(header, RecordingJson.Default.RecordingHeader));
    }

    /// <summary>Lines written, the header among them.</summary>
    public long Lines { get; private set; }

    /// <summary>Why nothing more is written; null as long as all is well.</summary>
    public RecordingError? Error { get; private set; }

    /// <summary>Writes an event.</summary>
    /// <param name="seen">The event.</param>
    /// <returns>Whether it was written; once false, always false, with <see cref="Error"/> saying why.</returns>
    public bool TryWrite(TimelineEvent seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return Error is null && WriteLine(Encoding.UTF8.GetBytes(TimelineLine.Write(seen)));
    }

    /// <summary>Hands what is buffered to the system.</summary>
    /// <returns>Whether all is written.</returns>
    public bool TryFlush() => Error is null && Try(static stream => stream.Flush());

    /// <summary>Flushes and closes the file; <see cref="Error"/> then says whether everything was written.</summary>
    public void Dispose()
    {
        TryFlush();
        // A stream that could not write its buffer tries again here, and must not turn a value into an exception.
        Try(static stream => stream.Dispose());
    }

    bool WriteLine(byte[] line)
    {
        bool isWritten = Try(stream =>
        {
            stream.Write([.. line, .. EndOfLine]);
        });
        if (isWritten)
            Lines++;
        return isWritten;
    }

    bool Try(Action<Stream> what)
    {
        try
        {
            what(_stream);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Error ??= RecordingErrors.Of(e, Lines + 1);
            return false;
        }
    }
}
