using System.Text;
using Meari.Bench.Reports;
using Meari.Bench.Statistics;
using Meari.Text;

namespace Meari.Cli.Bench;

/// <summary>Latencies at a terminal, a row for each histogram. What a narrow one has no room for is left out: first p75 and p95, then the mean, then p90, and so on; p99 and the maximum stay.</summary>
/// <param name="texts">The words.</param>
/// <param name="width">Columns of the terminal.</param>
/// <param name="hasCounts">Whether the last column is how many requests a row rests on.</param>
internal sealed class LatencyTable(BenchTexts texts, int width, bool hasCounts)
{
    const string Gap = "  ", Mean = "mean";

    static readonly string[] NoCount = [""];

    static readonly string[][] Spared =
    [
        [],
        ["p75", "p95"],
        ["p75", "p95", Mean],
        ["p75", "p90", "p95", Mean],
        ["p75", "p90", "p95", Mean, "p99.99"],
        ["p75", "p90", "p95", Mean, "p99.99", "p99.9"],
        ["p50", "p75", "p90", "p95", Mean, "p99.99", "p99.9"],
    ];

    /// <summary>A row without cells is a heading.</summary>
    readonly List<(string Name, string[] Cells)> _rows =
    [
        (texts.Latency, [.. BenchNames.Percentiles.Select(static p => $"p{p}"), texts.Max, texts.Mean, .. hasCounts ? new[] { texts.Requests } : []]),
    ];

    string _indent = "";

    /// <summary>One percentile, or a dash where nothing was answered.</summary>
    public static string At(Latencies latencies, double percentile) => latencies.Count == 0 ? "–" : Units.Latency(latencies.At(percentile));

    /// <summary>What follows stands under it.</summary>
    public void Heading(string name)
    {
        _indent = Gap;
        _rows.Add((name, []));
    }

    public void Add(string name, Latencies latencies) => _rows.Add((_indent + name,
    [
        .. BenchNames.Percentiles.Select(percentile => Units.Latency(latencies.At(percentile))),
        Units.Latency(latencies.Max),
        Units.Latency(latencies.Mean),
        .. hasCounts ? new[] { Units.Count(latencies.Count) } : [],
    ]));

    /// <summary>How many times as long as the first's.</summary>
    public void AddRatios(Latencies first, Latencies other) => _rows.Add((_indent + texts.AgainstFirst,
    [
        .. BenchNames.Percentiles.Select(percentile => BenchTexts.Ratio(other.At(percentile), first.At(percentile))),
        BenchTexts.Ratio(other.Max, first.Max),
        BenchTexts.Ratio(other.Mean, first.Mean),
        .. hasCounts ? NoCount : [],
    ]));

    public string Print()
    {
        int[] widths = [.. Enumerable.Range(0, _rows[0].Cells.Length).Select(i => _rows.Where(static row => row.Cells.Length > 0).Max(row => Columns.Width(row.Cells[i])))];
        int nameWidth = _rows.Where(static row => row.Cells.Length > 0).Max(static row => Columns.Width(row.Name));
        int[] shown = Spared.Select(spared => Without(spared.Select(name => name == Mean ? texts.Mean : name)))
            .FirstOrDefault(shown => nameWidth + shown.Sum(i => widths[i] + Gap.Length) <= width, Without(Spared[^1]));
        StringBuilder table = new();
        foreach ((string name, string[] cells) in _rows)
        {
            if (cells.Length == 0)
            {
                table.Append(Columns.Cut(name, width)).Append('\n');
                continue;
            }
            table.Append(Columns.Pad(name, nameWidth));
            foreach (int i in shown)
                table.Append(Gap).Append(' ', widths[i] - Columns.Width(cells[i])).Append(cells[i]);
            while (table[^1] == ' ')
                table.Length--;
            table.Append('\n');
        }
        return table.ToString();
    }

    int[] Without(IEnumerable<string> spared) => [.. Enumerable.Range(0, _rows[0].Cells.Length).Where(i => !spared.Contains(_rows[0].Cells[i]))];
}
