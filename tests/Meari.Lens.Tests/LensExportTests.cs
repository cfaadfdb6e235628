using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Meari.Lens.Tests;

/// <summary>The page that replays without a server.</summary>
[Collection(nameof(Alone))]
[Trait("Engine", "none")]
public sealed partial class LensExportTests
{
    static JsonElement Block(string page, string id) => JsonDocument.Parse(Regex.Match(page, $"""<script type="application/json" id="{id}">(.*?)</script>""", RegexOptions.Singleline).Groups[1].Value).RootElement;

    static string Written(params byte[][] items) => Encoding.UTF8.GetString(PageBundle.Write(items, """{"cards":[]}"""u8.ToArray()));

    [Fact]
    public async Task It_holds_what_was_seen_and_the_cards()
    {
        await using LensPage page = await LensPage.OpenAsync();
        await page.UntilAsync(static (kind, data) => kind == "message" && data.GetProperty("event").GetProperty("kind").GetString() == "call");
        using HttpResponseMessage answer = await page.Http.GetAsync("/api/export.html", LensPage.Cancellation);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        string html = await answer.Content.ReadAsStringAsync(LensPage.Cancellation);
        JsonElement[] items = [.. Block(html, "meari-items").EnumerateArray()];
        Assert.Equal(Enumerable.Range(1, items.Length), items.Select(static item => item.GetProperty("n").GetInt32()));
        Assert.Contains(items, static item => item.GetProperty("event").GetProperty("kind").GetString() == "call");
        Assert.Equal((await page.GetAsync("/api/cards")).ToString(), Block(html, "meari-cards").ToString());
    }

    [Fact]
    public void It_asks_no_server_for_anything()
    {
        string html = Written();
        Assert.DoesNotMatch("""(src|href)="/|<link rel="stylesheet"|^(import|export)\b|@import""", html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.DoesNotContain("connect-src", html, StringComparison.Ordinal);
    }

    /// <summary>A hash of anything but the very text between the tags would leave a page on which nothing runs.</summary>
    [Fact]
    public void Its_policy_names_its_script_and_its_style_alone()
    {
        string html = Written();
        string[] hashes = [.. Inline().Matches(html).Select(static each => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(each.Groups[1].Value)))}'")];
        Assert.Equal(2, hashes.Length);
        string policy = Regex.Match(html, """<meta http-equiv="Content-Security-Policy" content="([^"]+)">""").Groups[1].Value;
        Assert.Equal($"default-src 'none'; script-src {hashes[1]}; style-src {hashes[0]}; img-src data:; base-uri 'none'; form-action 'none'", policy);
        Assert.True(html.IndexOf("Content-Security-Policy", StringComparison.Ordinal) < html.IndexOf("<style", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("<!--<script>")]
    public void A_peers_bytes_cannot_end_the_block(string text)
    {
        // As raw as JSON may be: its writer may leave a less-than sign as it is.
        string html = Written(Encoding.UTF8.GetBytes($$"""{"n":1,"text":"{{text}}"}"""), """{"n":2}"""u8.ToArray());
        Assert.Equal(Written().Count(static letter => letter == '<'), html.Count(static letter => letter == '<'));
        Assert.Equal(text, Block(html, "meari-items")[0].GetProperty("text").GetString());
        Assert.Equal(2, Block(html, "meari-items")[1].GetProperty("n").GetInt32());
    }

    [Fact]
    public void A_module_stands_once_and_after_those_that_it_imports()
    {
        Dictionary<string, string> files = new()
        {
            ["a.js"] = "import * as b from \"./b.js\";\nimport { c as other, d } from './c.js';\nb.run(other, d);\n",
            ["b.js"] = "import { c } from './c.js';\nexport function run() { return c; }\n",
            ["c.js"] = "export const c = 1, e = 2;\nexport class d {}\nexport async function f() {}\n",
        };
        string script = PageBundle.Bundle("a.js", name => files[name]);
        Assert.Equal(3, Regex.Count(script, @"^const \$module\d = ", RegexOptions.Multiline));
        Assert.Contains("const { c: other, d } = $module0;", script, StringComparison.Ordinal);
        Assert.Contains("return { c, d, f };", script, StringComparison.Ordinal);
        Assert.Contains("const b = $module1;", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import { a } from './a.js';\nexport const b = 1;")]
    [InlineData("export default 1;")]
    [InlineData("export { b };")]
    [InlineData("import './c.js';")]
    [InlineData("const b = await import('./c.js');")]
    [InlineData("const b = '</script>';")]
    public void A_module_that_would_not_work_in_one_script_is_refused(string module) =>
        Assert.Throws<InvalidOperationException>(() => PageBundle.Bundle("a.js", name => name == "a.js" ? "import { b } from './b.js';\nexport const a = 1;" : module));

    [GeneratedRegex("""<(?:style|script type="module")>(.*?)</(?:style|script)>""", RegexOptions.Singleline)]
    private static partial Regex Inline();
}
