using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Meari.Lens;

/// <summary>
/// The page as one file that is opened without a server. A browser imports no module from a file, so each becomes a function of one script, after those
/// that it imports. What was seen is data, not script; the page's own policy lets nothing run but that script, and nothing be asked of any server.
/// </summary>
internal static partial class PageBundle
{
    static readonly Lazy<(byte[] Before, byte[] After)> Made = new(Make);

    /// <param name="items">Each is a JSON value.</param>
    /// <param name="cards">What <c>/api/cards</c> answers.</param>
    public static byte[] Write(IEnumerable<byte[]> items, byte[] cards)
    {
        MemoryStream file = new();
        file.Write(Made.Value.Before);
        file.Write("<script type=\"application/json\" id=\"meari-items\">["u8);
        bool isFirst = true;
        foreach (byte[] item in items)
        {
            file.Write(isFirst ? "\n"u8 : ",\n"u8);
            WriteData(file, item);
            isFirst = false;
        }
        file.Write("]</script>\n<script type=\"application/json\" id=\"meari-cards\">"u8);
        WriteData(file, cards);
        file.Write("</script>\n"u8);
        file.Write(Made.Value.After);
        return file.ToArray();
    }

    /// <summary>A peer's bytes must not end the block: in JSON a less-than sign is in strings alone, and is written there by its number.</summary>
    static void WriteData(MemoryStream file, ReadOnlySpan<byte> json)
    {
        for (int at; (at = json.IndexOf((byte)'<')) >= 0; json = json[(at + 1)..])
        {
            file.Write(json[..at]);
            file.Write("\\u003c"u8);
        }
        file.Write(json);
    }

    static (byte[], byte[]) Make()
    {
        string page = PageFiles.Text("index.html");
        string style = string.Concat(StyleLink().Matches(page).Select(static link => PageFiles.Text(link.Groups[1].Value)));
        Match main = MainScript().Match(page);
        string script = Bundle(main.Groups[1].Value, PageFiles.Text);
        string policy = $"default-src 'none'; script-src {HashOf(script)}; style-src {HashOf(style)}; img-src data:; base-uri 'none'; form-action 'none'";
        string before = StyleLink().Replace(page[..main.Index], "").Replace("<meta charset=\"utf-8\">", $"<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">", StringComparison.Ordinal);
        return (Encoding.UTF8.GetBytes($"{before}<style>{style}</style>\n"), Encoding.UTF8.GetBytes($"<script type=\"module\">{script}</script>{page[(main.Index + main.Length)..]}"));
    }

    static string HashOf(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    /// <exception cref="InvalidOperationException">Modules import each other in a circle, or in a way that is not known here.</exception>
    internal static string Bundle(string main, Func<string, string> read)
    {
        StringBuilder script = new();
        Dictionary<string, int?> numbers = new(StringComparer.Ordinal);
        Add(main);
        return script.ToString();

        int Add(string name)
        {
            if (numbers.TryGetValue(name, out int? known))
                return known ?? throw new InvalidOperationException($"{name} imports itself in a circle.");
            numbers[name] = null;
            List<string> exported = [];
            string code = Import().Replace(read(name), match => $"const {(match.Groups["all"] is { Success: true } all ? all.Value : $"{{{match.Groups["some"].Value.Replace(" as ", ": ", StringComparison.Ordinal)}}}")} = $module{Add(match.Groups["file"].Value)};");
            code = Export().Replace(code, match =>
            {
                exported.Add(match.Groups["name"].Value);
                return match.Groups["declaration"].Value;
            });
            if (Unknown().Match(code) is { Success: true } unknown)
                throw new InvalidOperationException($"{name}: {unknown.Value.Trim()}");
            int number = numbers.Values.Count(static each => each is not null);
            script.Append($"const $module{number} = (() => {{\n{code}\nreturn {{ {string.Join(", ", exported)} }};\n}})();\n");
            numbers[name] = number;
            return number;
        }
    }

    [GeneratedRegex("""<link rel="stylesheet" href="/page/([^"]+)">\n?""")]
    private static partial Regex StyleLink();

    [GeneratedRegex("""<script type="module" src="/page/([^"]+)"></script>""")]
    private static partial Regex MainScript();

    [GeneratedRegex("""^import (?:\* as (?<all>\w+)|\{(?<some>[^}]+)\}) from ["']\./(?<file>[\w-]+\.js)["'];""", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex(@"^export (?<declaration>(?:async )?(?:function|class|const) (?<name>\w+))", RegexOptions.Multiline)]
    private static partial Regex Export();

    /// <summary>What was not replaced, and what would end the script in the middle.</summary>
    [GeneratedRegex(@"^(?:import|export)\b.*|\bimport\s*[(.].*|</script.*|<!--.*", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Unknown();
}
