using System.Text;
using Meari.Bench;
using Meari.Bench.Reports;
using Meari.Text;

namespace Meari.Cli.Bench;

/// <summary>The report of a run at a terminal.</summary>
/// <param name="story">The sentences.</param>
/// <param name="width">Columns of the terminal.</param>
/// <param name="inColour">Whether it shows colours.</param>
internal sealed class BenchPage(BenchStory story, int width, bool inColour)
{
    const string Bold = "\u001b[1m", Red = "\u001b[31m", Yellow = "\u001b[33m", Plain = "\u001b[0m";

    readonly BenchTexts _texts = story.Texts;
    readonly StringBuilder _page = new();
    readonly List<(string Name, string Text, string Style)> _rows = [];

    public string Print(BenchResult result)
    {
        Lines($"meari bench {result.Options.Server}", "", "", Bold);
        Lines(story.Load(result));
        Lines(story.Measured(result));
        _page.Append('\n');
        if (result.Options.Mode is BenchMode.Echo or BenchMode.Connect)
            Row(_texts.Requests, $"{_texts.PerSecond(result.RequestsPerSecond)}, {_texts.InAll(result.Requests)}", Bold);
        if (result.BytesSent + result.BytesReceived > 0)
            Row(_texts.Throughput, $"{_texts.Sent} {Units.Throughput(result.BytesSentPerSecond)}, {_texts.Received} {Units.Throughput(result.BytesReceivedPerSecond)}");
        if (result.Options.Mode != BenchMode.Connect)
            Row(_texts.Connections, _texts.Opened(result.Opened, result.OpeningTime));
        if (result.Options.Mode == BenchMode.Idle)
            Row("", _texts.StillOpen(result.StillOpen, result.Options.AllConnections));
        Faults(result);
        Row(_texts.Client, story.Client(result));
        PrintRows();
        Latency(result);
        foreach (string warning in story.Warnings(result))
        {
            _page.Append('\n');
            Lines(warning, "! ", "  ", Yellow);
        }
        return _page.ToString();
    }

    void Faults(BenchResult result)
    {
        if (result.Faults.IsEmpty)
            Row(_texts.Faults, _texts.None);
        string name = _texts.Faults;
        foreach ((string what, string count) in story.Faults(result))
        {
            Row(name, $"{what}: {count}", Red);
            name = "";
        }
    }

    void Latency(BenchResult result)
    {
        LatencyTable table = new(_texts, width, hasCounts: false);
        if (result.Uncorrected is { Count: > 0 } uncorrected)
        {
            table.Add(_texts.Corrected, result.Corrected);
            table.Add(_texts.Uncorrected, uncorrected);
        }
        else if (result.Corrected.Count > 0)
        {
            table.Add(_texts.RoundTrip, result.Corrected);
        }
        // Elsewhere all connections are opened at once and wait for each other: what the opening took in all says more.
        bool hasConnecting = result.Options.Mode == BenchMode.Connect && result.Connecting.Count > 0;
        if (hasConnecting)
            table.Add(_texts.Connecting, result.Connecting);
        if (hasConnecting || result.Corrected.Count > 0)
            _page.Append('\n').Append(table.Print());
    }

    void Row(string name, string text, string style = "") => _rows.Add((name, text, style));

    void PrintRows()
    {
        int nameWidth = 2 + _rows.Max(static row => Columns.Width(row.Name));
        foreach ((string name, string text, string style) in _rows)
            Lines(text, Columns.Pad(name, nameWidth), new string(' ', nameWidth), style);
    }

    /// <summary>A sentence in as many lines as it needs, in a style.</summary>
    void Lines(string text, string first = "", string others = "", string style = "")
    {
        string before = first;
        foreach (string line in Columns.Wrap(text, width - Columns.Width(first)))
        {
            _page.Append(before).Append(inColour && style.Length > 0 ? $"{style}{line}{Plain}" : line).Append('\n');
            before = others;
        }
    }
}
