using System.Text.Json;
using System.Text.RegularExpressions;
using Meari.Observe.Calls;
using Meari.Text;

namespace Meari.Lens.Tests;

/// <summary>What the page's drawers and cards ask for.</summary>
[Collection(nameof(Alone))]
[Trait("Engine", "none")]
public sealed partial class LensAnswersTests
{
    /// <summary>Calls that are no socket's.</summary>
    static readonly string[] Without = ["execve", "clone", "clone3", "fork", "vfork", SocketCall.RingSetup];

    static string Page(string name) => PageFiles.Text(name);

    [Fact]
    public async Task All_cards_come_in_both_languages()
    {
        await using LensPage page = await LensPage.OpenAsync();
        JsonElement[] cards = [.. (await page.GetAsync("/api/cards")).GetProperty("cards").EnumerateArray()];
        Assert.Equal(CardCatalog.All.Select(static card => card.Name), cards.Select(static card => card.GetProperty("name").GetString()!));
        Assert.All(cards, static card => Assert.NotEqual("", card.GetProperty("title").GetProperty("ko").GetString() is { Length: > 0 } ? card.GetProperty("title").GetProperty("en").GetString() : ""));
    }

    /// <summary>The page's finder is as <see cref="CardCatalog.Find"/>; cards.test.js says so of it.</summary>
    [Fact]
    public void Every_name_that_the_page_asks_for_has_its_card()
    {
        Dictionary<string, string> same = Pair().Matches(Regex.Match(Page("cards.js"), @"const SAME = \{([^}]*)\}").Groups[1].Value).ToDictionary(static pair => pair.Groups[1].Value, static pair => pair.Groups[2].Value);
        string[] terms = [.. Directory().SelectMany(static file => Asked().Matches(Page(file))).SelectMany(static call => Quoted().Matches(call.Groups[1].Value)).Select(static term => term.Groups[1].Value).Where(static term => term is not ("send" or "local"))];
        Assert.Superset(new HashSet<string> { "send buffer", "receive buffer", "local address", "remote address", "listening socket", "accept queue" }, terms.ToHashSet());
        Assert.All(terms, static term => Assert.Contains(CardCatalog.Find(term)!.Kind, new[] { CardKind.Term, CardKind.State }));
        string[] states = [.. Quoted().Matches(Regex.Match(Page("states.js"), @"STATES = \[([^\]]*)\]").Groups[1].Value).Select(static state => state.Groups[1].Value)];
        Assert.Equal(11, states.Length);
        Assert.All(states, static state => Assert.Equal((CardKind.State, state), (CardCatalog.Find(state)!.Kind, CardCatalog.Find(state)!.Name)));
        string[] calls = [.. SocketCall.TraceExpression["trace=".Length..].Split(',').Select(static call => call[1..]).Except(Without)];
        Assert.True(calls.Length > 15);
        Assert.All(calls, call => Assert.Equal(CardKind.Call, CardCatalog.Find(same.GetValueOrDefault(call, call))!.Kind));
    }

    [Fact]
    public async Task The_table_has_the_congestion_window_of_what_is_shown()
    {
        await using LensPage page = await LensPage.OpenAsync();
        await page.UntilStageAsync(static stage => stage.GetProperty("accepted").GetArrayLength() == 1);
        JsonElement[] table = [.. (await page.GetAsync("/api/table")).EnumerateArray()];
        string port = $":{page.Lens.Port}";
        JsonElement[] ends = [.. table.Where(row => row.GetProperty("state").GetString() == "ESTABLISHED" && (Ends(row, "local", port) || Ends(row, "remote", port)))];
        Assert.Equal(2, ends.Length);
        Assert.All(ends, static row => Assert.True(row.GetProperty("info").GetProperty("cwnd").GetInt64() > 0));
        // The page's own connections are there too, and none of their insides.
        string own = $":{page.Lens.Page.Port}";
        JsonElement[] others = [.. table.Where(row => row.GetProperty("state").GetString() == "ESTABLISHED" && Ends(row, "local", own))];
        Assert.NotEmpty(others);
        Assert.All(others, static row => Assert.False(row.TryGetProperty("info", out _)));
    }

    static bool Ends(JsonElement row, string end, string port) => row.GetProperty(end).GetString()!.EndsWith(port, StringComparison.Ordinal);

    static IEnumerable<string> Directory() => typeof(LensServer).Assembly.GetManifestResourceNames().Where(static name => name.EndsWith(".js", StringComparison.Ordinal)).Select(static name => name["Page/".Length..]);

    [GeneratedRegex(@"openCard\(([^()]*)\)")]
    private static partial Regex Asked();

    [GeneratedRegex("""["']([^"']+)["']""")]
    private static partial Regex Quoted();

    [GeneratedRegex("(\\w+): '(\\w+)'")]
    private static partial Regex Pair();
}
