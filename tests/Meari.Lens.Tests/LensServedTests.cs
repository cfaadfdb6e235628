using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lens.Tests;

/// <summary>The lens of a server of this program: its operations are shown, and what looks at them holds nothing up.</summary>
[Collection(nameof(Alone))]
[Trait("Engine", "none")]
public sealed class LensServedTests : IAsyncLifetime
{
    readonly ObservedCalls _calls = new();
    readonly RelaySink _relay = new();
    TcpServer _server = null!;
    LensPage _page = null!;

    IPEndPoint End => _server.EndPoints[0];

    public async ValueTask InitializeAsync()
    {
        _calls.Start(_relay);
        _server = TcpServer.Start("127.0.0.1:0", EchoAsync, new() { Observer = _calls.Observer });
        LensServed served = new(LensServed.Reached(_server.EndPoints, isDualStack: false), End.Port, _relay, WireEncoding.Utf8);
        _page = await LensPage.OpenAsync(settings => settings with { Served = served });
    }

    static async ValueTask EchoAsync(TcpConnection connection)
    {
        while (await connection.ReceiveAsync() is { IsEmpty: false } bytes)
            await connection.SendAsync(bytes);
    }

    [Fact]
    public async Task The_servers_operations_are_shown_with_the_connection_they_belong_to()
    {
        using TcpClient client = new(AddressFamily.InterNetwork);
        await client.ConnectAsync(End, LensPage.Cancellation);
        await ExchangeAsync(client.GetStream(), new byte[16]);
        string own = client.Client.LocalEndPoint!.ToString()!;
        foreach (string call in (string[])["recv", "send"])
        {
            JsonElement seen = await _page.UntilAsync((_, data) => IsCall(data, call, 16));
            Assert.Equal("server", seen.GetProperty("event").GetProperty("side").GetString());
            Assert.Equal(own, seen.GetProperty("event").GetProperty("remote").GetString());
            Assert.True(seen.GetProperty("event").GetProperty("connection").GetInt32() > 0);
        }
        // Told before the page was there.
        await _page.UntilAsync(static (_, data) => IsCall(data, "listen", 0));
        JsonElement hello = await _page.GetAsync("/api/hello");
        Assert.Equal((End.Port, true), (hello.GetProperty("port").GetInt32(), hello.GetProperty("serving").GetBoolean()));
    }

    static bool IsCall(JsonElement data, string name, int result) => data.TryGetProperty("event", out JsonElement seen)
        && seen.GetProperty("kind").GetString() == "call" && seen.GetProperty("name").GetString() == name
        && seen.TryGetProperty("result", out JsonElement returned) && returned.GetInt64() == result;

    [Fact]
    public async Task The_pages_clients_connect_to_the_server_and_nothing_does_before()
    {
        Assert.Equal(0, _server.ActiveConnections);
        JsonElement stage = await _page.UntilStageAsync(static _ => true);
        Assert.False(stage.GetProperty("own_server").GetBoolean());
        Assert.Equal("ipv4", Assert.Single(stage.GetProperty("families").EnumerateArray()).GetString());
        Assert.Equal(0, stage.GetProperty("clients").GetArrayLength());
        Assert.Equal("0", await _page.ActAsync("""{"act":"connect"}"""));
        Assert.Equal("5", await _page.ActAsync("""{"act":"send","client":1,"text":"hello"}"""));
        Assert.Equal("5", await _page.ActAsync("""{"act":"recv","client":1,"size":512}"""));
        JsonElement known = await _page.UntilStageAsync(static stage => stage.GetProperty("clients").GetArrayLength() == 1 && stage.GetProperty("clients")[0].GetProperty("connection").GetInt32() > 0);
        Assert.True(known.GetProperty("clients")[0].GetProperty("open").GetBoolean());
        Assert.Equal("0", await _page.ActAsync("""{"act":"new_stage"}"""));
        await _page.UntilStageAsync(static stage => stage.GetProperty("clients").GetArrayLength() == 0);
    }

    [Theory]
    [InlineData("""{"act":"reading","accepted":1,"on":false}""", 409)]
    [InlineData("""{"act":"close_server","accepted":1}""", 409)]
    [InlineData("""{"act":"connect","family":"ipv6"}""", 400)]
    [InlineData("""{"act":"family","family":"ipv6"}""", 400)]
    public async Task What_only_a_server_of_the_stages_own_can_do_is_refused(string act, int status)
    {
        Assert.Equal(status, await _page.StatusOfAsync(act));
        Assert.False(_server.Completion.IsCompleted);
    }

    // A browser whose tab sleeps, or a cable that was pulled: its socket's buffer is full, and stays so.
    [Fact]
    public async Task A_browser_that_reads_nothing_holds_up_no_echo()
    {
        const int exchanges = 20_000;
        using TcpClient browser = new() { ReceiveBufferSize = 4096 };
        await browser.ConnectAsync(IPAddress.Loopback, _page.Lens.Page.Port, LensPage.Cancellation);
        await browser.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET /api/events?from=1 HTTP/1.1\r\nHost: 127.0.0.1:{_page.Lens.Page.Port}\r\n\r\n"), LensPage.Cancellation);
        using TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(End, LensPage.Cancellation);
        byte[] message = new byte[64];
        for (int i = 0; i < exchanges; i++)
            await ExchangeAsync(client.GetStream(), message);
        // Another browser is told what is kept, and that more was.
        await _page.UntilAsync(static (kind, data) => kind == "dropped" && data.GetProperty("count").GetInt64() > 0);
        Assert.True(_page.Lens.Feed.Snapshot().Count <= LensFeed.Capacity);
    }

    [Fact]
    public async Task The_server_that_ends_does_not_wait_for_the_pages_clients()
    {
        Assert.Equal("0", await _page.ActAsync("""{"act":"connect"}"""));
        await _page.Lens.LeaveStageAsync();
        TcpDrainResult drained = await _server.DrainAsync(TimeSpan.FromSeconds(20)).WaitAsync(TimeSpan.FromSeconds(10), LensPage.Cancellation);
        Assert.Equal(0, drained.Cut);
        Assert.Equal(409, await _page.StatusOfAsync("""{"act":"connect"}"""));
    }

    static async Task ExchangeAsync(NetworkStream stream, byte[] message)
    {
        await stream.WriteAsync(message, LensPage.Cancellation);
        await stream.ReadExactlyAsync(message, LensPage.Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        await _server.DisposeAsync();
        await _calls.DisposeAsync();
    }
}
