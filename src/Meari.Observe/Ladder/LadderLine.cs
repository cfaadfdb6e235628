using System.Globalization;
using System.Text;
using Meari.Text;

namespace Meari.Observe;

/// <summary>How a piece of a line looks.</summary>
/// <param name="Colour">One of a terminal's 256 colours; 0 for the terminal's own.</param>
/// <param name="Bold">Emphasized.</param>
/// <param name="Dim">Less important.</param>
internal readonly record struct LadderStyle(byte Colour = 0, bool Bold = false, bool Dim = false)
{
    public static LadderStyle Plain => default;

    public static LadderStyle Quiet { get; } = new(Dim: true);

    public static LadderStyle Error { get; } = new(196, Bold: true);

    public static LadderStyle Warning { get; } = new(178);

    public static LadderStyle Of(TcpState state) => new(StatePalette.Of(state).Terminal, Bold: true);
}

/// <summary>One line of the ladder: pieces of harmless text, each with its style.</summary>
internal sealed class LadderLine
{
    readonly List<(string Text, LadderStyle Style)> _spans = [];

    public IReadOnlyList<(string Text, LadderStyle Style)> Spans => _spans;

    /// <summary>Adds text; what could act on a terminal is escaped, since a recording may come from anywhere.</summary>
    public LadderLine Add(string text, LadderStyle style = default)
    {
        if (text.Length > 0)
            _spans.Add((Escape.Text(text), style));
        return this;
    }

    /// <summary>Adds a cell of exactly <paramref name="width"/> columns.</summary>
    public LadderLine Cell(string text, int width, LadderStyle style = default) => Add(Columns.Fit(text, width), style);

    /// <summary>The line without colours and without spaces at its end.</summary>
    public override string ToString() => string.Concat(_spans.Select(static span => span.Text)).TrimEnd(' ');

    /// <summary>The line with a terminal's escape sequences (ECMA-48, SGR).</summary>
    public string ToAnsi()
    {
        StringBuilder line = new();
        foreach ((string text, LadderStyle style) in _spans)
        {
            if (style == LadderStyle.Plain || string.IsNullOrWhiteSpace(text))
                line.Append(text);
            else
                line.Append(Start(style)).Append(text).Append("\u001b[0m");
        }
        return line.ToString().TrimEnd(' ');
    }

    static string Start(LadderStyle style)
    {
        string colour = style.Colour == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"38;5;{style.Colour}");
        string[] parts = [style.Bold ? "1" : "", style.Dim ? "2" : "", colour];
        return $"\u001b[{string.Join(';', parts.Where(static part => part.Length > 0))}m";
    }
}
