using System.Text;
using System.Text.Json;
using Meari.Observe;

namespace Meari.Lens.Tests.Browser;

/// <summary>What the page shows is what <c>meari sockets --json</c> and the recording say at that time.</summary>
[Collection(nameof(Alone))]
[Trait("Engine", "none")]
public sealed class EqualityTests(Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>How often the three are compared until what is under way has arrived everywhere: samples come some times a second.</summary>
    const int Tries = 400;

    /// <summary>One end: of the table without what it does not say of an end that is over.</summary>
    readonly record struct Seen(string? Local, string? Remote, string State, long Send, long Receive);

    readonly record struct Pair(Seen Client, Seen Server);

    [Fact]
    public async Task Unread_bytes_are_the_same_on_the_page_in_the_table_and_in_the_recording()
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, "en", isStill: true);
        await StopReadingAsync(tab);
        await tab.Message.FillAsync("안녕하세요.");
        Assert.Equal("16", await tab.ActAsync(() => tab.PressAsync("Enter")));
        Pair same = await AgreeAsync(tab, static page => page.Server.Receive == 16);
        Assert.Equal(("ESTABLISHED", "ESTABLISHED", 0), (same.Client.State, same.Server.State, same.Client.Send));
        Assert.Equal((same.Client.Local, same.Client.Remote), (same.Server.Remote, same.Server.Local));
    }

    [Fact]
    public async Task Full_buffers_are_the_same_on_the_page_in_the_table_and_in_the_recording()
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, "en", isStill: true);
        await StopReadingAsync(tab);
        await tab.ActAsync(() => tab.Switch(tab.Words.Blocking, tab.Words.NonBlocking).ClickAsync());
        await tab.FillAsync(() => tab.Button(tab.Words.Megabyte).ClickAsync());
        await AgreeAsync(tab, static page => page is { Client.Send: > 0, Server.Receive: > 0 });
    }

    [Fact]
    public async Task A_half_closed_connection_is_the_same_on_the_page_in_the_table_and_in_the_recording()
    {
        await using LensTab tab = await LensTab.OpenAsync(chromium, "en", isStill: true);
        await StopReadingAsync(tab);
        Assert.Equal("0", await tab.ActAsync(() => tab.Button("Half-close").ClickAsync()));
        Pair same = await AgreeAsync(tab, static page => page.Client.State == "FIN_WAIT2");
        Assert.Equal("CLOSE_WAIT", same.Server.State);
    }

    static async Task StopReadingAsync(LensTab tab)
    {
        await tab.EndOpeningAsync();
        await tab.ActAsync(() => tab.Switch(tab.Words.Tap, tab.Words.Stopped).ClickAsync());
    }

    /// <summary>Waits until the page shows what is wanted, and it, the table before and after it, and the recording are the same.</summary>
    static async Task<Pair> AgreeAsync(LensTab tab, Func<Pair, bool> isIt)
    {
        (Pair Page, Pair Before, Pair After, Pair Recording) seen = default;
        for (int i = 0; i < Tries; i++)
        {
            await tab.PressAsync("End");
            await tab.SeeAsync();
            string client = await tab.Page.Locator("#ends .client.address.local code").InnerTextAsync();
            Pair before = OfTable(tab.Lens.Port, client);
            Pair page = await OfPageAsync(tab);
            seen = (page, before, OfTable(tab.Lens.Port, client), await OfRecordingAsync(tab));
            if (isIt(page) && page == seen.Before && page == seen.After && page == seen.Recording)
                return page;
        }
        Assert.Fail($"page      {seen.Page}\nbefore    {seen.Before}\nafter     {seen.After}\nrecording {seen.Recording}");
        return default;
    }

    static async Task<Pair> OfPageAsync(LensTab tab) => JsonSerializer.Deserialize<Pair>(await tab.Page.EvaluateAsync<string>("""
        () => {
          const text = selector => document.querySelector(`#ends ${selector}`).textContent;
          const number = selector => Number(text(selector).replace(/\D/g, ""));
          const end = side => ({ local: text(`.${side}.address.local code`), remote: text(`.${side}.address.remote code`), state: text(`.${side}.act .pill`), send: number(`.${side}.vessel.send .count`), receive: number(`.${side}.vessel.receive .count`) });
          return JSON.stringify({ client: end("client"), server: end("server") });
        }
        """), JsonSerializerOptions.Web);

    /// <summary>As <c>meari sockets --json</c> prints it. Connections of earlier tests may still be there, in TIME_WAIT.</summary>
    static Pair OfTable(int port, string client)
    {
        ReadOnlyMemory<byte> printed = SocketJson.PrintArray([.. SocketTable.Read(new() { Port = port }).Entries]).ToArray();
        JsonElement[] rows = [.. JsonDocument.Parse(printed).RootElement.EnumerateArray()];
        return new(Find(rows, "local", client), Find(rows, "remote", client));
    }

    static Seen Find(JsonElement[] rows, string end, string client)
    {
        JsonElement row = rows.FirstOrDefault(row => row.GetProperty(end).GetString() == client);
        return row.ValueKind == JsonValueKind.Undefined ? default : new(
            row.GetProperty("local").GetString(), row.GetProperty("remote").GetString(), row.GetProperty("state").GetString()!,
            row.GetProperty("send_queue").GetInt64(), row.GetProperty("receive_queue").GetInt64());
    }

    static async Task<Pair> OfRecordingAsync(LensTab tab)
    {
        byte[] recording = await tab.Http.GetByteArrayAsync("/api/export.jsonl", LensPage.Cancellation);
        JsonElement[] events = [.. Encoding.UTF8.GetString(recording).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(static line => JsonDocument.Parse(line).RootElement).Where(static seen => seen.TryGetProperty("connection", out JsonElement number) && number.GetInt32() == 1)];
        return new(OfSide(events, "client"), OfSide(events, "server"));
    }

    static Seen OfSide(JsonElement[] events, string side)
    {
        JsonElement[] own = [.. events.Where(seen => seen.TryGetProperty("side", out JsonElement at) && at.GetString() == side)];
        JsonElement queue = own.LastOrDefault(static seen => seen.GetProperty("kind").GetString() == "queue");
        JsonElement state = own.Last(static seen => seen.GetProperty("kind").GetString() == "state");
        return new(Text(state, "local"), Text(state, "remote"), Text(state, "to")!, Number(queue, "send_queue"), Number(queue, "receive_queue"));
    }

    static string? Text(JsonElement seen, string name) => seen.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    static long Number(JsonElement seen, string name) => seen.ValueKind == JsonValueKind.Object && seen.TryGetProperty(name, out JsonElement value) ? value.GetInt64() : 0;
}
