using System.Globalization;
using System.Text.RegularExpressions;
using Meari.Bench.Reports;
using Meari.Bench.Statistics;
using Meari.Text;
using Microsoft.Playwright;

namespace Meari.Bench.Tests.Reports;

/// <summary>The page as a browser without a network shows it.</summary>
public sealed partial class BenchHtmlTests : IAsyncLifetime
{
    const string Hostile = "<script>alert(1)</script>\"'><img src=http://192.0.2.1/x onerror=alert(2)>\u001b[31m\u202e";

    const float Patience = 60_000;

    readonly List<string> _asked = [];
    IPlaywright? _playwright;
    IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            Timeout = Patience,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    [Theory]
    [InlineData("ko")]
    [InlineData("en")]
    public void The_page_has_no_script_and_asks_nobody_for_anything(string language)
    {
        string page = Page(language == "ko" ? Language.Korean : Language.English, One("", 1));
        Assert.DoesNotMatch(Reference(), page);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_and_titles_that_would_act_are_only_text()
    {
        string html = new BenchHtml(new(Language.English)).Write(Hostile, [Hostile], [(Hostile, Hostile, Hostile)], [Hostile], [One(Hostile, 1), One("b", 2)]);
        Assert.DoesNotContain('\u001b', html);
        Assert.DoesNotContain('\u202e', html);
        IPage page = await OpenAsync(html, 1280);
        Assert.Equal(0, await page.Locator("script, img").CountAsync());
        Assert.StartsWith("<script>alert(1)</script>", await page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(_asked);
    }

    /// <summary>On a phone and on a desk: nothing sticks out of the page, each line stays between its axes, no word is cut off.</summary>
    [Theory]
    [InlineData(360, 1)]
    [InlineData(1280, 1)]
    [InlineData(360, 6)]
    [InlineData(1280, 6)]
    public async Task Charts_lie_inside_their_axes_and_the_page_inside_its_width(int width, int measurements)
    {
        IPage page = await OpenAsync(Page(Language.Korean, [.. Enumerable.Range(1, measurements).Select(static i => One(i > 1 ? $"run-{i}.hlog" : "", i))]), width);
        Assert.Equal(3, await page.Locator("svg:visible").CountAsync());
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(await WhatSticksOutAsync(page));
        Assert.Empty(_asked);
    }

    /// <summary>Once the page of a stream had no chart at all.</summary>
    [Theory]
    [InlineData(360, StreamDirection.Both, 2)]
    [InlineData(1280, StreamDirection.Both, 2)]
    [InlineData(1280, StreamDirection.Up, 1)]
    [InlineData(360, StreamDirection.Down, 1)]
    public async Task A_stream_has_its_throughput_over_time(int width, object direction, int lines)
    {
        Moment[] course =
        [
            new(1, 1, false, 0, 0, 900_000_000, 900_000_000, 0, 0, 0, 0),
            .. Enumerable.Range(2, 8).Select(second => new Moment(
                second, 1, true, 0, 0, direction is StreamDirection.Down ? 0 : second * 150_000_000L, direction is StreamDirection.Up ? 0 : second * 140_000_000L, 0, 0, 0, 0)),
        ];
        IPage page = await OpenAsync(Page(Language.English, new Measured("", new(), null, course) { IsStream = true }), width);
        Assert.Equal(["Throughput over time"], await page.Locator("h2").AllInnerTextsAsync());
        Assert.Equal(1, await page.Locator("svg:visible").CountAsync());
        Assert.Equal(lines, await page.Locator("svg:visible polyline").CountAsync());
        Assert.Contains("GB/s", await page.Locator("svg:visible").TextContentAsync(), StringComparison.Ordinal);
        Assert.Empty(await WhatSticksOutAsync(page));
    }

    /// <summary>Once a ratio of thousands had the last column cut off on a page of usual width.</summary>
    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Korean)]
    public async Task A_comparison_of_what_is_far_apart_fits_its_page(object language)
    {
        Latencies quick = new(), slow = new();
        quick.Record(11_100, 10_000_000);
        slow.Record(888_000_000, 10_000_000);
        IPage page = await OpenAsync(Page((Language)language, [new("quick.hlog", quick, quick, []), new("slow.hlog", slow, slow, [])]), 1100);
        Assert.Matches(@"×\d\d,\d{3}\s", await page.Locator("table").InnerTextAsync());
        Assert.Empty(await page.EvaluateAsync<string[]>("[...document.querySelectorAll('.wide')].filter(box => box.scrollWidth > box.clientWidth).map(box => `${box.scrollWidth} of ${box.clientWidth}: ${box.innerText}`)"));
    }

