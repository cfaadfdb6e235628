using System.Net;
using System.Net.Sockets;
using System.Text;
using Meari.Observe;

namespace Meari.Lens.Tests;

/// <summary>What browsers get, however slow they are.</summary>
[Collection(nameof(Alone))]
[Trait("Engine", "none")]
public sealed class LensFeedTests
{
    static TextEvent Line(long time, string text = "x") => new() { Time = time, Stream = TimelineText.Note, Text = text };

    [Fact]
    public void Who_is_too_slow_is_told_how_many_are_gone()
    {
        LensFeed feed = new(10);
        for (int i = 1; i <= 25; i++)
            feed.Add(Line(i));
        LensNews news = feed.Read(3, 0);
        Assert.Equal((16, 13), (news.Start, news.Dropped));
        Assert.Equal(Enumerable.Range(16, 10).Select(static n => (long)n), news.Items.Select(static item => item.Number));
        Assert.Empty(feed.Read(26, 0).Items);
    }

    [Fact]
    public void Who_comes_from_an_earlier_run_gets_everything()
    {
        LensFeed feed = new(10);
        feed.Add(Line(1));
        Assert.Equal(1, feed.Read(500, 0).Items.Single().Number);
    }

    [Fact]
    public void Who_waits_is_woken_by_an_item_and_by_a_stage()
    {
        LensFeed feed = new(10);
        LensNews news = feed.Read(1, 0);
        feed.SetStage("{}"u8.ToArray());
        Assert.True(news.Came.IsCompleted);
        news = feed.Read(1, 0);
        Assert.NotNull(news.Stage);
        news = feed.Read(1, news.StageVersion);
        Assert.Null(news.Stage);
        Assert.False(news.Came.IsCompleted);
        feed.Add(Line(1));
        Assert.True(news.Came.IsCompleted);
    }

    /// <summary>A tab that is asleep leaves its connection open and reads nothing.</summary>
    [Fact]
    public async Task A_browser_that_does_not_read_slows_nobody_and_costs_no_memory()
    {
        const int keeps = 1000, events = 40_000;
        await using LensPage page = await LensPage.OpenAsync(settings => settings with { Keeps = keeps });
        using Socket slow = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(IPAddress.Loopback, page.Lens.Page.Port, LensPage.Cancellation);
        await slow.SendAsync(Encoding.ASCII.GetBytes($"GET /api/events?from=1 HTTP/1.1\r\nHost: 127.0.0.1:{page.Lens.Page.Port}\r\n\r\n"), LensPage.Cancellation);
        byte[] buffer = new byte[1 << 16];
        await slow.ReceiveAsync(buffer.AsMemory(0, 1), LensPage.Cancellation);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        string text = new('a', 1000);
        for (int i = 0; i < events; i++)
            page.Lens.Feed.Add(Line(i, text));
        page.Lens.Feed.Add(Line(events, "the last"));
        // The fast one has all that is kept.
        await page.UntilAsync(static (kind, data) => kind == "message" && data.GetProperty("event").TryGetProperty("text", out var t) && t.GetString() == "the last");
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        // 40 MB went by; 1000 items of 1 KB as text and as JSON are kept.
        Assert.True(grown < 16 << 20, $"{grown} bytes more");
        // The slow one reads on, and is told.
        string last = "";
        StringBuilder got = new();
        while (!last.Contains("event: dropped", StringComparison.Ordinal))
        {
            int received = await slow.ReceiveAsync(buffer, LensPage.Cancellation);
            Assert.NotEqual(0, received);
            last = last[Math.Max(0, last.Length - 20)..] + Encoding.UTF8.GetString(buffer, 0, received);
            Assert.True(got.Append(received).Length < 1 << 20);
        }
    }
}
