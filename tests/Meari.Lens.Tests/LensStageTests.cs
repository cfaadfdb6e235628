using System.Text.Json;

namespace Meari.Lens.Tests;

/// <summary>The hands on the real connection.</summary>
[Collection(nameof(Alone))]
[Trait("Engine", "none")]
public sealed class LensStageTests
{
    static bool IsCall(string kind, JsonElement data, string name, string side, long result) =>
        kind == "message" && data.GetProperty("event") is var seen && seen.TryGetProperty("name", out JsonElement n) && n.GetString() == name
        && seen.GetProperty("side").GetString() == side && seen.TryGetProperty("result", out JsonElement r) && r.GetInt64() == result;

    static JsonElement Client(JsonElement stage, int id) => stage.GetProperty("clients")[id - 1];

    [Fact]
    public async Task The_page_opens_on_a_real_exchange_with_its_bytes_and_sentences()
    {
        await using LensPage page = await LensPage.OpenAsync();
        JsonElement sent = await page.UntilAsync(static (kind, data) => IsCall(kind, data, "send", "client", 16));
        Assert.Equal("안녕하세요.", System.Text.Encoding.UTF8.GetString(sent.GetProperty("bytes").GetBytesFromBase64()));
        Assert.Contains("송신 버퍼", sent.GetProperty("say").GetProperty("ko").GetString()!, StringComparison.Ordinal);
        Assert.Contains("send buffer", sent.GetProperty("say").GetProperty("en").GetString()!, StringComparison.Ordinal);
        await page.UntilAsync(static (kind, data) => IsCall(kind, data, "recv", "client", 16));
        await page.UntilStageAsync(static stage => Client(stage, 1).GetProperty("connection").GetInt32() == 1 && stage.GetProperty("accepted")[0].GetProperty("connection").GetInt32() == 1);
    }

    [Fact]
    public async Task A_shut_tap_leaves_the_bytes_in_the_receive_buffer()
    {
        await using LensPage page = await LensPage.OpenAsync();
        await page.ActAsync("""{"act":"reading","accepted":1,"on":false}""");
        Assert.Equal("16", await page.ActAsync("""{"act":"send","client":1,"text":"안녕하세요."}"""));
        JsonElement entry = (await page.GetAsync("/api/table")).EnumerateArray().Single(entry =>
            entry.GetProperty("local").GetString() == $"127.0.0.1:{page.Lens.Port}" && entry.GetProperty("state").GetString() == "ESTABLISHED");
        Assert.Equal(16, entry.GetProperty("receive_queue").GetInt32());
        await page.ActAsync("""{"act":"reading","accepted":1,"on":true}""");
        Assert.Equal("16", await page.ActAsync("""{"act":"recv","client":1,"size":100}"""));
    }

    [Fact]
    public async Task A_blocking_send_waits_while_nobody_reads_and_a_reset_ends_it()
    {
        await using LensPage page = await LensPage.OpenAsync();
        await page.ActAsync("""{"act":"reading","accepted":1,"on":false}""");
        string? sent;
        int count = 0;
        while ((sent = await page.ActAsync("""{"act":"send_bytes","client":1,"count":1048576}""")) is not null)
            Assert.True(sent == "1048576" && ++count < 64, sent);
        await page.UntilStageAsync(static stage => Client(stage, 1).GetProperty("waiting").GetString() == "send");
        Assert.Equal(409, await page.StatusOfAsync("""{"act":"send","client":1,"text":"a"}"""));
        Assert.Equal("0", await page.ActAsync("""{"act":"reset","client":1}"""));
        await page.UntilStageAsync(static stage => !Client(stage, 1).GetProperty("open").GetBoolean() && Client(stage, 1).GetProperty("waiting").ValueKind == JsonValueKind.Null);
        await page.UntilAsync(static (kind, data) => IsCall(kind, data, "close", "client", 0));
    }

    [Fact]
    public async Task A_non_blocking_send_gets_EAGAIN_when_the_buffers_are_full()
    {
        await using LensPage page = await LensPage.OpenAsync();
        await page.ActAsync("""{"act":"reading","accepted":1,"on":false}""");
        await page.ActAsync("""{"act":"blocking","client":1,"on":false}""");
        string? sent = null;
        for (int i = 0; i < 64 && sent != "EAGAIN"; i++)
            sent = await page.ActAsync("""{"act":"send_bytes","client":1,"count":1048576}""");
        Assert.Equal("EAGAIN", sent);
        Assert.Equal("0", await page.ActAsync("""{"act":"new_stage"}"""));
        await page.UntilStageAsync(static stage => stage.GetProperty("clients").GetArrayLength() == 1 && Client(stage, 1).GetProperty("blocking").GetBoolean());
    }

    [Fact]
    public async Task The_server_closes_after_a_half_close_and_the_client_receives_the_end()
    {
        await using LensPage page = await LensPage.OpenAsync();
        Assert.Equal("0", await page.ActAsync("""{"act":"half_close","client":1}"""));
        Assert.Equal("0", await page.ActAsync("""{"act":"recv","client":1,"size":16}"""));
        await page.UntilStageAsync(static stage => Client(stage, 1).GetProperty("half_closed").GetBoolean() && !stage.GetProperty("accepted")[0].GetProperty("open").GetBoolean());
        Assert.Equal(409, await page.StatusOfAsync("""{"act":"close_server","accepted":1}"""));
        Assert.Equal("0", await page.ActAsync("""{"act":"close","client":1}"""));
        Assert.Equal(409, await page.StatusOfAsync("""{"act":"close","client":1}"""));
    }

