using System.Globalization;
using System.Text;

namespace Meari.Bench.Reports;

/// <summary>A line of a chart: its name, its class in the style sheet, its points in the chart's own units.</summary>
internal sealed record ChartLine(string Name, string Style, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A mark on an axis.</summary>
internal readonly record struct Tick(double At, string Text);

/// <summary>A chart as SVG, of lines over two axes. It is a picture and needs no script.</summary>
internal sealed class Chart(string title, string xName, Tick[] xTicks, Tick[] yTicks)
{
    const double Width = 760, Height = 260, Left = 70, Right = 16, Top = 12, Bottom = 44;

    readonly double _x0 = xTicks[0].At, _x1 = xTicks[^1].At, _y0 = yTicks[0].At, _y1 = yTicks[^1].At;

    /// <param name="lines">What is drawn; a point outside the axes is drawn at their edge.</param>
    /// <param name="shadeUpTo">So far along the x axis belongs to no figure: the warm-up; or null.</param>
    /// <param name="shadeName">What that is.</param>
    public string Draw(IReadOnlyList<ChartLine> lines, double? shadeUpTo = null, string shadeName = "")
    {
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{HtmlText.Escape(title)}\">");
        if (shadeUpTo is { } end && end > _x0)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"shade\" x=\"{Left}\" y=\"{Top}\" width=\"{N(X(end) - Left)}\" height=\"{N(Height - Top - Bottom)}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text class=\"shaded\" x=\"{Left + 6}\" y=\"{Top + 14}\">{HtmlText.Escape(shadeName)}</text>");
        }
        foreach (Tick tick in yTicks)
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{N(Y(tick.At))}\" y2=\"{N(Y(tick.At))}\"/><text class=\"tick y\" x=\"{Left - 8}\" y=\"{N(Y(tick.At) + 4)}\">{HtmlText.Escape(tick.Text)}</text>");
        foreach (Tick tick in xTicks)
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{N(X(tick.At))}\" x2=\"{N(X(tick.At))}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/><text class=\"tick x\" x=\"{N(X(tick.At))}\" y=\"{Height - Bottom + 16}\">{HtmlText.Escape(tick.Text)}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis\" x=\"{N((Left + Width - Right) / 2)}\" y=\"{Height - 8}\">{HtmlText.Escape(xName)}</text>");
        foreach (ChartLine line in lines.Where(static line => line.Points.Count > 0))
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line {line.Style}\" points=\"{string.Join(' ', line.Points.Select(p => $"{N(X(p.X))},{N(Y(p.Y))}"))}\"><title>{HtmlText.Escape(line.Name)}</title></polyline>");
        return svg.Append("</svg>").ToString();
    }

    /// <summary>The lines' names with their colours.</summary>
    public static string Legend(IReadOnlyList<ChartLine> lines) =>
        "<p class=\"legend\">" + string.Concat(lines.Select(static line => $"<span class=\"{line.Style}\">{HtmlText.Escape(line.Name)}</span>")) + "</p>";

    /// <summary>Marks for latencies from a decade to a decade, 1-2-5 where there is room; positions are logarithms.</summary>
    public static Tick[] LatencyTicks(double least, double most)
    {
        int first = (int)Math.Floor(Math.Log10(Math.Max(least, 1)));
        int last = Math.Max(first + 1, (int)Math.Ceiling(Math.Log10(Math.Max(most, 10))));
        return [.. Enumerable.Range(first, last - first + 1).Select(static e => new Tick(e, Text.Units.Latency(Math.Pow(10, e))))];
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

    double X(double x) => Left + ((Math.Clamp(x, _x0, _x1) - _x0) / (_x1 - _x0) * (Width - Left - Right));

    double Y(double y) => Height - Bottom - ((Math.Clamp(y, _y0, _y1) - _y0) / (_y1 - _y0) * (Height - Top - Bottom));

    static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
