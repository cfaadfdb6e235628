using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Meari.Text;

/// <summary>Why a text cannot be sent.</summary>
internal enum EncodeErrorKind
{
    /// <summary>The encoding lacks the character.</summary>
    NoSuchCharacter,

    /// <summary>hex: the character is no hexadecimal digit.</summary>
    NoHexDigit,

    /// <summary>hex: the number of digits is odd, so that half a byte is left.</summary>
    HalfByte,
}

/// <summary>Why a text cannot be sent, and where.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Character">The character; for <see cref="EncodeErrorKind.HalfByte"/> the last digit.</param>
/// <param name="Position">Which character of the text it is, from 1, counted as Unicode characters.</param>
internal readonly record struct EncodeError(EncodeErrorKind Kind, Rune Character, int Position);

/// <summary>How text is written on the wire: an encoding that .NET knows, under any of its usual names, or <c>hex</c>.</summary>
internal sealed class WireEncoding
{
    readonly Encoding? _encoding;

    internal WireEncoding(string name, Encoding? encoding)
    {
        Name = name;
        _encoding = encoding;
    }

    /// <summary>The usual one, found without looking for it.</summary>
    public static WireEncoding Utf8 { get; } = new("utf-8", EncodingNames.Strict(new UTF8Encoding(false)));

    /// <summary>The name by which it was asked for.</summary>
    public string Name { get; }

    /// <summary>Finds an encoding by its name, in any case.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out WireEncoding? encoding)
    {
        encoding = null;
        if (name.Equals("hex", StringComparison.OrdinalIgnoreCase))
            encoding = new("hex", null);
        else if (EncodingNames.Find(name) is { } found)
            encoding = new(name, found);
        return encoding is not null;
    }

    /// <summary>The text of one direction of one connection.</summary>
    public WireText CreateText() => new(_encoding);

    /// <summary>The bytes of a text.</summary>
    public bool TryEncode(string text, out byte[] bytes, out EncodeError error)
    {
        bytes = [];
        error = default;
        if (_encoding is null)
            return TryParseHex(text, out bytes, out error);
        try
        {
            bytes = _encoding.GetBytes(text);
            return true;
        }
        catch (EncoderFallbackException e)
        {
            Rune character = e.IsUnknownSurrogate() ? new(e.CharUnknownHigh, e.CharUnknownLow)
                : Rune.TryCreate(e.CharUnknown, out Rune single) ? single
                : Rune.ReplacementChar;
            error = new(EncodeErrorKind.NoSuchCharacter, character, PositionOf(text, e.Index));
            return false;
        }
    }

    /// <summary>Pairs of hexadecimal digits; spaces may stand anywhere.</summary>
    static bool TryParseHex(string text, out byte[] bytes, out EncodeError error)
    {
        string digits = text.Replace(" ", "", StringComparison.Ordinal);
        int wrong = text.AsSpan().IndexOfAnyExcept(HexText.DigitsAndSpace);
        bytes = [];
        error = default;
        if (wrong >= 0)
            error = new(EncodeErrorKind.NoHexDigit, RuneAt(text, wrong), PositionOf(text, wrong));
        else if (digits.Length % 2 != 0)
            error = new(EncodeErrorKind.HalfByte, new(digits[^1]), PositionOf(text, text.LastIndexOf(digits[^1])));
        else
            bytes = Convert.FromHexString(digits);
        return error == default;
    }

    /// <summary>Apart, so that only who asks for it pays for it.</summary>
    static class HexText
    {
        public static readonly SearchValues<char> DigitsAndSpace = SearchValues.Create("0123456789abcdefABCDEF ");
    }

    static Rune RuneAt(string text, int index) => Rune.TryGetRuneAt(text, index, out Rune rune) ? rune : Rune.ReplacementChar;

    static int PositionOf(string text, int index) => text[..index].EnumerateRunes().Count() + 1;
}
