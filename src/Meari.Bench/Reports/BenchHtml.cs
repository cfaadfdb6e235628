using System.Globalization;
using System.Text;
using Meari.Bench.Statistics;
using Meari.Text;

namespace Meari.Bench.Reports;

/// <summary>One of the measurements that a page shows beside each other.</summary>
/// <param name="Name">What the reader knows it by.</param>
/// <param name="Corrected">Since requests were due.</param>
/// <param name="Uncorrected">Since they were sent, or null where both are the same.</param>
/// <param name="Course">Over time.</param>
internal sealed record Measured(string Name, Latencies Corrected, Latencies? Uncorrected, IReadOnlyList<Moment> Course)
{
    /// <summary>Whether it is its bytes that count: of a stream there are no requests.</summary>
    public bool IsStream { get; init; }
}

/// <summary>A report as one HTML file that needs nothing else: no script, no network.</summary>
internal sealed class BenchHtml(BenchTexts texts)
{
    /// <summary>So many measurements have colours of their own.</summary>
    public const int Most = 6;

    const string Style = """
        :root{color-scheme:light dark;--ink:#1d1f23;--paper:#fff;--quiet:#5f6670;--line:#dfe2e7;--soft:#f5f6f8;--a:#1f6feb;--b:#d9480f;--c:#12836b;--d:#8250df;--e:#9a6700;--f:#bf3989;--warn:#8a4b00}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#15171a;--quiet:#9aa1ab;--line:#30343a;--soft:#1d2024;--a:#6cb0ff;--b:#ff9a5c;--c:#4fd1b0;--d:#c297ff;--e:#e3b341;--f:#ff8ac4;--warn:#ffb86b}}
        *{box-sizing:border-box}body{margin:0 auto;max-width:62rem;padding:2rem 1.25rem 3rem;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,"Noto Sans KR","Noto Sans CJK KR",sans-serif;overflow-wrap:anywhere}
        h1{font-size:1.5rem;margin:0 0 .2rem}h2{font-size:1.1rem;margin:2.2rem 0 .3rem}.quiet{color:var(--quiet);margin:.2rem 0}.warn{border-left:4px solid var(--warn);padding:.2rem .9rem;margin:.6rem 0;background:var(--soft)}
        .figures{display:flex;flex-wrap:wrap;gap:1rem 2.2rem;margin:1.4rem 0 .4rem;padding:0}.figures div{min-width:8rem}.figures dt{color:var(--quiet);font-size:.85rem}.figures dd{margin:0;font-size:1.5rem;font-weight:600;font-variant-numeric:tabular-nums}.figures dd small{font-size:.85rem;font-weight:400;color:var(--quiet);display:block}
        .wide{overflow-x:auto}table{font-size:.94rem;border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{padding:.3rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}th{color:var(--quiet);font-weight:500;font-size:.85rem}th:first-child,td:first-child{text-align:left;padding-left:0}tbody th{padding-top:.9rem;color:var(--ink);font-weight:600;font-size:1em}
        .chart{width:100%;height:auto;display:block}.narrow-screen{display:none}@media screen and (max-width:600px){.wide-screen{display:none}.narrow-screen{display:block}}.grid{stroke:var(--line);stroke-width:1}.shade{fill:var(--soft)}.tick,.axis,.shaded{fill:var(--quiet);font-size:12px}.tick.y{text-anchor:end}.tick.x,.axis{text-anchor:middle}
        .line{fill:none;stroke-width:2;stroke-linejoin:round;vector-effect:non-scaling-stroke}.dash{stroke-dasharray:5 4}
        .a{stroke:var(--a);color:var(--a)}.b{stroke:var(--b);color:var(--b)}.c{stroke:var(--c);color:var(--c)}.d{stroke:var(--d);color:var(--d)}.e{stroke:var(--e);color:var(--e)}.f{stroke:var(--f);color:var(--f)}
        .legend{margin:.1rem 0 0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.85rem}.legend span::before{content:"";display:inline-block;width:1.1rem;height:0;border-top:3px solid;margin-right:.4rem;vertical-align:middle}.legend .dash::before{border-top-style:dashed}
        @media print{:root{--ink:#000;--paper:#fff;--quiet:#444;--soft:#f3f3f3;--line:#ccc;--a:#1f6feb;--b:#d9480f;--c:#12836b;--d:#8250df;--e:#9a6700;--f:#bf3989}body{max-width:none;padding:0;font-size:10pt}table{font-size:8.5pt}h2{margin-top:1.2rem}h2,.legend{break-after:avoid}.chart,table{break-inside:avoid}}
        """;

