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
    readonly List<ResultFile> _open = [];
    ResultFile? _html, _csv;

    /// <summary>Where the histograms of each second go, or null.</summary>
    public HistogramLogWriter? Log { get; private set; }

    string? _logName;

    /// <returns>Whether they could be made; if not, why was told.</returns>
    public bool TryOpen(string? html, string? csv, string? log)
    {
        if (!TryOpen(html, out _html) || !TryOpen(csv, out _csv) || !TryOpen(log, out ResultFile? histograms))
            return false;
        _logName = log;
        Log = histograms is null ? null : new(histograms.Stream);
        return true;
    }

    /// <param name="page">What goes to the page.</param>
    /// <param name="table">What goes to the table.</param>
    /// <param name="isPrinted">Whether the result is on stdout, too.</param>
    /// <returns>Whether all could be written; if not, why was told.</returns>
    public bool Write(Func<string> page, Func<string> table, bool isPrinted)
    {
        bool done = Log?.Failure is not { } failure || Fail(_logName!, failure, isPrinted);
        done &= _html is null || Write(_html, page(), isPrinted);
        return (_csv is null || Write(_csv, table(), isPrinted)) && done;
    }

    bool TryOpen(string? name, out ResultFile? file)
    {
        file = null;
        try
        {
            if (name is not null)
                _open.Add(file = new(name));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            TextOutput.TellError(messages.CannotCreateFile(name!, RecordingReasons.Phrase(messages, RecordingErrors.Of(e, 0, name))));
            return false;
        }
    }

    bool Write(ResultFile file, string text, bool isPrinted)
    {
        try
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            return true;
        }
        catch (Exception e) when (StandardStreams.IsGone(e))
        {
            return Fail(file.Stream.Name, e, isPrinted);
        }
    }

    bool Fail(string name, Exception e, bool isPrinted)
    {
        TextOutput.TellError(messages.CannotWriteReport(name, RecordingReasons.Phrase(messages, RecordingErrors.Of(e, 0)), isPrinted));
        return false;
    }

    public void Dispose() => _open.ForEach(static file => file.Dispose());
}
