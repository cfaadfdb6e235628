using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Watch;

/// <summary>The recording that is written beside the view. That it cannot be written any more is told once, and ends nothing else.</summary>
internal sealed class WatchFiles(Messages messages, Action<string> tell) : IDisposable
{
    RecordingWriter? _recording;
    string _name = "";

    /// <summary>Whether a file could not be written to its end.</summary>
    public bool HaveFailed { get; private set; }

    /// <returns>Whether the files could be made; if not, why was told.</returns>
    public bool TryOpen(WatchSettings settings)
    {
        if (settings.Output is not { } name)
            return true;
        _name = name;
        try
        {
            // Not buffered: should this program be killed, all but the last line are there.
            _recording = new(new FileStream(name, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            tell(messages.CannotCreateFile(name, e switch
            {
                DirectoryNotFoundException => messages.FileNotFound,
                UnauthorizedAccessException => messages.FileNotPermitted,
                _ => Escape.Text(e.Message),
            }));
        }
        return _recording is not null;
    }

    public void Write(TimelineEvent seen)
    {
        _recording?.TryWrite(seen);
        TellFailure();
    }

    public void Dispose()
    {
        _recording?.Dispose();
        TellFailure();
    }

    void TellFailure()
    {
        if (HaveFailed || _recording?.Error is not { } why)
            return;
        HaveFailed = true;
        tell(messages.CannotWriteFile(_name, RecordingReasons.Phrase(messages, why)));
    }
}
