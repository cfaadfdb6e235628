using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Meari.Lens.Tests.Browser;

/// <summary>What a person sees who opens the lens, and does, with a mouse.</summary>
[Collection(nameof(Alone))]
[Trait("Engine", "none")]
public sealed class LensInBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    const string Greeting = "안녕하세요.";

    [Theory]
    [InlineData("ko", "송신 버퍼")]
    [InlineData("en", "send buffer")]
    public async Task The_page_plays_the_opening_exchange_and_keeps_the_bytes_until_the_acknowledgment(string language, string buffer)
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, language, isStill: false);
        await Expect(tab.ClientCall).ToHaveTextAsync("recv()→ 16");
        List<Picture> seen = await tab.SeenAsync();
        int sent = seen.FindIndex(static picture => picture.HasSent16);
        int acknowledged = seen.FindIndex(Math.Max(0, sent), static picture => picture.IsAcknowledged);
        Assert.True(sent >= 0 && acknowledged > sent, string.Join('\n', seen));
        Assert.All(seen[sent..acknowledged], static picture => Assert.Equal((16, Greeting), (picture.ClientSend, picture.ClientSendText)));
        Assert.All(seen[acknowledged..], static picture => Assert.Equal(0, picture.ClientSend));
        Assert.Contains(buffer, seen[sent].Sentence, StringComparison.Ordinal);
        Assert.Empty(tab.Complaints.All);
    }

    [Fact]
    public async Task Less_motion_opens_at_the_send_and_stays_there()
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, "ko", isStill: true);
        await Expect(tab.Vessel("client", "send")).ToHaveTextAsync("16 B");
        Picture opened = await tab.SeeAsync();
        Assert.True(opened.HasSent16, $"{opened}");
        List<Picture> steps = await tab.StepUntilAsync("ArrowRight", static picture => picture.IsAcknowledged);
        Assert.All(steps[..^1], static picture => Assert.Equal(16, picture.ClientSend));
        Assert.Equal(0, steps[^1].ClientSend);
        Assert.Empty(tab.Complaints.All);
    }

    [Theory]
    [InlineData("ko")]
    [InlineData("en")]
    public async Task Full_buffers_refuse_a_nonblocking_send_with_EAGAIN(string language)
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, language, isStill: true);
        await tab.EndOpeningAsync();
        await tab.ActAsync(() => tab.Switch(tab.Words.Tap, tab.Words.Stopped).ClickAsync());
        await tab.ActAsync(() => tab.Switch(tab.Words.Blocking, tab.Words.NonBlocking).ClickAsync());
        await tab.FillAsync(() => tab.Button(tab.Words.Megabyte).ClickAsync());
        // It told the name of the page's request, send_bytes, which no program calls.
        await Expect(tab.Page.Locator("#hands .notice")).ToHaveTextAsync("send() → -1 EAGAIN");
        await tab.Button(tab.Words.ToEnd).ClickAsync();
        await Expect(tab.ClientCall).ToHaveTextAsync("send()→ -1 EAGAIN");
        await tab.ExpectBytesAsync("client", "send");
        await tab.ExpectBytesAsync("server", "receive");
        Assert.Empty(tab.Complaints.All);
    }

    [Theory]
    [InlineData("ko")]
    [InlineData("en")]
    public async Task The_end_that_closes_first_stays_in_TIME_WAIT(string language)
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, language, isStill: true);
        await tab.EndOpeningAsync();
        Assert.Equal("0", await tab.ActAsync(() => tab.Button(tab.Words.Close).ClickAsync()));
        await tab.Button(tab.Words.ToEnd).ClickAsync();
        await Expect(tab.ClientState).ToHaveTextAsync("TIME_WAIT");
        await Expect(tab.Button(tab.Words.Close)).ToBeDisabledAsync();
        Assert.Empty(tab.Complaints.All);
    }

    [Theory]
    [InlineData("ko", "en")]
    [InlineData("en", "ko")]
    public async Task The_language_is_switched_in_place(string language, string other)
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, language, isStill: true);
        await tab.EndOpeningAsync();
        await tab.PressAsync("ArrowLeft");
        Picture before = await tab.SeeAsync();
        await tab.Message.FillAsync("가나다");
        await tab.Page.EvaluateAsync("window.isTheSame = true");
        await tab.Button(tab.Words.OtherLanguage, "#top").ClickAsync();
        PageWords words = PageWords.Of(other);
        await Expect(tab.Page.Locator("html")).ToHaveAttributeAsync("lang", other);
        await Expect(tab.Button(words.SendBuffer, "#ends").First).ToBeVisibleAsync();
        await Expect(tab.Button(words.Close)).ToBeVisibleAsync();
        Picture after = await tab.SeeAsync();
        Assert.NotEqual(before.Sentence, after.Sentence);
        Assert.Equal(before with { Sentence = after.Sentence, ServerCall = after.ServerCall }, after);
        Assert.True(await tab.Page.EvaluateAsync<bool>("window.isTheSame === true"));
        await Expect(tab.Page.GetByRole(AriaRole.Textbox, new() { Name = words.Message, Exact = true })).ToHaveValueAsync("가나다");
        Assert.Empty(tab.Complaints.All);
    }

    // That the other tests see no complaint says something only if complaints are seen.
    [Fact]
    public async Task A_script_that_is_not_the_pages_own_is_refused_and_that_is_noticed()
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, "en", isStill: true);
        await tab.Page.EvaluateAsync("""
            () => {
              const script = document.createElement("script");
              script.textContent = "window.hasRun = true";
              document.head.append(script);
            }
            """);
        await tab.SeeAsync();
        Assert.False(await tab.Page.EvaluateAsync<bool>("window.hasRun === true"));
        Assert.Contains("Content Security Policy", Assert.Single(tab.Complaints.All), StringComparison.Ordinal);
    }
}
