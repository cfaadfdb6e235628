using System.Text;
using Meari.Bench;
using Meari.Bench.Reports;
using Meari.Bench.Statistics;
using Meari.Text;

namespace Meari.Cli.Bench;

/// <summary>The report of a run at a terminal.</summary>
internal sealed class BenchPage(BenchStory story, bool inColour)
{
    const int NameWidth = 24, FigureWidth = 10;

    readonly BenchTexts _texts = story.Texts;
    readonly StringBuilder _page = new();

    public string Print(BenchResult result)
    {
        Line($"{Bold($"meari bench {result.Options.Server}")}  {story.Load(result)}");
        Line(story.Measured(result));
        _page.Append('\n');
        if (result.Options.Mode is BenchMode.Echo or BenchMode.Connect)
            Row(_texts.Requests, $"{Bold(_texts.PerSecond(result.RequestsPerSecond))}  ({Units.Count(result.Requests)})");
        if (result.BytesSent + result.BytesReceived > 0)
            Row(_texts.Throughput, $"{_texts.Sent} {Units.Throughput(result.BytesSentPerSecond)}, {_texts.Received} {Units.Throughput(result.BytesReceivedPerSecond)}");
        if (result.Options.Mode != BenchMode.Connect)
            Row(_texts.Connections, result.Options.Mode == BenchMode.Idle
                ? $"{_texts.Opened(result.Opened, result.OpeningTime)}, {_texts.StillOpen(result.StillOpen, result.Options.AllConnections)}"
                : _texts.Opened(result.Opened, result.OpeningTime));
        Faults(result);
        Row(_texts.Client, story.Client(result));
        Latency(result);
        foreach (string warning in story.Warnings(result))
            Warning(warning);
        return _page.ToString();
    }

    void Faults(BenchResult result)
    {
        if (result.Faults.IsEmpty)
            Row(_texts.Faults, _texts.None);
        string name = _texts.Faults;
        foreach ((string what, string count) in story.Faults(result))
        {
            Row(name, Red($"{what}: {count}"));
            name = "";
        }
    }

    void Latency(BenchResult result)
    {
        if (result.Corrected.Count == 0 && result.Connecting.Count == 0)
            return;
        _page.Append("\n  ").Append(Columns.Pad(_texts.Latency, NameWidth));
        foreach (string heading in BenchNames.Percentiles.Select(static p => $"p{p}").Append(_texts.Max).Append(_texts.Mean))
            _page.Append(Right(heading));
        _page.Append('\n');
        if (result.Uncorrected is { } uncorrected)
        {
            Latency(_texts.Corrected, result.Corrected);
            Latency(_texts.Uncorrected, uncorrected);
        }
        else
        {
            Latency(_texts.RoundTrip, result.Corrected);
        }
        Latency(_texts.Connecting, result.Connecting);
    }

    void Latency(string name, Latencies latencies)
    {
        if (latencies.Count == 0)
            return;
        _page.Append("  ").Append(Columns.Pad(name, NameWidth));
        foreach (double percentile in BenchNames.Percentiles)
            _page.Append(Right(Units.Latency(latencies.At(percentile))));
        _page.Append(Right(Units.Latency(latencies.Max))).Append(Right(Units.Latency(latencies.Mean))).Append('\n');
    }

    static string Right(string text) => new string(' ', Math.Max(1, FigureWidth - Columns.Width(text))) + text;

    void Row(string name, string text) => _page.Append("  ").Append(Columns.Pad(name, NameWidth)).Append("  ").Append(text).Append('\n');

    void Line(string text) => _page.Append(text).Append('\n');

    void Warning(string text)
    {
        _page.Append('\n');
        foreach (string line in Columns.Wrap($"! {text}", 100))
            Line(inColour ? $"\u001b[33m{line}\u001b[0m" : line);
    }

    string Bold(string text) => inColour ? $"\u001b[1m{text}\u001b[0m" : text;

    string Red(string text) => inColour ? $"\u001b[31m{text}\u001b[0m" : text;
}
