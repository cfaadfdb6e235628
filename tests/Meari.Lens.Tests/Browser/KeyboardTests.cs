using static Microsoft.Playwright.Assertions;

namespace Meari.Lens.Tests.Browser;

/// <summary>The lens without a mouse.</summary>
[Collection(nameof(Alone))]
[Trait("Engine", "none")]
public sealed class KeyboardTests(Chromium chromium) : IClassFixture<Chromium>
{
    const string Greeting = "안녕하세요.";

    [Theory]
    [InlineData("ko")]
    [InlineData("en")]
    public async Task What_is_typed_is_sent_and_found_again_on_its_way(string language)
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, language, isStill: true);
        await tab.EndOpeningAsync();
        await tab.TabToAsync(tab.Message);
        await tab.PressAsync("Control+A");
        await tab.Page.Keyboard.InsertTextAsync(Greeting);
        await tab.PressAsync("Home"); // of the text, not of the recording
        int before = await tab.LastStepAsync();
        Assert.Equal("16", await tab.ActAsync(() => tab.PressAsync("Enter")));
        await Expect(tab.Vessel("client", "receive")).ToHaveTextAsync("16 B");

        await tab.PressAsync("Tab");
        Picture sent = (await tab.StepUntilAsync("ArrowLeft", static picture => picture is { HasSent16: true, ClientSend: 16 }))[^1];
        Assert.True(sent.Step > before, $"{sent}");
        Assert.Equal(Greeting, sent.ClientSendText);
        List<Picture> way = await tab.StepUntilAsync("ArrowRight", static picture => picture.IsAcknowledged);
        Assert.All(way[..^1], static picture => Assert.Equal(16, picture.ClientSend));
        Assert.Equal(0, way[^1].ClientSend);
        Picture echo = (await tab.StepUntilAsync("ArrowRight", static picture => picture.ClientReceive == 16))[^1];
        Assert.Equal(Greeting, echo.ClientReceiveText);

        await tab.PressAsync("End");
        await Expect(tab.Button(tab.Words.Receive)).ToBeEnabledAsync();
        await tab.TabToAsync(tab.Button(tab.Words.Receive));
        Assert.Equal("16", await tab.ActAsync(() => tab.PressAsync("Enter")));
        await Expect(tab.ClientCall).ToHaveTextAsync("recv()→ 16");
        await Expect(tab.Vessel("client", "receive")).ToHaveTextAsync("0 B");
        Assert.Empty(tab.Complaints.All);
    }

    [Theory]
    [InlineData("ko")]
    [InlineData("en")]
    public async Task Buffers_are_filled_the_stage_set_anew_and_its_connection_closed(string language)
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, language, isStill: true);
        await tab.EndOpeningAsync();
        await tab.TabToAsync(tab.Switch(tab.Words.Tap, tab.Words.Stopped));
        await tab.ActAsync(() => tab.PressAsync("Space"));
        await tab.TabToAsync(tab.Switch(tab.Words.Blocking, tab.Words.NonBlocking));
        await tab.ActAsync(() => tab.PressAsync("Space"));
        await tab.FillAsync(async () =>
        {
            await tab.TabToAsync(tab.Button(tab.Words.Megabyte));
            await tab.PressAsync("Enter");
        });
        await tab.PressAsync("End");
        await Expect(tab.ClientCall).ToHaveTextAsync("send()→ -1 EAGAIN");
        await tab.ExpectBytesAsync("client", "send");
        await tab.ExpectBytesAsync("server", "receive");

        await tab.TabToAsync(tab.Button(tab.Words.Stage));
        Assert.Equal("0", await tab.ActAsync(() => tab.PressAsync("Enter")));
        // The old connection is ESTABLISHED, too, until the page has been told of its end; its buffer is full.
        await Expect(tab.Vessel("client", "send")).ToHaveTextAsync("0 B");
        await Expect(tab.ClientState).ToHaveTextAsync("ESTABLISHED");
        await Expect(tab.Button(tab.Words.Close)).ToBeEnabledAsync();
        await tab.TabToAsync(tab.Button(tab.Words.Close));
        Assert.Equal("0", await tab.ActAsync(() => tab.PressAsync("Enter")));
        await tab.PressAsync("End");
        await Expect(tab.ClientState).ToHaveTextAsync("TIME_WAIT");
        Assert.Empty(tab.Complaints.All);
    }
}