    [Fact]
    public void A_run_without_an_answer_has_a_page_without_charts()
    {
        string page = Page(Language.English, new Measured("", new(), null, []));
        Assert.DoesNotContain("<svg", page, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
    }

    /// <summary>Once a run whose answers all came after its window had no page at all: there was no second with an answer to draw.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(3700, 0)]
    [InlineData(3700, 1)]
    public void Answers_without_a_course_over_time_have_a_page_with_what_can_be_drawn(int empty, int answered)
    {
        Latencies latencies = new();
        latencies.Record(1_500_000_000, 50);
        List<Moment> course = [.. Enumerable.Range(1, empty).Select(static second => new Moment(second, 1, true, 0, 0, 0, 0, 0, 0, 0, 0))];
        if (answered > 0)
            course.Add(new(empty + 1, 1, false, 50, 0, 0, 0, latencies.At(50), latencies.At(99), latencies.At(99.9), latencies.Max));
        string page = Page(Language.English, new Measured("", latencies, null, course));
        Assert.Contains("<h2>Latency by percentile</h2>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<h2>Latency over time</h2>", page, StringComparison.Ordinal);
        Assert.Equal(empty > 1, page.Contains("<h2>Requests a second over time</h2>", StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    /// <summary>What is drawn behind the window are answers that came late, not a second warm-up.</summary>
    [Fact]
    public void Only_what_comes_before_the_first_measured_second_is_shaded_as_the_warm_up()
    {
        Measured one = One("", 1);
        Moment last = one.Course[^1];
        string before = Page(Language.English, one);
        string with = Page(Language.English, one with { Course = [.. one.Course, last with { Second = last.Second + 1, IsMeasured = false }] });
        Assert.Equal(4, Shade().Count(before));
        Assert.Equal(4, Shade().Count(with));
        double width = double.Parse(Shade().Match(with).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(width, 1, 100); // one second of fourteen
    }

    async Task<IPage> OpenAsync(string html, int width)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new() { Offline = true, ViewportSize = new() { Width = width, Height = 900 } });
        context.SetDefaultTimeout(Patience);
        IPage page = await context.NewPageAsync();
        string file = Path.Combine(Path.GetTempPath(), $"meari-{Path.GetRandomFileName()}.html");
        await File.WriteAllTextAsync(file, html);
        page.Request += (_, request) => _asked.Add(request.Url);
        page.Dialog += (_, dialog) => _asked.Add(dialog.Message);
        await page.GotoAsync("file://" + file);
        _asked.Remove("file://" + file);
        File.Delete(file);
        return page;
    }

    /// <summary>Points of lines outside their axes, and words that are cut off or lie on others.</summary>
    static Task<string[]> WhatSticksOutAsync(IPage page) => page.EvaluateAsync<string[]>("""
            () => {
              const outside = [];
              for (const svg of [...document.querySelectorAll("svg")].filter(each => each.getBoundingClientRect().width > 0)) {
                const frame = svg.viewBox.baseVal;
                const grid = [...svg.querySelectorAll(".grid")].map(line => line.getBBox());
                const [left, right] = [Math.min(...grid.map(b => b.x)), Math.max(...grid.map(b => b.x + b.width))];
                const [top, bottom] = [Math.min(...grid.map(b => b.y)), Math.max(...grid.map(b => b.y + b.height))];
                const lines = svg.querySelectorAll("polyline");
                if (lines.length === 0)
                  outside.push("no line");
                for (const line of lines)
                  for (const point of line.points)
                    if (!(point.x >= left - .1 && point.x <= right + .1 && point.y >= top - .1 && point.y <= bottom + .1))
                      outside.push(`${point.x},${point.y} of ${left}-${right},${top}-${bottom}`);
                const words = [...svg.querySelectorAll("text")].map(text => [text.textContent, text.getBBox()]);
                for (const [word, b] of words)
                  if (b.x < 0 || b.y < 0 || b.x + b.width > frame.width || b.y + b.height > frame.height)
                    outside.push(word);
                for (const [i, [word, a]] of words.entries())
                  for (const [other, b] of words.slice(i + 1))
                    if (a.x < b.x + b.width && b.x < a.x + a.width && a.y + 2 < b.y + b.height && b.y + 2 < a.y + a.height)
                      outside.push(`${word} on ${other}`);
              }
              return outside;
            }
            """);

    static string Page(Language language, params Measured[] measured) => new BenchHtml(new(language)).Write("meari bench [::1]:9000", ["about"], [("a", "b", "c")], ["warning"], measured);

    static Measured One(string name, int seed)
    {
        Random random = new(seed);
        Latencies corrected = new(), uncorrected = new();
        List<Moment> course = [new(1, 1, false, 0, 0, 1000, 1000, 0, 0, 0, 0)];
        for (int second = 1; second <= 12; second++)
        {
            Latencies latencies = new();
            for (int i = 0; i < 3000; i++)
            {
                long nanoseconds = (long)Math.Pow(10, 4 + (random.NextDouble() * seed / 2.0));
                latencies.Record(2 * nanoseconds, 1);
                uncorrected.Record(nanoseconds, 1);
            }
            corrected.Add(latencies);
            course.Add(new(second + 1, 1, true, latencies.Count, 0, 0, 0, latencies.At(50), latencies.At(99), latencies.At(99.9), latencies.Max));
        }
        return new(name, corrected, seed % 2 == 0 ? null : uncorrected, course);
    }

    [GeneratedRegex("<rect class=\"shade\" x=\"[0-9.]+\" y=\"[0-9.]+\" width=\"([0-9.]+)\"")]
    private static partial Regex Shade();

    [GeneratedRegex(@"<script|<link|<img|<iframe|https?:|src=|href=|url\(|@import|\son\w+=", RegexOptions.IgnoreCase)]
    private static partial Regex Reference();
}
