using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Meari.Text;

namespace Meari.Lens.Tests;

/// <summary>A lens and what its page does.</summary>
internal sealed class LensPage : IAsyncDisposable
{
    readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    LensPage(LensServer lens) => Lens = lens;

    public LensServer Lens { get; }

    public string Token { get; private set; } = "";

    public HttpClient Http => _http;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<LensPage> OpenAsync(Func<LensSettings, LensSettings>? with = null)
    {
        LensSettings settings = new() { Language = Language.English, PagePort = 0 };
        LensPage page = new(await LensServer.StartAsync(with?.Invoke(settings) ?? settings));
        page._http.BaseAddress = page.Lens.Page;
        page.Token = (await page.GetAsync("/api/hello")).GetProperty("page_token").GetString()!;
        return page;
    }

    public async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await _http.GetStringAsync(path, Cancellation)).RootElement;

    public HttpRequestMessage Post(string path, HttpContent content) => new(HttpMethod.Post, path) { Content = content, Headers = { { "X-Meari-Page", Token } } };

    public static StringContent Content(string json) => new(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    /// <summary>An act that must be done.</summary>
    /// <returns>What the call returned, or its errno; null if it waits.</returns>
    public async Task<string?> ActAsync(string json)
    {
        using HttpResponseMessage answer = await _http.SendAsync(Post("/api/act", Content(json)), Cancellation);
        string text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, text);
        JsonElement result = JsonDocument.Parse(text).RootElement;
        return result.GetProperty("error").GetString() ?? result.GetProperty("result").GetString();
    }

    public async Task<int> StatusOfAsync(string act) => (int)(await _http.SendAsync(Post("/api/act", Content(act)), Cancellation)).StatusCode;

    /// <summary>Reads the events from the first, until one is as wanted.</summary>
    /// <param name="isIt">Takes the kind (<c>message</c>, <c>stage</c>, <c>dropped</c>) and the data.</param>
    public async Task<JsonElement> UntilAsync(Func<string, JsonElement, bool> isIt)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        using StreamReader lines = new(await _http.GetStreamAsync("/api/events?from=1", limit.Token));
        string kind = "message";
        while (await lines.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Length == 0)
                kind = "message";
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                kind = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonDocument.Parse(line[6..]).RootElement is var data && isIt(kind, data))
                return data;
        }
        throw new InvalidOperationException("The events have ended.");
    }

    /// <summary>Waits until the stage is as wanted.</summary>
    public Task<JsonElement> UntilStageAsync(Func<JsonElement, bool> isIt) => UntilAsync((kind, data) => kind == "stage" && isIt(data));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Lens.DisposeAsync();
    }
}
