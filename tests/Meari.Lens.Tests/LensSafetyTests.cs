using System.Net;
using Meari.Observe;

namespace Meari.Lens.Tests;

/// <summary>Who may ask the lens, and for what.</summary>
[Collection(nameof(Alone))]
[Trait("Engine", "none")]
public sealed class LensSafetyTests
{
    [Fact]
    public async Task Another_host_name_is_refused()
    {
        await using LensPage page = await LensPage.OpenAsync();
        foreach (string host in (string[])["evil.example", $"evil.example:{page.Lens.Page.Port}", "127.0.0.1:1", "127.0.0.1"])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/api/hello") { Headers = { Host = host } };
            Assert.Equal(HttpStatusCode.MisdirectedRequest, (await page.Http.SendAsync(request, LensPage.Cancellation)).StatusCode);
        }
        using HttpRequestMessage own = new(HttpMethod.Get, "/api/hello") { Headers = { Host = $"localhost:{page.Lens.Page.Port}" } };
        Assert.Equal(HttpStatusCode.OK, (await page.Http.SendAsync(own, LensPage.Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("http://127.0.0.1:1", 403)]
    [InlineData(null, 200)]
    public async Task A_request_of_another_page_is_refused(string? origin, int status)
    {
        await using LensPage page = await LensPage.OpenAsync();
        using HttpRequestMessage request = page.Post("/api/act", LensPage.Content("""{"act":"encoding","encoding":"cp949"}"""));
        request.Headers.Add("Origin", origin ?? page.Lens.Page.GetLeftPart(UriPartial.Authority));
        Assert.Equal(status, (int)(await page.Http.SendAsync(request, LensPage.Cancellation)).StatusCode);
        HasEncoding(await page.UntilStageAsync(static _ => true), status == 200 ? "cp949" : "utf-8");
    }

    static void HasEncoding(System.Text.Json.JsonElement stage, string encoding) => Assert.Equal(encoding, stage.GetProperty("encoding").GetString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task An_act_without_the_pages_token_is_refused(string? token)
    {
        await using LensPage page = await LensPage.OpenAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/act") { Content = LensPage.Content("""{"act":"encoding","encoding":"cp949"}""") };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("X-Meari-Page", token);
        Assert.Equal(HttpStatusCode.Forbidden, (await page.Http.SendAsync(request, LensPage.Cancellation)).StatusCode);
        HasEncoding(await page.UntilStageAsync(static _ => true), "utf-8");
    }

    [Fact]
    public async Task A_form_is_no_act()
    {
        await using LensPage page = await LensPage.OpenAsync();
        using HttpRequestMessage request = page.Post("/api/act", new StringContent("""{"act":"new_stage"}"""));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await page.Http.SendAsync(request, LensPage.Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_more_than_64_KiB_is_refused(bool isChunked)
    {
        await using LensPage page = await LensPage.OpenAsync();
        using HttpRequestMessage request = page.Post("/api/act", LensPage.Content($$"""{"act":"send","client":1,"text":"{{new string('a', 64 << 10)}}"}"""));
        request.Headers.TransferEncodingChunked = isChunked;
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await page.Http.SendAsync(request, LensPage.Cancellation)).StatusCode);
    }

    [Fact]
    public async Task A_GET_acts_on_nothing()
    {
        await using LensPage page = await LensPage.OpenAsync();
        foreach (string path in (string[])["/api/act?act=new_stage", "/api/labs/four-values", "/page/../../etc/passwd", "/page/nothing.js"])
            Assert.Equal(HttpStatusCode.NotFound, (await page.Http.GetAsync(path, LensPage.Cancellation)).StatusCode);
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Put, HttpMethod.Delete, HttpMethod.Options])
        {
            using HttpRequestMessage request = new(method, "/api/act");
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await page.Http.SendAsync(request, LensPage.Cancellation)).StatusCode);
        }
    }

    [Fact]
    public async Task Every_answer_has_the_headers_that_protect_the_page()
    {
        await using LensPage page = await LensPage.OpenAsync();
        foreach (string path in (string[])["/", "/page/app.js", "/api/hello", "/nothing"])
        {
            using HttpResponseMessage answer = await page.Http.GetAsync(path, LensPage.Cancellation);
            Assert.StartsWith("default-src 'none'; script-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        }
    }

    [Fact]
    public async Task It_listens_on_the_loopback_address_alone()
    {
        await using LensPage page = await LensPage.OpenAsync();
        SocketEntry listener = Assert.Single(SocketTable.Read(new() { Port = page.Lens.Page.Port }).Entries, static entry => entry.State == TcpState.Listen);
        Assert.Equal(IPAddress.Loopback, listener.Local.Address);
    }
}
