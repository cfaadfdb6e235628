using System.Globalization;
using System.Text;

namespace Meari.Text;

/// <summary>
/// Makes text of unknown origin harmless for a terminal, a log or a page: what moves the cursor, changes the terminal or turns the writing
/// direction is written out, as <c>\n</c>, <c>\x1b</c> or <c>\u202e</c>. All else, a backslash too, stays as it is.
/// </summary>
internal static class Escape
{
    public static string Text(string text)
    {
        StringBuilder shown = new(text.Length);
        Append(shown, text);
        return shown.ToString();
    }

    public static void Append(StringBuilder shown, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExceptInRange(' ', '~');
            if (plain != 0)
            {
                shown.Append(plain < 0 ? text : text[..plain]);
                text = plain < 0 ? default : text[plain..];
                continue;
            }
            bool isRune = Rune.DecodeFromUtf16(text, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            if (isRune && !IsHarmful(rune))
                shown.Append(text[..length]);
            else
                AppendEscaped(shown, isRune ? rune.Value : text[0]);
            text = text[length..];
        }
    }

    static void AppendEscaped(StringBuilder shown, int value) => _ = value switch
    {
        '\t' => shown.Append(@"\t"),
        '\n' => shown.Append(@"\n"),
        '\r' => shown.Append(@"\r"),
        < 0x80 => shown.Append(CultureInfo.InvariantCulture, $@"\x{value:x2}"),
        <= 0xffff => shown.Append(CultureInfo.InvariantCulture, $@"\u{value:x4}"),
        _ => shown.Append(CultureInfo.InvariantCulture, $@"\U{value:x8}"),
    };

    /// <summary>Control characters (C0, C1), bidirectional and other format characters, what ends a line in Unicode, and what no font agrees on.</summary>
    static bool IsHarmful(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse;
}
