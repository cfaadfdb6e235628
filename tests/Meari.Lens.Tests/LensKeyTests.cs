using System.Net;
using System.Text.Json;
using Meari.Text;

namespace Meari.Lens.Tests;

/// <summary>A page that can be opened from other machines: who has no key sees and does nothing.</summary>
[Collection(nameof(Alone))]
[Trait("Engine", "none")]
public sealed class LensKeyTests : IAsyncLifetime
{
    readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = TimeSpan.FromSeconds(30) };
    LensServer _lens = null!;

    string Key => _lens.Entrance.Fragment[1..];

    /// <summary>It listens on all addresses, so on this one too.</summary>
    string Page => $"http://127.0.0.1:{_lens.Page.Port}";

    public async ValueTask InitializeAsync() => _lens = await LensServer.StartAsync(new() { Language = Language.English, PageAddress = IPAddress.Any, PagePort = 0 });

    [Fact]
    public async Task Without_the_key_nothing_that_was_seen_is_told()
    {
        foreach (string path in (string[])["/api/hello", "/api/events?from=1", "/api/table", "/api/cards", "/api/labs", "/api/export.jsonl", "/api/export.pcapng", "/api/export.html", "/api/nothing"])
        {
            using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.DoesNotContain("127.0.0.1", await answer.Content.ReadAsStringAsync(LensPage.Cancellation), StringComparison.Ordinal);
        }
        using HttpResponseMessage act = await SendAsync(HttpMethod.Post, "/api/act", body: """{"act":"new_stage"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, act.StatusCode);
        // What shows the key has to come without.
        using HttpResponseMessage page = await SendAsync(HttpMethod.Get, "/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Another_key_opens_nothing()
    {
        string other = (Key[0] == '0' ? '1' : '0') + Key[1..];
        foreach (string body in (string[])["{}", "[]", "{\"key\":null}", "{\"key\":7}", "{\"key\":\"\"}", $"{{\"key\":\"{other}\"}}", $"{{\"key\":\"{Key}0\"}}", $"{{\"key\":\"{Key[..63]}\"}}", $"{{\"key\":\"{Key.ToUpperInvariant()}!\"}}"])
        {
            using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, LensSafety.Entrance, body: body);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.False(answer.Headers.Contains("Set-Cookie"), body);
        }
        using HttpResponseMessage hello = await SendAsync(HttpMethod.Get, "/api/hello", cookie: $"meari-{_lens.Page.Port}={other}");
        Assert.Equal(HttpStatusCode.Unauthorized, hello.StatusCode);
    }

    [Fact]
    public async Task The_key_opens_the_page_by_a_cookie_that_no_script_and_no_other_site_can_use()
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, LensSafety.Entrance, body: $"{{\"key\":\"{Key}\"}}");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        string[] cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie")).Split("; ");
        Assert.Contains(cookie, static part => part.Equals("httponly", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(cookie, static part => part.Equals("samesite=strict", StringComparison.OrdinalIgnoreCase));
        using HttpResponseMessage hello = await SendAsync(HttpMethod.Get, "/api/hello", cookie: cookie[0]);
        string token = JsonDocument.Parse(await hello.Content.ReadAsStringAsync(LensPage.Cancellation)).RootElement.GetProperty("page_token").GetString()!;
        using HttpResponseMessage act = await SendAsync(HttpMethod.Post, "/api/act", cookie[0], """{"act":"encoding","encoding":"cp949"}""", token);
        Assert.Equal(HttpStatusCode.OK, act.StatusCode);
        // The key alone acts on nothing: another page's request carries the cookie at worst, never the header.
        using HttpResponseMessage forged = await SendAsync(HttpMethod.Post, "/api/act", cookie[0], """{"act":"encoding","encoding":"utf-8"}""");
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
    }

    [Theory]
    [InlineData("evil.example", null, 421)]
    [InlineData("192.0.2.1", null, 421)]
    [InlineData(null, "http://evil.example", 403)]
    [InlineData(null, "null", 403)]
    public async Task A_foreign_name_or_page_is_refused_even_with_the_key(string? host, string? origin, int status)
    {
        foreach (string path in (string[])["/api/hello", LensSafety.Entrance])
        {
            using HttpRequestMessage request = new(path == LensSafety.Entrance ? HttpMethod.Post : HttpMethod.Get, Page + path) { Headers = { { "Cookie", $"meari-{_lens.Page.Port}={Key}" } } };
            if (request.Method == HttpMethod.Post)
                request.Content = LensPage.Content($"{{\"key\":\"{Key}\"}}");
            if (host is not null)
                request.Headers.Host = $"{host}:{_lens.Page.Port}";
            if (origin is not null)
                request.Headers.Add("Origin", origin);
            using HttpResponseMessage answer = await _http.SendAsync(request, LensPage.Cancellation);
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public async Task A_GET_lets_nobody_in()
    {
        foreach (string path in (string[])[$"{LensSafety.Entrance}?key={Key}", $"/?key={Key}", $"/api/hello?key={Key}"])
        {
            using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, path);
            Assert.False(answer.Headers.Contains("Set-Cookie"), path);
        }
        using HttpResponseMessage form = await SendAsync(HttpMethod.Post, LensSafety.Entrance, body: $"key={Key}", type: "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
    }

    [Fact]
    public async Task Each_start_has_another_key_and_the_loopback_has_none()
    {
        await using LensServer other = await LensServer.StartAsync(new() { Language = Language.English, PageAddress = IPAddress.Any, PagePort = 0 });
        Assert.NotEqual(_lens.Entrance.Fragment, other.Entrance.Fragment);
        Assert.Equal(64, Key.Length);
        await using LensPage loopback = await LensPage.OpenAsync();
        Assert.Equal(loopback.Lens.Page, loopback.Lens.Entrance);
    }

    async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? cookie = null, string? body = null, string? token = null, string type = "application/json")
    {
        using HttpRequestMessage request = new(method, Page + path);
        if (body is not null)
            request.Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(type));
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        if (token is not null)
            request.Headers.Add("X-Meari-Page", token);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, LensPage.Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _lens.DisposeAsync();
    }
}
