using System.Buffers;
using System.Text;
using System.Text.Json;
using Meari.Bench;
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
    const int NameWidth = 30, FigureWidth = 10;

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
        if (settings.Merge)
            measured = [Merge(measured)];
        files.Log?.Write(TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(measured[0].Course.Sum(static m => m.Length)), measured[0].Corrected, null);
        if (measured[0].Uncorrected is { } uncorrected)
            files.Log?.Write(TimeProvider.System.GetUtcNow(), TimeSpan.Zero, uncorrected, HistogramLogWriter.UncorrectedTag);
        try
        {
            new TextOutput(StandardStreams.Output).Write(settings.Json ? Json(measured) : Encoding.UTF8.GetBytes(Table(measured)));
        }
        catch (OutputException e)
        {
            return Fail(_messages.OutputFailed(e.Message));
        }
        return files.Write(() => new BenchHtml(_texts).Write("meari bench report", [], [], [], measured), static () => "") ? 0 : 1;
    }

    Measured? Read(string file)
    {
        try
        {
            using StreamReader reader = new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            HistogramLog log = new();
            LogFault fault = log.Read(reader, out int line);
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

    static Measured Merge(List<Measured> all)
    {
        Latencies corrected = new();
        Latencies uncorrected = new();
        List<Moment> course = [];
        double offset = 0;
        foreach (Measured one in all)
        {
            corrected.Add(one.Corrected);
            if (one.Uncorrected is { } some)
                uncorrected.Add(some);
            course.AddRange(one.Course.Select(moment => moment with { Second = moment.Second + offset }));
            offset = course.Count > 0 ? course[^1].Second : offset;
        }
        return new(string.Join(" + ", all.Select(static one => one.Name)), corrected, uncorrected.Count > 0 ? uncorrected : null, course);
    }

    string Table(List<Measured> measured)
    {
        StringBuilder page = new(Columns.Pad(_texts.Latency, NameWidth));
        foreach (string heading in BenchNames.Percentiles.Select(static p => $"p{p}").Append(_texts.Max).Append(_texts.Mean).Append(_texts.Requests))
            page.Append(Right(heading));
        page.Append('\n');
        foreach (Measured one in measured)
        {
            page.Append(Escape.Text(one.Name)).Append('\n');
            Row(page, one.Uncorrected is null ? _texts.RoundTrip : _texts.Corrected, one.Corrected);
            if (one.Uncorrected is { } uncorrected)
                Row(page, _texts.Uncorrected, uncorrected);
        }
        for (int i = 1; i < measured.Count; i++)
            Compare(page, measured[0], measured[i]);
        return page.ToString();
    }

    static void Row(StringBuilder page, string name, Latencies latencies)
    {
        page.Append(Columns.Pad("  " + name, NameWidth));
        foreach (double percentile in BenchNames.Percentiles)
            page.Append(Right(Units.Latency(latencies.At(percentile))));
        page.Append(Right(Units.Latency(latencies.Max))).Append(Right(Units.Latency(latencies.Mean))).Append(Right(Units.Count(latencies.Count))).Append('\n');
    }

    /// <summary>How much longer or shorter than the first.</summary>
    void Compare(StringBuilder page, Measured first, Measured other)
    {
        page.Append(Escape.Text($"{other.Name} / {first.Name}")).Append('\n').Append(Columns.Pad("  " + _texts.Difference, NameWidth));
        foreach (double percentile in BenchNames.Percentiles)
            page.Append(Right(Ratio(other.Corrected.At(percentile), first.Corrected.At(percentile))));
        page.Append(Right(Ratio(other.Corrected.Max, first.Corrected.Max))).Append(Right(Ratio(other.Corrected.Mean, first.Corrected.Mean))).Append('\n');
    }

    static string Ratio(double one, double other) => other <= 0 ? "–" : $"× {(one / other).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)}";

    static string Right(string text) => new string(' ', Math.Max(1, FigureWidth - Columns.Width(text))) + text;

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
