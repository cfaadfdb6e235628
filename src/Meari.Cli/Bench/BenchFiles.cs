using System.Text;
using Meari.Bench.Reports;
using Meari.Cli.Output;
using Meari.Cli.Watch;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Bench;

/// <summary>The files of a run. All are opened before it starts, so that a wrong name costs no run.</summary>
internal sealed class BenchFiles(Messages messages) : IDisposable
{
    readonly List<FileStream> _open = [];
    FileStream? _html, _csv;

    /// <summary>Where the histograms of each second go, or null.</summary>
    public HistogramLogWriter? Log { get; private set; }

    string? _logName;

    /// <returns>Whether they could be made; if not, why was told.</returns>
    public bool TryOpen(string? html, string? csv, string? log)
    {
        if (!TryCreate(html, out _html) || !TryCreate(csv, out _csv) || !TryCreate(log, out FileStream? histograms))
            return false;
        _logName = log;
        Log = histograms is null ? null : new(histograms);
        return true;
    }

    /// <returns>Whether all could be written; if not, why was told.</returns>
    public bool Write(Func<string> page, Func<string> table)
    {
        bool done = Log?.Failure is not { } failure || Fail(_logName!, failure);
        done &= _html is null || Write(_html, page());
        return (_csv is null || Write(_csv, table())) && done;
    }

    bool TryCreate(string? name, out FileStream? file)
    {
        file = null;
        try
        {
            if (name is not null)
                _open.Add(file = new(name, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            TextOutput.TellError(messages.CannotCreateFile(name!, RecordingReasons.Phrase(messages, RecordingErrors.Of(e, 0, name))));
            return false;
        }
    }

    bool Write(FileStream file, string text)
    {
        try
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush();
            return true;
        }
        catch (Exception e) when (StandardStreams.IsGone(e))
        {
            return Fail(file.Name, e);
        }
    }

    bool Fail(string name, Exception e)
    {
        TextOutput.TellError(messages.CannotWriteReport(name, RecordingReasons.Phrase(messages, RecordingErrors.Of(e, 0))));
        return false;
    }

    public void Dispose() => _open.ForEach(static file => file.Dispose());
}