    static readonly string[] Colours = ["a", "b", "c", "d", "e", "f"];

    readonly StringBuilder _page = new();

    /// <summary>A run: its figures, then its pictures.</summary>
    /// <param name="title">What was measured.</param>
    /// <param name="about">Under what load; plain sentences.</param>
    /// <param name="figures">The most important numbers, each with a name and a note.</param>
    /// <param name="warnings">What to beware of.</param>
    /// <param name="measured">One, or several to compare.</param>
    public string Write(
        string title, IReadOnlyList<string> about, IReadOnlyList<(string Name, string Figure, string Note)> figures, IReadOnlyList<string> warnings, IReadOnlyList<Measured> measured)
    {
        string name = HtmlText.Escape(title);
        _page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"{(texts.Language == Language.Korean ? "ko" : "en")}\"><head><meta charset=\"utf-8\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><meta name=\"viewport\" content=\"width=device-width\">")
            .Append(CultureInfo.InvariantCulture, $"<title>{name}</title><style>{Style}</style></head><body>\n<h1>{name}</h1>\n");
        foreach (string line in about)
            _page.Append("<p class=\"quiet\">").Append(HtmlText.Escape(line)).Append("</p>\n");
        if (figures.Count > 0)
            Figures(figures);
        foreach (string warning in warnings)
            _page.Append("<p class=\"warn\">").Append(HtmlText.Escape(warning)).Append("</p>\n");
        if (measured.Any(static one => one.Corrected.Count > 0))
            Latency(measured);
        if (measured is [{ IsStream: true }])
            BytesOverTime(measured);
        return _page.Append("</body></html>\n").ToString();
    }

    void Figures(IReadOnlyList<(string Name, string Figure, string Note)> figures)
    {
        _page.Append("<dl class=\"figures\">");
        foreach ((string name, string figure, string note) in figures)
            _page.Append(CultureInfo.InvariantCulture, $"<div><dt>{HtmlText.Escape(name)}</dt><dd>{HtmlText.Escape(figure)}<small>{HtmlText.Escape(note)}</small></dd></div>");
        _page.Append("</dl>\n");
    }

    void Latency(IReadOnlyList<Measured> measured)
    {
        Heading(texts.LatencyHeading);
        Table(measured);
        Heading(texts.PercentileCurve);
        PercentileCurve(measured);
        LatencyOverTime(measured);
        RequestsOverTime(measured);
    }

    void Heading(string heading) => _page.Append("<h2>").Append(HtmlText.Escape(heading)).Append("</h2>\n");

    void Table(IReadOnlyList<Measured> measured)
    {
        _page.Append("<div class=\"wide\"><table><thead><tr><th></th>");
        foreach (double percentile in BenchNames.Percentiles)
            _page.Append(CultureInfo.InvariantCulture, $"<th>p{percentile}</th>");
        _page.Append(CultureInfo.InvariantCulture, $"<th>{texts.Max}</th><th>{texts.Mean}</th><th>{texts.Requests}</th></tr></thead><tbody>");
        foreach (Measured one in measured)
        {
            if (measured.Count > 1)
                _page.Append(CultureInfo.InvariantCulture, $"<tr><th colspan=\"{BenchNames.Percentiles.Length + 4}\">{HtmlText.Escape(one.Name)}</th></tr>");
            Row(one.Uncorrected is null ? texts.RoundTrip : texts.Corrected, one.Corrected);
            if (one.Uncorrected is { Count: > 0 } uncorrected)
                Row(texts.Uncorrected, uncorrected);
            if (one != measured[0])
                Ratios(measured[0], one);
        }
        _page.Append("</tbody></table></div>\n");
    }

    /// <summary>How many times as long as the first's.</summary>
    void Ratios(Measured first, Measured other)
    {
        _page.Append("<tr><td>").Append(HtmlText.Escape(texts.AgainstFirst)).Append("</td>");
        foreach (double percentile in BenchNames.Percentiles)
            Ratio(other.Corrected.At(percentile), first.Corrected.At(percentile));
        Ratio(other.Corrected.Max, first.Corrected.Max);
        Ratio(other.Corrected.Mean, first.Corrected.Mean);
        _page.Append("<td></td></tr>");
    }

    void Ratio(double one, double other) => _page.Append("<td>").Append(BenchTexts.Ratio(one, other)).Append("</td>");

    static string RowName(IReadOnlyList<Measured> measured, Measured one, string kind) => measured.Count > 1 ? $"{one.Name} · {kind}" : kind;

    void Row(string name, Latencies latencies)
    {
        _page.Append("<tr><td>").Append(HtmlText.Escape(name)).Append("</td>");
        foreach (double percentile in BenchNames.Percentiles)
            Cell(latencies.At(percentile));
        Cell(latencies.Max);
        Cell(latencies.Mean);
        _page.Append("<td>").Append(Units.Count(latencies.Count)).Append("</td></tr>");
    }

    void Cell(double nanoseconds) => _page.Append("<td>").Append(Units.Latency(nanoseconds)).Append("</td>");

    /// <summary>Each nine as wide as the one before: so the worst requests are seen as well as the usual ones.</summary>
    void PercentileCurve(IReadOnlyList<Measured> measured)
    {
        List<ChartLine> lines = [];
        for (int i = 0; i < measured.Count; i++)
        {
            lines.Add(new(RowName(measured, measured[i], measured[i].Uncorrected is null ? texts.RoundTrip : texts.Corrected), Colours[i], Curve(measured[i].Corrected)));
            if (measured[i].Uncorrected is { Count: > 0 } uncorrected)
                lines.Add(new(RowName(measured, measured[i], texts.Uncorrected), Colours[i] + " dash", Curve(uncorrected)));
        }
        double nines = Math.Clamp(Math.Ceiling(Math.Log10(measured.Max(static one => one.Corrected.Count))), 2, 6);
        Tick[] x = [new(0, "0%"), new(1, "90%"), new(2, "99%"), new(3, "99.9%"), new(4, "99.99%"), new(5, "99.999%"), new(6, "99.9999%")];
        double least = measured.Where(static one => one.Corrected.Count > 0).Min(static one => one.Corrected.At(0));
        Draw(new(texts.PercentileCurve, texts.OfRequests, x[..((int)nines + 1)], Chart.LatencyTicks(least, measured.Max(static one => one.Corrected.Max))), lines);
    }

    static List<(double X, double Y)> Curve(Latencies latencies)
    {
        const int Steps = 20;
        List<(double X, double Y)> points = [];
        if (latencies.Count == 0)
            return points;
        double nines = Math.Log10(latencies.Count);
        for (int i = 0; i <= nines * Steps; i++)
            points.Add(((double)i / Steps, Log(latencies.At(100 * (1 - Math.Pow(10, -(double)i / Steps))))));
        points.Add((nines, Log(latencies.Max)));
        return points;
    }

    static double Log(double nanoseconds) => Math.Log10(Math.Max(nanoseconds, 1));

    void LatencyOverTime(IReadOnlyList<Measured> measured)
    {
        List<ChartLine> lines = [];
        foreach (Measured one in measured)
        {
            string colour = Colours[lines.Count % Colours.Length];
            if (measured.Count > 1)
            {
                lines.Add(new($"{one.Name} · p99", colour, Over(one, static m => m.P99)));
                continue;
            }
            lines.Add(new(texts.Max, "b", Over(one, static m => m.Max)));
            lines.Add(new("p99.9", "e", Over(one, static m => m.P999)));
            lines.Add(new("p99", "c", Over(one, static m => m.P99)));
            lines.Add(new("p50", "a", Over(one, static m => m.P50)));
        }
        if (!IsCourse(lines))
            return;
        Heading(texts.LatencyOverTime);
        Func<Moment, long> most = measured.Count > 1 ? static m => m.P99 : static m => m.Max;
        Func<Moment, long> least = measured.Count > 1 ? most : static m => m.P50;
        IEnumerable<Moment> moments = measured.SelectMany(static one => one.Course).Where(static m => m.Requests > 0);
        Draw(new(texts.LatencyOverTime, texts.Seconds, Seconds(measured), Chart.LatencyTicks(moments.Min(least), moments.Max(most)), End(measured)), lines, WarmUp(measured));
    }

    static List<(double X, double Y)> Over(Measured one, Func<Moment, long> value) =>
        [.. one.Course.Where(static m => m.Requests > 0).Select(m => (m.Second - (m.Length / 2), Log(value(m))))];

    void RequestsOverTime(IReadOnlyList<Measured> measured) => RateOverTime(
        texts.RequestsOverTime,
        [.. measured.Select((one, i) => new ChartLine(measured.Count > 1 ? one.Name : texts.Requests, Colours[i], Rate(one, static m => m.Requests)))],
        BenchTexts.Number,
        measured);

    void BytesOverTime(IReadOnlyList<Measured> measured)
    {
        ChartLine[] lines = [new(texts.Sent, "a", Rate(measured[0], static m => m.BytesSent)), new(texts.Received, "b dash", Rate(measured[0], static m => m.BytesReceived))];
        RateOverTime(texts.ThroughputOverTime, [.. lines.Where(static line => line.Points.Any(static p => p.Y > 0))], Units.ThroughputMark, measured);
    }

    /// <summary>So many a second, in the measured seconds; what is left of one at the end is too short to tell.</summary>
    static List<(double X, double Y)> Rate(Measured one, Func<Moment, long> amount) =>
        [.. one.Course.Where(static m => m.IsMeasured && m.Length > 0.05).Select(m => (m.Second - (m.Length / 2), amount(m) / m.Length))];

    void RateOverTime(string heading, List<ChartLine> lines, Func<double, string> mark, IReadOnlyList<Measured> measured)
    {
        if (!IsCourse(lines))
            return;
        Heading(heading);
        double most = lines.SelectMany(static line => line.Points).Max(static p => p.Y);
        Draw(new(heading, texts.Seconds, Seconds(measured), Chart.EvenTicks(most * 1.05, mark), End(measured)), lines, WarmUp(measured));
    }

    /// <summary>Of one moment there is no course over time: where all answers came after the window, or the run was over in a second.</summary>
    static bool IsCourse(IEnumerable<ChartLine> lines) => lines.Any(static line => line.Points.Count > 1);

    static Tick[] Seconds(IReadOnlyList<Measured> measured) =>
        Chart.EvenTicks(End(measured), static second => second.ToString("0.##", CultureInfo.InvariantCulture));

    static double End(IReadOnlyList<Measured> measured) => Math.Max(1e-3, measured.SelectMany(static one => one.Course).Max(static m => m.Second));

    /// <summary>Where the moments end that come before the first measured one; what comes after the window is not measured either.</summary>
    static double? WarmUp(IReadOnlyList<Measured> measured) =>
        measured is [{ } only] && only.Course.TakeWhile(static m => !m.IsMeasured).ToArray() is [.., { } last] ? last.Second : null;

    void Draw(Chart chart, List<ChartLine> lines, double? shadeUpTo = null)
    {
        if (lines.Count > 1)
            _page.Append(Chart.Legend(lines));
        _page.Append(chart.Draw(lines, shadeUpTo, texts.WarmUp)).Append('\n');
    }
}
