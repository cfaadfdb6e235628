using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Meari.Lens.Tests.Browser;

/// <summary>What hindered those who saw TCP, and the page, for the first time.</summary>
[Collection(nameof(Alone))]
[Trait("Engine", "none")]
public sealed class NewcomerTests(Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>What was done at the living end was shown at once, so that nothing was left to predict.</summary>
    [Theory]
    [InlineData("ko")]
    [InlineData("en")]
    public async Task Predict_first_asks_of_what_is_sent_now(string language)
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, language, isStill: true);
        await tab.EndOpeningAsync();
        await tab.Page.Locator("#hands input[type=checkbox]").CheckAsync();
        Assert.Equal("16", await tab.ActAsync(() => tab.Page.Locator("form.message button").ClickAsync()));
        ILocator choices = tab.Page.Locator("#sentence .choices button");
        await Expect(choices).ToHaveCountAsync(3);
        await Expect(tab.Vessel("client", "send")).ToHaveTextAsync("0 B");
        await choices.Nth(1).ClickAsync();
        await Expect(tab.Vessel("client", "send")).ToHaveTextAsync("16 B");
        await Expect(tab.Page.Locator("#sentence .verdict[data-right]")).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints.All);
    }

    /// <summary>Until the stage was there, the page said that it replayed a recording and that its sockets could not be operated.</summary>
    [Fact]
    public async Task A_living_page_is_at_no_moment_taken_for_a_recording()
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, "en", isStill: true);
        await tab.EndOpeningAsync();
        List<Picture> seen = await tab.SeenAsync();
        Assert.True(seen.Count > 1);
        Assert.All(seen, static picture => Assert.Empty(picture.Note));
    }

    /// <summary>Who sent a message saw only how it ended.</summary>
    [Fact]
    public async Task What_was_done_last_is_replayed_with_the_bytes_on_their_way()
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, "en", isStill: true);
        await tab.EndOpeningAsync();
        ILocator replay = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Replay what I did", Exact = true });
        await Expect(replay).ToBeHiddenAsync();
        Assert.Equal("16", await tab.ActAsync(() => tab.Page.Locator("form.message button").ClickAsync()));
        await Expect(tab.Vessel("client", "receive")).ToHaveTextAsync("16 B");
        int last = await tab.LastStepAsync(), before = (await tab.SeenAsync()).Count;
        await replay.ClickAsync();
        await Expect(tab.Vessel("client", "receive")).ToHaveTextAsync("0 B");
        await Expect(tab.Vessel("client", "receive")).ToHaveTextAsync("16 B");
        List<Picture> replayed = (await tab.SeenAsync())[before..];
        Assert.Contains(replayed, picture => picture is { HasSent16: true, ClientSend: 16 } && picture.Step < last);
        Assert.Empty(tab.Complaints.All);
    }

    /// <summary>While it played, a screen reader was given a sentence with each frame, and came to its end long after it was true.</summary>
    [Fact]
    public async Task A_sentence_is_read_aloud_once_it_stands()
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, "en", isStill: true);
        await tab.EndOpeningAsync();
        ILocator words = tab.Page.Locator("#sentence .words"), aloud = tab.Page.Locator("#sentence [aria-live=polite]");
        // A timer that the page has set before its clock is the test's runs on, and cannot be cleared by it any more.
        await tab.Page.WaitForFunctionAsync("""() => document.querySelector("#sentence .words").textContent === document.querySelector("#sentence [aria-live=polite]").textContent""");
        DateTime start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await tab.Page.Clock.InstallAsync(new() { TimeDate = start });
        await tab.Page.Clock.PauseAtAsync(start.AddMinutes(1));
        await tab.Page.Locator("body").PressAsync("Home");
        await tab.Page.Clock.RunForAsync(5000);
        string before = await aloud.InnerTextAsync();
        Assert.Equal(await words.InnerTextAsync(), before);
        for (int step = 0; step < 6; step++)
        {
            await tab.Page.Locator("body").PressAsync("ArrowRight");
            await tab.Page.Clock.RunForAsync(100);
            Assert.Equal(before, await aloud.InnerTextAsync());
        }
        Assert.NotEqual(before, await words.InnerTextAsync());
        await tab.Page.Clock.RunForAsync(5000);
        Assert.Equal(await words.InnerTextAsync(), await aloud.InnerTextAsync());
        Assert.Empty(tab.Complaints.All);
    }

    /// <summary>The states' pills in netstat lay one over the other, labs' titles had half their width, and large numbers beside the score were cut off.</summary>
    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Nothing_lies_over_another_or_is_cut_off(int width)
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, "en", isStill: true);
        await tab.Page.SetViewportSizeAsync(width, 900);
        await tab.EndOpeningAsync();
        await tab.ActAsync(() => tab.Switch(tab.Words.Tap, tab.Words.Stopped).ClickAsync());
        await tab.ActAsync(() => tab.Switch(tab.Words.Blocking, tab.Words.NonBlocking).ClickAsync());
        await tab.FillAsync(() => tab.Button(tab.Words.Megabyte).ClickAsync());
        await tab.Button(tab.Words.ToEnd).ClickAsync();
        await tab.ExpectBytesAsync("client", "send");
        await tab.Button("netstat", "#drawers").ClickAsync();
        await Expect(tab.Page.Locator(".socket-body .state-pill").First).ToBeVisibleAsync();
        string[] wrong = await tab.Page.EvaluateAsync<string[]>("""
            () => {
              const within = (inner, outer) => { const i = inner.getBoundingClientRect(), o = outer.getBoundingClientRect(); return i.top >= o.top - .5 && i.bottom <= o.bottom + .5; };
              const pills = [...document.querySelectorAll(".socket-body .state-pill")].filter(pill => !within(pill, pill.closest(".socket-row")));
              const heads = [...document.querySelectorAll(".score-head")].filter(head => head.clientWidth > 0 && head.scrollWidth > head.clientWidth);
              const wide = document.documentElement.scrollWidth > innerWidth ? [document.documentElement] : [];
              return [...pills, ...heads, ...wide].map(each => `${each.className}: ${each.textContent.slice(0, 40)}`);
            }
            """);
        Assert.Empty(wrong);
        await tab.Button("Labs", "#drawers").ClickAsync();
        await Expect(tab.Page.Locator(".lab-title").First).ToBeVisibleAsync();
        Assert.True(await tab.Page.EvaluateAsync<bool>("""() => [...document.querySelectorAll(".lab-item")].every(item => item.querySelector(".lab-title").getBoundingClientRect().width > item.clientWidth * .8)"""));
        Assert.Empty(tab.Complaints.All);
    }

    /// <summary>Both ends have a Local, a Remote, a send buffer; who does not see on which side one is must hear it.</summary>
    [Theory]
    [InlineData("ko")]
    [InlineData("en")]
    public async Task Each_control_of_an_end_says_whose_it_is(string language)
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, language, isStill: true);
        await tab.EndOpeningAsync();
        string[] nameless = await tab.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll("#ends .pair button")].filter(button => {
              const side = button.closest(".cell.client") ? "client" : "server", end = document.querySelector(`#ends .head.${side} h2`).textContent;
              return !button.closest("[role=group]")?.getAttribute("aria-label")?.startsWith(end);
            }).map(button => button.textContent)
            """);
        Assert.Empty(nameless);
        Assert.Empty(await tab.Page.EvaluateAsync<string[]>("""() => [...document.querySelectorAll("main > section")].filter(section => ["ends", "hands"].includes(section.id) && !section.getAttribute("aria-label")).map(section => section.id)"""));
    }

    /// <summary>A saved page knows no stage, and told 127.0.0.1 of whatever it showed; and its Now led to the begin.</summary>
    [Fact]
    public async Task A_saved_page_of_IPv6_goes_to_its_end_and_names_its_address()
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, "en", isStill: true);
        await tab.EndOpeningAsync();
        await tab.Page.Locator("#hands select").Filter(new() { HasText = "IPv6" }).SelectOptionAsync("ipv6");
        await Expect(tab.Page.Locator("#ends .server.address.local code")).ToContainTextAsync("[::1]:");
        string address = (await tab.Page.Locator("#ends .server.address.local code").TextContentAsync())!;
        string html = await tab.Http.GetStringAsync("/api/export.html", LensPage.Cancellation);
        IPage saved = await chromium.NewPageAsync(new() { Locale = "en-US", ReducedMotion = ReducedMotion.Reduce });
        await saved.RouteAsync("http://saved.test/", route => route.FulfillAsync(new() { ContentType = "text/html; charset=utf-8", Body = html }));
        await saved.GotoAsync("http://saved.test/");
        // It goes to where it opens once it has read all that it holds.
        await Expect(saved.Locator("#ends .client.act .called")).ToHaveTextAsync("send()→ 16");
        await saved.GetByRole(AriaRole.Button, new() { Name = "Now", Exact = true }).ClickAsync();
        await saved.GetByRole(AriaRole.Listbox).PressAsync("End");
        await Expect(saved.Locator("#ends .server.address.local code")).ToHaveTextAsync(address);
        await Expect(saved.Locator("#top code")).ToHaveTextAsync(address);
        await saved.Context.DisposeAsync();
    }
}
