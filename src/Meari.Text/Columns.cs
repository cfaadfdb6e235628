using System.Text;

namespace Meari.Text;

/// <summary>Lays text out for a terminal, where Hangul and other East Asian characters are two columns wide.</summary>
/// <remarks>Source: Unicode Standard Annex #11, East Asian Width; the ranges that Meari's own sentences and common names need.</remarks>
internal static class Columns
{
    public static int Width(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
            width += IsWide(rune.Value) ? 2 : 1;
        return width;
    }

    public static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    /// <summary>At most <paramref name="width"/> columns of it, never half a character; what is missing is an ellipsis.</summary>
    public static string Cut(string text, int width)
    {
        if (Width(text) <= width)
            return text;
        return width > 0 ? Start(text, width - 1) + "…" : "";
    }

    /// <summary>Its beginning: as many whole characters as <paramref name="width"/> columns hold.</summary>
    public static string Start(string text, int width)
    {
        int used = 0, length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            used += IsWide(rune.Value) ? 2 : 1;
            if (used > width)
                break;
            length += rune.Utf16SequenceLength;
        }
        return text[..length];
    }

    /// <summary>Exactly <paramref name="width"/> columns: cut, or padded with spaces behind.</summary>
    public static string Fit(string text, int width) => Pad(Cut(text, width), width);

    /// <summary>Breaks a sentence at spaces into lines of at most <paramref name="width"/> columns; a longer word has a line of its own.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        List<string> lines = [];
        string line = "";
        foreach (string word in text.Split(' '))
        {
            string longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && Width(longer) > width)
            {
                lines.Add(line);
                longer = word;
            }
            line = longer;
        }
        lines.Add(line);
        return lines;
    }

    static bool IsWide(int value) => value
        is (>= 0x1100 and <= 0x115f)   // Hangul Jamo
        or (>= 0x2e80 and <= 0xa4cf)   // CJK, Kana, Hangul compatibility Jamo
        or (>= 0xac00 and <= 0xd7a3)   // Hangul syllables
        or (>= 0xf900 and <= 0xfaff)   // CJK compatibility
        or (>= 0xfe30 and <= 0xfe6f)
        or (>= 0xff00 and <= 0xff60)   // fullwidth forms
        or (>= 0xffe0 and <= 0xffe6)
        or (>= 0x1f300 and <= 0x1faff)
        or (>= 0x20000 and <= 0x3fffd);
}
