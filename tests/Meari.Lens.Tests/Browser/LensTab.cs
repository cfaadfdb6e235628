using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Meari.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Meari.Lens.Tests.Browser;

/// <summary>A lens open in a browser, in one language.</summary>
internal sealed partial class LensTab : IAsyncDisposable
{
    /// <summary>The most times that Tab is pressed to come to a control.</summary>
    const int MostTabs = 150;

    /// <summary>More than both buffers ever hold.</summary>
    const int MostMegabytes = 64;

    /// <summary>The most frames in which the opening exchange comes.</summary>
    const int MostFrames = 300;

    static readonly string Script = Read("Browser/picture.js");

    readonly LensPage _lens;

    LensTab(LensPage lens, IPage page) => (_lens, Page, Complaints) = (lens, page, new(page));

    public IPage Page { get; }

    public LensServer Lens => _lens.Lens;

    /// <summary>For what is asked beside the page.</summary>
    public HttpClient Http => _lens.Http;

    public Complaints Complaints { get; }

    /// <summary>The names of its controls.</summary>
    public required PageWords Words { get; init; }

    public ILocator Message => Page.GetByRole(AriaRole.Textbox, new() { Name = Words.Message, Exact = true });

    /// <summary>The call of the client's end and what it returned.</summary>
    public ILocator ClientCall => Page.Locator("#ends .client.act .called");

    public ILocator ClientState => Page.Locator("#ends .client.act .pill");

    public ILocator Vessel(string side, string kind) => Page.Locator($"#ends .vessel.{side}.{kind} .count");

    /// <summary>A button of one part of the page.</summary>
    public ILocator Button(string name, string part = "#hands") => Named(Page.Locator(part), AriaRole.Button, name);

    /// <summary>One of the two of a switch.</summary>
    public ILocator Switch(string group, string name) => Named(Named(Page.Locator("#hands"), AriaRole.Group, group), AriaRole.Button, name);

    static ILocator Named(ILocator within, AriaRole role, string name) => within.GetByRole(role, new() { Name = name, Exact = true });

    /// <param name="chromium">Where.</param>
    /// <param name="language"><c>ko</c> or <c>en</c>.</param>
    /// <param name="isStill">Less motion is wanted, so that the page opens at the send and stays there.</param>
    public static async Task<LensTab> OpenAsync(Chromium chromium, string language, bool isStill)
    {
        LensPage lens = await LensPage.OpenAsync(settings => settings with { Language = language == "ko" ? Language.Korean : Language.English });
        try
        {
            IPage page = await chromium.NewPageAsync(new()
            {
                Locale = language == "ko" ? "ko-KR" : "en-US",
                ReducedMotion = isStill ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
                ViewportSize = new() { Width = 1440, Height = 900 },
            });
            await page.AddInitScriptAsync(Script);
            LensTab tab = new(lens, page) { Words = PageWords.Of(language) };
            await page.GotoAsync(lens.Lens.Page.ToString());
            return tab;
        }
        catch
        {
            await lens.DisposeAsync();
            throw;
        }
    }

