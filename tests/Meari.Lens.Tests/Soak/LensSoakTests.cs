using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Meari.Lens.Tests.Browser;
using Microsoft.Playwright;

namespace Meari.Lens.Tests.Soak;

/// <summary>A page that is open for long on many connections: what it costs, and that it does not grow. <c>./soak --lens</c> runs it.</summary>
[Trait("Engine", "none")]
[Trait("Soak", "yes")]
public sealed class LensSoakTests(Chromium chromium) : IClassFixture<Chromium>
{
    static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <summary>What a heap may be larger at the end than once it was warm: in part and in MiB. Two garbage collections never leave the same.</summary>
    const double Growth = 1.15, Slack = 24;

    /// <summary>Until then the server fills its ring of events and the runtime compiles what runs often; a shorter run tells its figures and judges none.</summary>
    static readonly TimeSpan Warm = TimeSpan.FromMinutes(1);

    static TimeSpan Duration => TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("MEARI_SOAK_SECONDS") ?? "60", CultureInfo.InvariantCulture));

    [Theory(Explicit = true)]
    [InlineData(50, 50)]
    [InlineData(1000, 2000)]
    public async Task A_page_on_many_connections_does_not_grow(int connections, int pause)
    {
        await using LensLoad load = await LensLoad.StartAsync();
        IPage page = await chromium.NewPageAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 }, Locale = "en-US" });
        Complaints complaints = new(page);
        await page.GotoAsync(load.Page.ToString());
        ICDPSession browser = await page.Context.NewCDPSessionAsync(page);
        await browser.SendAsync("Performance.enable");
        ScriptTime script = new(browser);
        await load.SendAsync(connections, TimeSpan.FromMilliseconds(pause));
        List<double> heaps = [], servers = [];
        List<(double Processor, double Wall)> frames = [];
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < Duration)
        {
            await script.BeginAsync();
            await Task.Delay(Look, TestContext.Current.CancellationToken);
            frames.AddRange(await script.EndAsync());
            // What lives, not what the collector has left for later.
            await browser.SendAsync("HeapProfiler.collectGarbage");
            heaps.Add(await MetricAsync(browser, "JSHeapUsedSize") / 1048576);
            servers.Add(load.ServerMemory);
        }
        string busy = await page.Locator("#hands .busy").InnerTextAsync();
        Tell($"{connections} connections, {load.Exchanges / watch.Elapsed.TotalSeconds:N0} messages/s, {watch.Elapsed.TotalMinutes:N1} min, server {100 * load.ServerTime / watch.Elapsed.TotalSeconds:N0} % of a processor");
        TellFrames("script a frame, processor time", [.. frames.Select(static frame => frame.Processor)]);
        TellFrames("with what else the machine did meanwhile", [.. frames.Select(static frame => frame.Wall)]);
        Tell($"  page: {heaps[heaps.Count / 3]:N1} MiB after a third, {heaps[^1]:N1} MiB at the end, most {heaps.Max():N1}; server: {servers[servers.Count / 3]:N1}, {servers[^1]:N1}, most {servers.Max():N1}");
        Tell($"  the page says: {(busy.Length > 0 ? busy : "nothing")}");
        Assert.Empty(complaints.All);
        StaysWithin(heaps, "page");
        StaysWithin(servers, "server");
        await page.Context.DisposeAsync();
    }

    /// <summary>Of what was seen when warm, the last third is about as much as the rest.</summary>
    static void StaysWithin(List<double> seen, string what)
    {
        List<double> warm = seen[Math.Min(seen.Count, (int)(Warm / Look))..];
        if (warm.Count < 6)
            return;
        int third = warm.Count / 3;
        Assert.True(Part(warm[^third..], 0.5) < Growth * Part(warm[..^third], 0.5) + Slack, $"The {what} grows: {string.Join(' ', seen.Select(static each => $"{each:N0}"))}");
    }

    static void TellFrames(string what, List<double> frames) =>
        Tell($"  {what}: median {Part(frames, 0.5):N1} ms, p95 {Part(frames, 0.95):N1} ms, p99 {Part(frames, 0.99):N1} ms, most {Part(frames, 1):N1} ms, of {frames.Count:N0} frames");

    static void Tell(FormattableString line) => TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(line));

    static double Part(List<double> all, double part) => all.Count == 0 ? 0 : all.Order().ElementAt((int)(part * (all.Count - 1)));

    static async Task<double> MetricAsync(ICDPSession browser, string name)
    {
        JsonElement answer = (await browser.SendAsync("Performance.getMetrics"))!.Value;
        return answer.GetProperty("metrics").EnumerateArray().First(metric => metric.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();
    }
}
