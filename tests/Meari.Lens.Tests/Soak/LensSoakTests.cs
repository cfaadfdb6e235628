using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Meari.Lens.Tests.Browser;
using Microsoft.Playwright;

namespace Meari.Lens.Tests.Soak;

/// <summary>A page that is open for long on many connections: what it costs, and that it does not grow. <c>./soak --lens</c> runs it.</summary>
[Trait("Engine", "none")]
public sealed class LensSoakTests(Chromium chromium) : IClassFixture<Chromium>
{
    static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <summary>What a heap may be larger at the end than once it was warm: in part and in MiB. Two garbage collections never leave the same.</summary>
    const double Growth = 1.15, Slack = 24;

    static TimeSpan Duration => TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("MEARI_SOAK_SECONDS") ?? "60", CultureInfo.InvariantCulture));

    [Theory(Explicit = true)]
    [InlineData(50, 50)]
    [InlineData(1000, 2000)]
    public async Task A_page_on_many_connections_does_not_grow(int connections, int pause)
    {
        await using LensLoad load = await LensLoad.StartAsync();
        IPage page = await chromium.NewPageAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 }, Locale = "en-US" });
        Complaints complaints = new(page);
        await page.AddInitScriptAsync(LensTab.Read("Soak/frames.js"));
        await page.GotoAsync(load.Page.ToString());
        ICDPSession browser = await page.Context.NewCDPSessionAsync(page);
        await browser.SendAsync("Performance.enable");
        await load.SendAsync(connections, TimeSpan.FromMilliseconds(pause));
        List<double> heaps = [], servers = [], frames = [];
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < Duration)
        {
            await Task.Delay(Look, TestContext.Current.CancellationToken);
            frames.AddRange(await page.EvaluateAsync<double[]>("takeFrames()"));
            // What lives, not what the collector has left for later.
            await browser.SendAsync("HeapProfiler.collectGarbage");
            heaps.Add(await MetricAsync(browser, "JSHeapUsedSize") / 1048576);
            servers.Add(load.ServerMemory);
            await page.EvaluateAsync("takeFrames()");
        }
        string busy = await page.Locator("#hands .busy").InnerTextAsync();
        Tell($"{connections} connections, {load.Exchanges / watch.Elapsed.TotalSeconds:N0} messages/s, {watch.Elapsed.TotalMinutes:N1} min, server {100 * load.ServerTime / watch.Elapsed.TotalSeconds:N0} % of a processor");
        Tell($"  script a frame: median {Part(frames, 0.5):N1} ms, p95 {Part(frames, 0.95):N1} ms, most {frames.Max():N1} ms, of {frames.Count:N0} frames");
        Tell($"  page: {heaps[heaps.Count / 3]:N1} MiB after a third, {heaps[^1]:N1} MiB at the end, most {heaps.Max():N1}; server: {servers[servers.Count / 3]:N1}, {servers[^1]:N1}, most {servers.Max():N1}");
        Tell($"  the page says: {(busy.Length > 0 ? busy : "nothing")}");
        Assert.Empty(complaints.All);
        Assert.True(Part(heaps[^(heaps.Count / 3)..], 0.5) < Growth * Part(heaps[(heaps.Count / 3)..^(heaps.Count / 3)], 0.5) + Slack, $"The page grows: {string.Join(' ', heaps.Select(static heap => $"{heap:N0}"))}");
        Assert.True(Part(servers[^(servers.Count / 3)..], 0.5) < Growth * Part(servers[(servers.Count / 3)..^(servers.Count / 3)], 0.5) + Slack, $"The server grows: {string.Join(' ', servers.Select(static each => $"{each:N0}"))}");
        await page.Context.DisposeAsync();
    }

    static void Tell(FormattableString line) => TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(line));

    static double Part(List<double> all, double part) => all.Count == 0 ? 0 : all.Order().ElementAt((int)(part * (all.Count - 1)));

    static async Task<double> MetricAsync(ICDPSession browser, string name)
    {
        JsonElement answer = (await browser.SendAsync("Performance.getMetrics"))!.Value;
        return answer.GetProperty("metrics").EnumerateArray().First(metric => metric.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();
    }
}
