using System.Text;
using System.Text.Json;

namespace Meari.Observe;

/// <summary>
/// A timeline in a file. It is read as it is asked for, so that its length does not matter; whatever is wrong with the file is one value,
/// and everything before that place can be used. For one thread at a time.
/// </summary>
public sealed class Recording : IDisposable
{
    /// <summary>The longest line that is read, in bytes.</summary>
    public const int MaxLineLength = 1 << 20;

    readonly LineReader? _lines;

    Recording(LineReader? lines, RecordingHeader? header, RecordingError? error)
    {
        _lines = lines;
        Started = header?.Started;
        Monotonic = header?.Monotonic ?? 0;
        Error = error;
    }

    /// <summary>When the recording began, UTC; null where the header could not be read.</summary>
    public DateTimeOffset? Started { get; }

    /// <summary>The events' clock at that moment, in nanoseconds.</summary>
    public long Monotonic { get; }

    /// <summary>What is wrong with the file, as far as it has been read; null if nothing is. Final when <see cref="ReadEvents"/> has ended.</summary>
    public RecordingError? Error { get; private set; }

    /// <summary>Opens a recording and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The recording; its <see cref="Error"/> is set if it is none, and then it has no events.</returns>
    public static Recording Read(string path)
    {
        try
        {
            return Read(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Recording(null, null, RecordingErrors.Of(e, 0, path));
        }
    }

    /// <summary>Reads a recording's header from a stream.</summary>
    /// <param name="stream">The stream; the recording disposes it.</param>
    /// <returns>The recording.</returns>
    public static Recording Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        LineReader lines = new(stream, MaxLineLength);
        LineEnd end = lines.TryRead(out ReadOnlySpan<byte> line);
        RecordingHeader? header = end is LineEnd.Whole or LineEnd.CutOff ? Parse(line) : null;
        RecordingError? error = header switch
        {
            _ when end == LineEnd.Failed => lines.Error,
            null or { Meari: not "timeline" } or { Version: < 1 } => new RecordingError(RecordingObstacle.NotARecording, 1),
            { Version: > RecordingHeader.CurrentVersion } => new RecordingError(RecordingObstacle.NewerVersion, 1, $"{header.Version}"),
            _ => null,
        };
        return new Recording(lines, header, error);
    }

    /// <summary>The events, in the order in which they were written; up to the first line that cannot be read.</summary>
    /// <returns>The events; they can be read once.</returns>
    public IEnumerable<TimelineEvent> ReadEvents()
    {
        while (Error is null && _lines is not null && Next() is { } seen)
            yield return seen;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines?.Dispose();

    TimelineEvent? Next()
    {
        LineEnd end = _lines!.TryRead(out ReadOnlySpan<byte> line);
        TimelineEvent? seen = null;
        Error = end switch
        {
            LineEnd.Nothing => null,
            LineEnd.Failed => _lines.Error,
            LineEnd.TooLong => new RecordingError(RecordingObstacle.LineTooLong, _lines.Line),
            _ when TimelineLine.TryRead(Encoding.UTF8.GetString(line), out seen) => null,
            LineEnd.CutOff => new RecordingError(RecordingObstacle.CutOff, _lines.Line),
            _ => new RecordingError(RecordingObstacle.Damaged, _lines.Line),
        };
        return seen;
    }

    static RecordingHeader? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, RecordingJson.Default.RecordingHeader);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
