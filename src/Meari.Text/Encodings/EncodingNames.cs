using System.Globalization;
using System.Text;

namespace Meari.Text;

/// <summary>Finds encodings by name: those that .NET knows, and the usual ones that it does not.</summary>
internal static class EncodingNames
{
    /// <summary>How many near names are offered for one that is unknown.</summary>
    const int MostNear = 3;

    /// <summary>
    /// Names that .NET lacks. Windows and Python call Unified Hangul Code (code page 949) by these names; <c>euc-kr</c> is what .NET takes
    /// it for, KS X 1001 without the syllables that Unified Hangul Code adds.
    /// </summary>
    static readonly Dictionary<string, int> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["uhc"] = 949,
        ["ms949"] = 949,
        ["windows-949"] = 949,
        ["sjis"] = 932,
        ["gb2312"] = 936,
        ["utf8"] = 65001,
        ["utf16"] = 1200,
        ["utf16le"] = 1200,
        ["utf16be"] = 1201,
        ["utf32"] = 12000,
        ["euckr"] = 51949,
        ["eucjp"] = 51932,
        ["shiftjis"] = 932,
        ["windows31j"] = 932,
        ["xwindows949"] = 949,
        ["iso88591"] = 28591,
        ["iso885915"] = 28605,
        ["latin1"] = 28591,
        ["ascii"] = 20127,
    };

    static readonly string[] Prefixes = ["cp", "ms", "windows-", "ibm", "x-cp"];

    /// <summary>UTF-7 hides characters from every check, so that .NET refuses it, and so does Meari.</summary>
    const int Utf7 = 65000;

    public static Encoding? Find(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            return Strict(Encoding.GetEncoding(name));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return (CodePageOf(name) ?? CodePageOf(Plain(name))) is { } codePage ? Find(codePage) : null;
        }
    }

    static Encoding? Find(int codePage)
    {
        try
        {
            return codePage is <= 0 or Utf7 ? null : Strict(Encoding.GetEncoding(codePage));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Without what the spellings of one name differ in: EUC_KR, euckr, euc-kr.</summary>
    static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);

    /// <summary>cp949, ms949, windows-1252, 949 …</summary>
    static int? CodePageOf(string name)
    {
        if (Aliases.TryGetValue(name, out int known))
            return known;
        string digits = Prefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is { } found
            ? name[found.Length..]
            : name;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int codePage) ? codePage : null;
    }

    /// <summary>A character that it lacks is an error, and never a question mark; bytes that are no text are shown as what they are.</summary>
    public static Encoding Strict(Encoding encoding)
    {
        Encoding strict = (Encoding)encoding.Clone();
        strict.EncoderFallback = EncoderFallback.ExceptionFallback;
        strict.DecoderFallback = new ShowBytes();
        return strict;
    }

    /// <summary>Known names that are close to one that is unknown, closest first.</summary>
    public static IReadOnlyList<string> Near(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        IEnumerable<string> known = Encoding.GetEncodings().Select(static info => info.Name)
            .Concat(Aliases.Keys).Concat(["cp949", "euc-kr", "korean", "hex"]);
        return NearNames.Find(name, known, MostNear);
    }
}