    [Fact]
    public async Task The_server_may_close_first_while_it_waits_in_recv()
    {
        await using LensPage page = await LensPage.OpenAsync();
        Assert.Equal("0", await page.ActAsync("""{"act":"close_server","accepted":1}"""));
        Assert.Equal("0", await page.ActAsync("""{"act":"recv","client":1,"size":16}"""));
    }

    [Fact]
    public async Task A_text_is_sent_in_the_encoding_chosen()
    {
        await using LensPage page = await LensPage.OpenAsync();
        await page.ActAsync("""{"act":"encoding","encoding":"cp949"}""");
        Assert.Equal("11", await page.ActAsync("""{"act":"send","client":1,"text":"안녕하세요."}"""));
        Assert.Equal(400, await page.StatusOfAsync("""{"act":"send","client":1,"text":"😀"}"""));
        Assert.Equal("11", await page.ActAsync("""{"act":"send_byte_by_byte","client":1,"text":"안녕하세요."}"""));
        await page.UntilAsync(static (kind, data) => IsCall(kind, data, "send", "client", 1));
    }

    [Fact]
    public async Task There_may_be_sixteen_clients_and_an_IPv6_stage()
    {
        await using LensPage page = await LensPage.OpenAsync();
        for (int i = 2; i <= LensStage.MostClients; i++)
            Assert.Equal("0", await page.ActAsync("""{"act":"connect"}"""));
        Assert.Equal(409, await page.StatusOfAsync("""{"act":"connect"}"""));
        Assert.Equal("0", await page.ActAsync("""{"act":"family","family":"ipv6"}"""));
        await page.UntilStageAsync(static stage => Client(stage, 1).GetProperty("local").GetString()!.StartsWith("[::1]:", StringComparison.Ordinal));
        Assert.Equal("ECONNREFUSED", await page.ActAsync("""{"act":"connect","family":"ipv4"}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"act":"nothing"}""")]
    [InlineData("""{"act":"send","client":0,"text":"a"}""")]
    [InlineData("""{"act":"send","client":"1","text":"a"}""")]
    [InlineData("""{"act":"send","client":1}""")]
    [InlineData("""{"act":"send","client":1,"text":7}""")]
    [InlineData("""{"act":"send_bytes","client":1,"count":1048577}""")]
    [InlineData("""{"act":"send_bytes","client":1,"count":-1}""")]
    [InlineData("""{"act":"recv","client":1,"size":0}""")]
    [InlineData("""{"act":"reading","accepted":99,"on":true}""")]
    [InlineData("""{"act":"encoding","encoding":"utf-7"}""")]
    [InlineData("""{"act":"family"}""")]
    public async Task What_is_no_act_is_refused(string act)
    {
        await using LensPage page = await LensPage.OpenAsync();
        Assert.Equal(400, await page.StatusOfAsync(act));
    }

    [Fact]
    public async Task New_stages_leave_no_descriptor_behind()
    {
        await using LensPage page = await LensPage.OpenAsync();
        await page.ActAsync("""{"act":"new_stage"}""");
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int i = 0; i < 20; i++)
            await page.ActAsync("""{"act":"new_stage"}""");
        // Other tests of this process run too; twenty stages that leaked would be a hundred.
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 40);
    }

    [Fact]
    public async Task A_lab_runs_and_files_are_exported()
    {
        await using LensPage page = await LensPage.OpenAsync();
        string name = (await page.GetAsync("/api/labs"))[0].GetProperty("name").GetString()!;
        using HttpResponseMessage ran = await page.Http.SendAsync(page.Post($"/api/labs/{name}", LensPage.Content("{}")), LensPage.Cancellation);
        JsonElement report = JsonDocument.Parse(await ran.Content.ReadAsStringAsync(LensPage.Cancellation)).RootElement;
        Assert.Equal("passed", report.GetProperty("outcome").GetString());
        Assert.NotEqual(0, report.GetProperty("items").GetArrayLength());
        await page.UntilAsync(static (kind, data) => IsCall(kind, data, "recv", "client", 16));
        using Observe.Recording recording = Observe.Recording.Read(await page.Http.GetStreamAsync("/api/export.jsonl", LensPage.Cancellation));
        Assert.Contains(recording.ReadEvents().OfType<Observe.CallEvent>(), static call => call is { Name: "recv", Result: 16 });
        byte[] packets = await page.Http.GetByteArrayAsync("/api/export.pcapng", LensPage.Cancellation);
        Assert.Equal([0x0A, 0x0D, 0x0D, 0x0A], packets[..4]);
    }

    [Fact]
    public async Task Watching_another_program_has_no_hands()
    {
        using System.Net.Sockets.TcpListener other = new(System.Net.IPAddress.Loopback, 0);
        other.Start();
        int port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        await using LensPage page = await LensPage.OpenAsync(settings => settings with { WatchedPort = port });
        Assert.Equal($"{port}", (await page.GetAsync("/api/hello")).GetProperty("watching").GetString());
        Assert.Equal(409, await page.StatusOfAsync("""{"act":"new_stage"}"""));
        using System.Net.Sockets.TcpClient client = new();
        await client.ConnectAsync(System.Net.IPAddress.Loopback, port, LensPage.Cancellation);
        await page.UntilAsync(static (kind, data) => kind == "message" && data.GetProperty("event").GetProperty("kind").GetString() == "state");
    }
}