    /// <summary>A text of this assembly.</summary>
    public static string Read(string name)
    {
        using StreamReader reader = new(typeof(LensTab).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>What is seen after what was asked for is drawn.</summary>
    public async Task<Picture> SeeAsync() => JsonSerializer.Deserialize<Picture>(await Page.EvaluateAsync<string>("pictures.now()"), JsonSerializerOptions.Web)!;

    /// <summary>All that was seen since the page was opened, in order.</summary>
    public async Task<List<Picture>> SeenAsync() => JsonSerializer.Deserialize<List<Picture>>(await Page.EvaluateAsync<string>("pictures.shown()"), JsonSerializerOptions.Web)!;

    public Task PressAsync(string key) => Page.Keyboard.PressAsync(key);

    /// <summary>Does what asks the server for an act, and waits for its answer.</summary>
    /// <returns>What the call returned, or its errno; null if it waits.</returns>
    public async Task<string?> ActAsync(Func<Task> act)
    {
        bool isDone = false;
        IResponse answer;
        try
        {
            answer = await Page.RunAndWaitForResponseAsync(
                async () =>
                {
                    await act();
                    isDone = true;
                },
                static response => response.Url.EndsWith("/api/act", StringComparison.Ordinal));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Nothing was asked for ({(isDone ? "pressed" : "not pressed")}); the page says: {await Page.Locator("#hands .notice").TextContentAsync()}", e);
        }
        JsonElement result = (await answer.JsonAsync()).GetValueOrDefault();
        Assert.True(answer.Ok, $"{result}");
        return result.GetProperty("error").GetString() ?? result.GetProperty("result").GetString();
    }

    /// <summary>Sends a megabyte again and again, until the buffers hold no more.</summary>
    public async Task FillAsync(Func<Task> send)
    {
        string? sent = null;
        for (int i = 0; i < MostMegabytes && sent != "EAGAIN"; i++)
        {
            await Expect(Button(Words.Megabyte)).ToBeEnabledAsync();
            sent = await ActAsync(send);
        }
        Assert.Equal("EAGAIN", sent);
    }

    /// <summary>Goes to the end by keyboard, and waits until the opening exchange is all there.</summary>
    public async Task EndOpeningAsync()
    {
        // The page has gone to where it opens when it shows a call.
        await Expect(ClientCall.GetByRole(AriaRole.Button)).ToBeEnabledAsync();
        for (int i = 0; i < MostFrames && (await SeeAsync()).ClientCall != "recv()→ 16"; i++)
            await PressAsync("End");
        await Expect(ClientCall).ToHaveTextAsync("recv()→ 16");
        await Expect(Button(Words.Close)).ToBeEnabledAsync();
    }

    /// <summary>The number of the newest event that the page has.</summary>
    public async Task<int> LastStepAsync() => int.Parse((await Page.Locator("#hands input[type=range]").GetAttributeAsync("max"))!, CultureInfo.InvariantCulture);

    /// <summary>Presses a key, which steps, until the picture is as wanted.</summary>
    /// <returns>The pictures on the way; the last is the one that was wanted.</returns>
    public async Task<List<Picture>> StepUntilAsync(string key, Func<Picture, bool> isIt)
    {
        List<Picture> seen = [await SeeAsync()];
        while (!isIt(seen[^1]))
        {
            await PressAsync(key);
            seen.Add(await SeeAsync());
            // The first press ends playing. An event that came just before it is a step forward that the press took back: the same step is seen twice, and no end is reached.
            if (seen.Count > 2 && seen[^1].Step == seen[^2].Step)
                Assert.Fail($"No such picture:\n{string.Join('\n', seen)}");
        }
        return seen;
    }

    /// <summary>Presses Tab, or Shift and Tab if the control is further up, until it has the focus.</summary>
    public async Task TabToAsync(ILocator control)
    {
        List<string> way = [];
        for (int i = 0; i < MostTabs; i++)
        {
            string direction = await control.EvaluateAsync<string>("""
                control => {
                  const focused = document.activeElement;
                  return control === focused ? "" : control.compareDocumentPosition(focused) & Node.DOCUMENT_POSITION_FOLLOWING ? "Shift+Tab" : "Tab";
                }
                """);
            if (direction.Length == 0)
                return;
            await PressAsync(direction);
            way.Add(await Page.EvaluateAsync<string>("`${document.activeElement.tagName} ${document.activeElement.textContent.slice(0, 20)}`"));
        }
        Assert.Fail($"Tab does not come to {control}, but to: {string.Join(", ", way)}");
    }

    /// <summary>Holds bytes, however many.</summary>
    public Task ExpectBytesAsync(string side, string kind) => Expect(Vessel(side, kind)).ToHaveTextAsync(SomeBytes());

    [GeneratedRegex(@"^[1-9][\d,]* B$")]
    private static partial Regex SomeBytes();

    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        await _lens.DisposeAsync();
    }
}
