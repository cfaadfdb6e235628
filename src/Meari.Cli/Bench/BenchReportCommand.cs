using System.Buffers;
using System.Text;
using System.Text.Json;
using Meari.Bench.Reports;
using Meari.Bench.Statistics;
using Meari.Cli.Output;
using Meari.Cli.Watch;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Bench;

/// <summary><c>meari bench report</c>: HdrHistogram logs, beside each other or added up.</summary>
internal sealed class BenchReportCommand(BenchReportSettings settings, Language language)
{
    readonly Messages _messages = new(language);
    readonly BenchTexts _texts = new(language);

    public int Run()
    {
        if (!settings.Merge && settings.Files.Count > BenchHtml.Most)
            return Fail(_messages.TooManyLogs(BenchHtml.Most));
        using BenchFiles files = new(_messages);
        List<Measured> measured = [];
        foreach (string file in settings.Files)
        {
            if (Read(file) is not { } one)
                return 1;
            measured.Add(one);
        }
        if (!files.TryOpen(settings.Html, null, settings.HistogramLog))
            return 1;
        TimeSpan length = TimeSpan.FromSeconds(Math.Min(1e9, measured.Sum(static one => one.Course.Sum(static m => m.Length))));
        if (settings.Merge)
            measured = [Merge(measured)];
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        files.Log?.Write(now, length, measured[0].Corrected, null);
        if (measured[0].Uncorrected is { } uncorrected)
            files.Log?.Write(now, length, uncorrected, HistogramLogWriter.UncorrectedTag);
        bool isPrinted = new ResultPrinter(_messages).TryPrint(settings.Json ? Json(measured) : Encoding.UTF8.GetBytes(Table(measured)));
        return files.Write(() => Page(measured), static () => "", isPrinted) && isPrinted ? 0 : 1;
    }

    Measured? Read(string file)
    {
        try
        {
            using StreamReader reader = new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            HistogramLog log = new();
            LogFault fault = log.Read(reader, out int line);
            if (log.IsCutOff)
                TextOutput.TellError(_messages.LogEndsEarly(file, line));
            if (fault == LogFault.None)
                return new(Path.GetFileName(file), log.Corrected, log.Uncorrected.Count > 0 ? log.Uncorrected : null, log.Course);
            TextOutput.TellError(fault switch
            {
                LogFault.NotALog => _messages.NotAHistogramLog(file),
                LogFault.Damaged => _messages.DamagedHistogramLog(file, line),
                _ => _messages.EmptyHistogramLog(file),
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            TextOutput.TellError(_messages.CannotReadFile(file, RecordingReasons.Phrase(_messages, RecordingErrors.Of(e, 0, file))));
        }
        return null;
    }

    /// <summary>All in one; without a course, since nobody knows whether they ran after each other or at once.</summary>
    static Measured Merge(List<Measured> all)
    {
        Latencies corrected = new();
        Latencies uncorrected = new();
        foreach (Measured one in all)
        {
            corrected.Add(one.Corrected);
            if (one.Uncorrected is { } some)
                uncorrected.Add(some);
        }
        return new(string.Join(" + ", all.Select(static one => one.Name)), corrected, uncorrected.Count > 0 ? uncorrected : null, []);
    }

    string Page(List<Measured> measured) =>
        new BenchHtml(_texts).Write("meari bench report", [string.Join(", ", measured.Select(static one => one.Name))], [], [], measured);

    string Table(List<Measured> measured)
    {
        LatencyTable table = new(_texts, ResultPrinter.Width, hasCounts: true);
        foreach (Measured one in measured)
        {
            table.Heading(Escape.Text(one.Name));
            table.Add(one.Uncorrected is null ? _texts.RoundTrip : _texts.Corrected, one.Corrected);
            if (one.Uncorrected is { } uncorrected)
                table.Add(_texts.Uncorrected, uncorrected);
            if (one != measured[0])
                table.AddRatios(measured[0].Corrected, one.Corrected);
        }
        return table.Print();
    }

    static ReadOnlyMemory<byte> Json(List<Measured> measured)
    {
        ArrayBufferWriter<byte> buffer = new();
        foreach (Measured one in measured)
        {
            using Utf8JsonWriter json = new(buffer);
            json.WriteStartObject();
            json.WriteString("type", "bench_report");
            json.WriteNumber("version", BenchJson.Version);
            json.WriteString("name", one.Name);
            json.WriteStartObject("latency");
            BenchJson.Write(json, "corrected", one.Corrected);
            if (one.Uncorrected is { } uncorrected)
                BenchJson.Write(json, "uncorrected", uncorrected);
            json.WriteEndObject();
            json.WriteEndObject();
            json.Flush();
            buffer.Write("\n"u8);
        }
        return buffer.WrittenMemory;
    }

    static int Fail(string line)
    {
        TextOutput.TellError(line);
        return 1;
    }
}
