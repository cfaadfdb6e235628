using System.Globalization;
using System.Text;

namespace Meari.Bench.Reports;

/// <summary>A line of a chart: its name, its class in the style sheet, its points in the chart's own units.</summary>
internal sealed record ChartLine(string Name, string Style, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A mark on an axis.</summary>
internal readonly record struct Tick(double At, string Text);

/// <summary>A chart as SVG, of lines over two axes. It is a picture and needs no script; it is drawn twice, for a wide screen and for a narrow one, of which the style sheet shows one.</summary>
/// <param name="title">What it shows.</param>
/// <param name="xName">Under the x axis.</param>
/// <param name="xTicks">Its marks.</param>
/// <param name="yTicks">The first and the last are the ends of the y axis.</param>
/// <param name="xEnd">Where the x axis ends, if not at its last mark.</param>
internal sealed class Chart(string title, string xName, Tick[] xTicks, Tick[] yTicks, double? xEnd = null)
{
    const double Left = 64, Right = 30, Top = 12, Bottom = 44;

    readonly double _x0 = xTicks[0].At, _x1 = xEnd ?? xTicks[^1].At, _y0 = yTicks[0].At, _y1 = yTicks[^1].At;
    readonly StringBuilder _svg = new();
    double _width, _height;

    /// <param name="lines">What is drawn; a point outside the axes is drawn at their edge.</param>
    /// <param name="shadeUpTo">So far along the x axis belongs to no figure: the warm-up; or null.</param>
    /// <param name="shadeName">What that is.</param>
    public string Draw(IReadOnlyList<ChartLine> lines, double? shadeUpTo = null, string shadeName = "")
    {
        DrawAs("wide-screen", 860, 280, lines, shadeUpTo, shadeName);
        DrawAs("narrow-screen", 380, 270, lines, shadeUpTo, shadeName);
        return _svg.ToString();
    }

    void DrawAs(string style, double width, double height, IReadOnlyList<ChartLine> lines, double? shadeUpTo, string shadeName)
    {
        (_width, _height) = (width, height);
        Add($"<svg class=\"chart {style}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{HtmlText.Escape(title)}\">");
        if (shadeUpTo is { } end && end > _x0)
        {
            Add($"<rect class=\"shade\" x=\"{Left}\" y=\"{Top}\" width=\"{N(X(end) - Left)}\" height=\"{N(height - Top - Bottom)}\"/>");
            Add($"<text class=\"shaded\" x=\"{Left + 6}\" y=\"{Top + 14}\">{HtmlText.Escape(shadeName)}</text>");
        }
        foreach (Tick tick in yTicks)
        {
            Add($"<line class=\"grid\" x1=\"{Left}\" x2=\"{N(width - Right)}\" y1=\"{N(Y(tick.At))}\" y2=\"{N(Y(tick.At))}\"/>");
            Add($"<text class=\"tick y\" x=\"{Left - 8}\" y=\"{N(Y(tick.At) + 4)}\">{HtmlText.Escape(tick.Text)}</text>");
        }
        foreach (Tick tick in xTicks.Where(tick => tick.At <= _x1))
        {
            Add($"<line class=\"grid\" x1=\"{N(X(tick.At))}\" x2=\"{N(X(tick.At))}\" y1=\"{Top}\" y2=\"{N(height - Bottom)}\"/>");
            Add($"<text class=\"tick x\" x=\"{N(X(tick.At))}\" y=\"{N(height - Bottom + 16)}\">{HtmlText.Escape(tick.Text)}</text>");
        }
        Add($"<text class=\"axis\" x=\"{N((Left + width - Right) / 2)}\" y=\"{N(height - 8)}\">{HtmlText.Escape(xName)}</text>");
        foreach (ChartLine line in lines.Where(static line => line.Points.Count > 0))
            Add($"<polyline class=\"line {line.Style}\" points=\"{string.Join(' ', line.Points.Select(p => $"{N(X(p.X))},{N(Y(p.Y))}"))}\"><title>{HtmlText.Escape(line.Name)}</title></polyline>");
        _svg.Append("</svg>");
    }

    void Add(FormattableString part) => _svg.Append(part.ToString(CultureInfo.InvariantCulture));

    /// <summary>The lines' names with their colours.</summary>
    public static string Legend(IReadOnlyList<ChartLine> lines) =>
        "<p class=\"legend\">" + string.Concat(lines.Select(static line => $"<span class=\"{line.Style}\">{HtmlText.Escape(line.Name)}</span>")) + "</p>";

    /// <summary>Marks for latencies, at 1, 2 and 5 of each decade where there is room, else at 1; positions are logarithms.</summary>
    public static Tick[] LatencyTicks(double least, double most)
    {
        const int Room = 9;
        (least, most) = (Math.Max(least, 1), Math.Max(most, Math.Max(least, 1) * 2));
        double[] marks = Marks(least, most, 1, 2, 5);
        return [.. (marks.Length <= Room ? marks : Marks(least, most, 1)).Select(static mark => new Tick(Math.Log10(mark), Text.Units.LatencyMark(mark)))];
    }

    /// <summary>From the last that is not above the least to the first that is not below the most.</summary>
    static double[] Marks(double least, double most, params double[] ofDecade)
    {
        double[] all = [.. Enumerable.Range(0, 14).SelectMany(decade => ofDecade.Select(mark => mark * Math.Pow(10, decade)))];
        int first = Array.FindLastIndex(all, mark => mark <= least), last = Array.FindIndex(all, mark => mark >= most);
        return all[first..((last < 0 ? all.Length - 1 : last) + 1)];
    }

    /// <summary>Even marks from 0 to something round above <paramref name="most"/>.</summary>
    public static Tick[] EvenTicks(double most, Func<double, string> text)
    {
        double step = RoundStep(most / 4);
        int count = Math.Max(1, (int)Math.Ceiling(most / step));
        return [.. Enumerable.Range(0, count + 1).Select(i => new Tick(i * step, text(i * step)))];
    }

    static double RoundStep(double rough)
    {
        if (rough <= 0)
            return 1;
        double decade = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / decade) switch { <= 1 => decade, <= 2 => 2 * decade, <= 5 => 5 * decade, _ => 10 * decade };
    }

    double X(double x) => Left + ((Math.Clamp(x, _x0, _x1) - _x0) / (_x1 - _x0) * (_width - Left - Right));

    double Y(double y) => _height - Bottom - ((Math.Clamp(y, _y0, _y1) - _y0) / (_y1 - _y0) * (_height - Top - Bottom));

    static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
