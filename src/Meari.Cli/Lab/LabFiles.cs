using System.Text;
using Meari.Cli.Output;
using Meari.Cli.Watch;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Lab;

/// <summary>The report and the recording. Both are opened before anything runs, so that a wrong name costs no run.</summary>
internal sealed class LabFiles(Messages messages) : IDisposable
{
    FileStream? _html, _recording;

    /// <returns>Whether they could be made; if not, why was told.</returns>
    public bool TryOpen(string? html, string? recording) => TryCreate(html, out _html) && TryCreate(recording, out _recording);

    static FileStream Create(string name) => new(name, FileMode.Create, FileAccess.Write, FileShare.Read);

    bool TryCreate(string? name, out FileStream? file)
    {
        file = null;
        try
        {
            file = name is null ? null : Create(name);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            TextOutput.TellError(messages.CannotCreateFile(name!, RecordingReasons.Phrase(messages, RecordingErrors.Of(e, 0, name))));
            return false;
        }
    }

    /// <returns>Whether all could be written; if not, why was told.</returns>
    public bool Write(Func<string> page, IReadOnlyList<TimelineEvent> events)
    {
        bool done = true;
        if (_recording is { } recording)
        {
            using RecordingWriter writer = new(recording);
            foreach (TimelineEvent seen in events)
                writer.TryWrite(seen);
            writer.TryFlush();
            done = writer.Error is not { } error || Fail(recording.Name, error);
        }
        return _html is not { } html ? done : WritePage(html, page()) && done;
    }

    bool WritePage(FileStream file, string page)
    {
        try
        {
            file.Write(Encoding.UTF8.GetBytes(page));
            file.Flush();
            return true;
        }
        catch (Exception e) when (StandardStreams.IsGone(e))
        {
            return Fail(file.Name, RecordingErrors.Of(e, 0));
        }
    }

    bool Fail(string name, RecordingError error)
    {
        TextOutput.TellError(messages.CannotWriteFile(name, RecordingReasons.Phrase(messages, error)));
        return false;
    }

    public void Dispose()
    {
        foreach (FileStream? file in new[] { _html, _recording })
        {
            try
            {
                file?.Dispose();
            }
            catch (IOException)
            {
                // Told when it was written.
            }
        }
    }
}
