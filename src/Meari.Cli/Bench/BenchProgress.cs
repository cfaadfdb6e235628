using System.Globalization;
using System.Text;
using Meari.Bench;
using Meari.Bench.Statistics;
using Meari.Cli.Output;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Bench;

/// <summary>
/// How a run is getting on, on stderr: at a terminal a picture that is drawn anew in its place each second, elsewhere a line a second.
/// </summary>
internal sealed class BenchProgress(BenchTexts texts, BenchOptions options, bool isScreen, bool inColour)
{
    const string Bars = " ▁▂▃▄▅▆▇█";

    static readonly string[] Marks = ["1µs", "10µs", "100µs", "1ms", "10ms", "100ms", "1s"];

    const string ClearLine = "\u001b[K", ClearBelow = "\u001b[J", Cyan = "\u001b[36m", Dim = "\u001b[2m", Plain = "\u001b[0m";

    const string Gap = "  ";

    /// <summary>The moving histogram: from 1 µs to 10 s, so many columns a decade.</summary>
    const int Decades = 7, ColumnsADecade = 6;

    readonly double _whole = (options.Ramp + options.WarmUp + options.Duration).TotalSeconds;
    long? _start;
    int _drawn;

    public void Opening()
    {
        string line = texts.Opening(options.AllConnections) + " …";
        if (isScreen)
            Draw([(line, "")]);
        else
            TextOutput.TellError(line);
    }

    public void Show(Interval second)
    {
        _start ??= second.Begin;
        double at = (second.End - _start.Value) / (double)options.TimeProvider.TimestampFrequency;
        double length = Math.Max(1e-9, (second.End - second.Begin) / (double)options.TimeProvider.TimestampFrequency);
        List<string> figures = Figures(second, at, length);
        if (isScreen)
            Draw(Picture(second, at, figures));
        else
            TextOutput.TellError(string.Join(Gap, figures));
    }

    /// <summary>Leaves nothing behind: the report follows.</summary>
    public void End()
    {
        if (isScreen)
            Draw([]);
    }

    List<string> Figures(Interval second, double at, double length)
    {
        string progress = options.Requests is null ? texts.Progress(at, _whole) : at.ToString("0", CultureInfo.InvariantCulture) + " s";
        List<string> figures = [second.Part == LoadPart.Before ? $"{progress} ({texts.WarmUp})" : progress];
        if (options.Mode is BenchMode.Echo or BenchMode.Connect && second.Part != LoadPart.Before)
        {
            figures.Add(texts.PerSecond(second.Corrected.Count / length));
            figures.Add("p50 " + LatencyTable.At(second.Corrected, 50));
            figures.Add("p99 " + LatencyTable.At(second.Corrected, 99));
            figures.Add($"{texts.Max} {LatencyTable.At(second.Corrected, 100)}");
        }
        else
        {
            figures.Add($"{texts.Sent} {Units.Throughput(second.BytesSent / length)}");
            figures.Add($"{texts.Received} {Units.Throughput(second.BytesReceived / length)}");
        }
        FaultCount faults = second.Faults.Total;
        if (faults != default)
            figures.Add($"{texts.Faults} {texts.FaultCount(faults.Connections, faults.Requests)}");
        return figures;
    }

    List<(string Text, string Style)> Picture(Interval second, double at, List<string> figures)
    {
        (int rows, int width) = Room();
        List<(string Text, string Style)> lines = [.. Folded(figures, width).Select(static line => (line, ""))];
        if (options.Requests is null)
            lines.Add((Bar(Math.Clamp(at / _whole, 0, 1), Math.Min(width, Decades * ColumnsADecade)), ""));
        if (second.Corrected.Count > 0 && lines.Count + 2 <= rows)
            lines.AddRange(Histogram(second.Corrected));
        return lines;
    }

    /// <summary>In as many lines as a narrow terminal needs for them.</summary>
    static List<string> Folded(List<string> figures, int width)
    {
        List<string> lines = [figures[0]];
        foreach (string figure in figures.Skip(1))
        {
            string longer = lines[^1] + Gap + figure;
            if (Columns.Width(longer) <= width)
                lines[^1] = longer;
            else
                lines.Add(figure);
        }
        return lines;
    }

    static string Bar(double share, int width)
    {
        int full = (int)Math.Round(share * width);
        return new string('━', full) + new string('─', width - full);
    }

    /// <summary>The latencies of the last second: each column is a part of a decade, its height the share of requests.</summary>
    static (string Text, string Style)[] Histogram(Latencies latencies)
    {
        long[] counts = latencies.Between([.. Enumerable.Range(1, Decades * ColumnsADecade).Select(static i => Math.Pow(10, 3 + ((double)i / ColumnsADecade)))]);
        double most = counts.Max();
        string bars = string.Concat(counts.Select(count => Bars[count == 0 ? 0 : 1 + (int)Math.Round(count / most * (Bars.Length - 2))]));
        string scale = string.Concat(Marks.Select(static mark => mark.PadRight(ColumnsADecade)));
        return [(bars, Cyan), (scale, Dim)];
    }

    /// <summary>For a picture that is drawn again in its place no line may be broken by the terminal, and none may leave it at the top.</summary>
    static (int Rows, int Width) Room()
    {
        (int rows, int columns) = TerminalSize.OfError;
        return (rows - 1, Math.Max(1, columns - 1));
    }

    void Draw(List<(string Text, string Style)> lines)
    {
        (int rows, int width) = Room();
        StringBuilder frame = new();
        if (_drawn > 0)
            frame.Append(CultureInfo.InvariantCulture, $"\u001b[{_drawn}A\r");
        _drawn = Math.Min(lines.Count, rows);
        foreach ((string text, string style) in lines.Take(rows))
        {
            string line = Columns.Cut(text, width); // before it has colours, which take no room
            frame.Append(inColour && style.Length > 0 ? $"{style}{line}{Plain}" : line).Append(ClearLine).Append('\n');
        }
        frame.Append(ClearBelow);
        TextOutput.WriteError(frame.ToString());
    }
}
