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

    const string ClearLine = "\u001b[K", ClearBelow = "\u001b[J";

    /// <summary>The moving histogram: from 1 µs to 10 s, so many columns a decade.</summary>
    const int Decades = 7, ColumnsADecade = 6;

    readonly double _whole = (options.Ramp + options.WarmUp + options.Duration).TotalSeconds;
    long? _start;
    int _drawn;

    public void Opening()
    {
        string line = texts.Opening(options.AllConnections) + " …";
        if (isScreen)
            Draw([line]);
        else
            TextOutput.TellError(line);
    }

    public void Show(Interval second)
    {
        _start ??= second.Begin;
        double at = (second.End - _start.Value) / (double)options.TimeProvider.TimestampFrequency;
        double length = Math.Max(1e-9, (second.End - second.Begin) / (double)options.TimeProvider.TimestampFrequency);
        string line = Line(second, at, length);
        if (isScreen)
            Draw(Picture(second, at, line));
        else
            TextOutput.TellError(line);
    }

    /// <summary>Leaves nothing behind: the report follows.</summary>
    public void End()
    {
        if (isScreen)
            Draw([]);
    }

    string Line(Interval second, double at, double length)
    {
        StringBuilder line = new();
        line.Append(options.Requests is null ? texts.Progress(at, _whole) : at.ToString("0", CultureInfo.InvariantCulture) + " s");
        if (second.Part == LoadPart.Before)
            line.Append(" (").Append(texts.WarmUp).Append(')');
        if (options.Mode is BenchMode.Echo or BenchMode.Connect && second.Part != LoadPart.Before)
        {
            line.Append("  ").Append(texts.PerSecond(second.Corrected.Count / length))
                .Append("  p50 ").Append(Units.Latency(second.Corrected.At(50)))
                .Append("  p99 ").Append(Units.Latency(second.Corrected.At(99)))
                .Append("  ").Append(texts.Max).Append(' ').Append(Units.Latency(second.Corrected.Max));
        }
        else
        {
            line.Append("  ").Append(texts.Sent).Append(' ').Append(Units.Throughput(second.BytesSent / length))
                .Append("  ").Append(texts.Received).Append(' ').Append(Units.Throughput(second.BytesReceived / length));
        }
        FaultCount faults = second.Faults.Total;
        if (faults != default)
            line.Append("  ").Append(texts.Faults).Append(' ').Append(texts.FaultCount(faults.Connections, faults.Requests));
        return line.ToString();
    }

    List<string> Picture(Interval second, double at, string line)
    {
        List<string> lines = [line];
        if (options.Requests is null)
            lines.Add(Bar(Math.Clamp(at / _whole, 0, 1)));
        if (second.Corrected.Count > 0)
            lines.AddRange(Histogram(second.Corrected));
        return lines;
    }

    static string Bar(double share)
    {
        const int Width = Decades * ColumnsADecade;
        int full = (int)Math.Round(share * Width);
        return new string('━', full) + new string('─', Width - full);
    }

    /// <summary>The latencies of the last second: each column is a part of a decade, its height the share of requests.</summary>
    List<string> Histogram(Latencies latencies)
    {
        long[] counts = latencies.Between([.. Enumerable.Range(1, Decades * ColumnsADecade).Select(static i => Math.Pow(10, 3 + ((double)i / ColumnsADecade)))]);
        double most = counts.Max();
        string bars = string.Concat(counts.Select(count => Bars[count == 0 ? 0 : 1 + (int)Math.Round(count / most * (Bars.Length - 2))]));
        string scale = string.Concat(Marks.Select(static mark => mark.PadRight(ColumnsADecade)));
        return [inColour ? $"\u001b[36m{bars}\u001b[0m" : bars, inColour ? $"\u001b[2m{scale}\u001b[0m" : scale];
    }

    void Draw(List<string> lines)
    {
        int width = Math.Max(20, TerminalSize.Now.Columns - 1);
        StringBuilder frame = new();
        if (_drawn > 0)
            frame.Append(CultureInfo.InvariantCulture, $"\u001b[{_drawn}A\r");
        foreach (string line in lines)
            frame.Append(line.Contains('\u001b', StringComparison.Ordinal) ? line : Columns.Cut(line, width)).Append(ClearLine).Append('\n');
        frame.Append(ClearBelow);
        _drawn = lines.Count;
        TextOutput.WriteError(frame.ToString());
    }
}
