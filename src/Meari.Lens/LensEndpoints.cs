using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Meari.Lab;
using Meari.Observe;
using Meari.Text;
using Microsoft.AspNetCore.Http;

namespace Meari.Lens;

/// <summary>Answers requests.</summary>
internal sealed class LensEndpoints(LensSettings options, LabTimeline timeline, LensFeed feed, LensStage? stage, LensSafety safety, CancellationToken stopping)
{
    readonly LensLabs _labs = new(options.Language);

    public async Task HandleAsync(HttpContext context)
    {
        LensSafety.SetHeaders(context.Response);
        try
        {
            safety.Check(context.Request);
            await (HttpMethods.IsPost(context.Request.Method) ? PostAsync(context) : GetAsync(context));
        }
        catch (LensException e)
        {
            await SendErrorAsync(context, e.Status, e.Words);
        }
        catch (LabException e)
        {
            await SendErrorAsync(context, StatusCodes.Status409Conflict, LabReasons.Broke(e.Message));
        }
        catch (BadHttpRequestException e)
        {
            await SendErrorAsync(context, e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? LensSafety.TooLarge.Words : new("요청을 읽을 수 없습니다.", "The request cannot be read."));
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    async Task GetAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        const string page = "/page/";
        Task done = path switch
        {
            "/api/hello" => SendAsync(context, Hello()),
            "/api/events" => new EventStream(feed, options.Time).RunAsync(context, stopping),
            "/api/table" => SendAsync(context, Table()),
            "/api/cards" => SendAsync(context, Cards()),
            "/api/labs" => SendAsync(context, LensLabs.List()),
            "/api/export.jsonl" => SendFileAsync(context, LensExport.Recording(feed.Snapshot(), options.Time), "application/jsonl", "meari.jsonl"),
            "/api/export.pcapng" => SendFileAsync(context, LensExport.Packets(feed.Snapshot(), timeline.Dropped, options.Time), "application/octet-stream", "meari.pcapng"),
            "/api/export.html" => SendFileAsync(context, PageBundle.Write(feed.Snapshot().Select(static item => item.Json), Cards()), "text/html; charset=utf-8", "meari.html"),
            _ => await PageFiles.TrySendAsync(context, path == "/" ? "index.html" : path.StartsWith(page, StringComparison.Ordinal) ? path[page.Length..] : "")
                ? Task.CompletedTask
                : throw NotFound,
        };
        await done;
    }

    async Task PostAsync(HttpContext context)
    {
        const string labs = "/api/labs/";
        string path = context.Request.Path.Value ?? "/";
        using JsonDocument? body = await ReadAsync(context);
        if (path == LensSafety.Entrance)
            Enter(context, body);
        else if (path == "/api/act")
            await SendAsync(context, Result(await ActAsync(body)));
        else if (path.StartsWith(labs, StringComparison.Ordinal))
            await SendAsync(context, await RunLabAsync(path[labs.Length..], context.RequestAborted));
        else
            throw NotFound;
    }

    void Enter(HttpContext context, JsonDocument? body)
    {
        JsonElement key = default;
        bool isShown = body?.RootElement is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("key", out key) && key.ValueKind == JsonValueKind.String;
        safety.Enter(context, isShown ? key.GetString() : null);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    async Task<byte[]> RunLabAsync(string name, CancellationToken aborted)
    {
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        return await _labs.RunAsync(name, ends.Token);
    }

    Task<CallResult?> ActAsync(JsonDocument? body)
    {
        if (stage is null)
            throw new LensException(409, new("다른 프로그램을 보고 있어 직접 조작할 수 없습니다.", "Another program is being watched; there is nothing to act on."));
        return body?.RootElement is { ValueKind: JsonValueKind.Object } json ? stage.ActAsync(LensAct.Read(json)) : throw LensException.Bad("act");
    }

    /// <summary>No body is none; one that is no JSON is refused.</summary>
    static async Task<JsonDocument?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength == 0)
            return null;
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException)
        {
            throw LensException.Bad("JSON");
        }
    }

    static byte[] Result(CallResult? result) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("result", result?.Value.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("error", result?.Error);
        writer.WriteEndObject();
    });

    byte[] Hello() => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("version", typeof(LensEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]);
        writer.WriteNumber("port", timeline.Port);
        writer.WriteString("page_token", safety.Token);
        writer.WriteString("language", options.Language == Language.Korean ? "ko" : "en");
        writer.WriteStartObject("sources");
        writer.WriteBoolean("segments", timeline.SeesSegments);
        writer.WriteBoolean("states", timeline.SeesStates);
        writer.WriteBoolean("calls", stage is not null);
        writer.WriteEndObject();
        writer.WriteStartArray("missing");
        foreach (Words missing in timeline.Missing)
            writer.WriteWords(missing);
        writer.WriteEndArray();
        writer.WriteBoolean("serving", options.Served is not null);
        writer.WriteString("watching", options.WatchedPort?.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    });

    /// <summary>All sockets; what TCP itself knows (its congestion window) of those that are shown, as of ten thousand others it would be megabytes at each look.</summary>
    byte[] Table()
    {
        IReadOnlyList<SocketEntry> all = SocketTable.Read(new() { Owners = true, Information = true }).Entries;
        return SocketJson.PrintArray([.. all.Select(entry => entry.Local.Port == timeline.Port || entry.Remote.Port == timeline.Port ? entry : entry with { Information = null })]).ToArray();
    }

    static byte[] Cards() => Json.Write(static writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("cards");
        foreach (Card card in CardCatalog.All)
            CardJson.Write(writer, card);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    static Task SendErrorAsync(HttpContext context, int status, Words words)
    {
        context.Response.StatusCode = status;
        return SendAsync(context, Json.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteWords("error", words);
            writer.WriteEndObject();
        }));
    }

    static Task SendFileAsync(HttpContext context, byte[] bytes, string type, string name)
    {
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        return SendAsync(context, bytes, type);
    }

    static async Task SendAsync(HttpContext context, byte[] bytes, string type = "application/json; charset=utf-8")
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    static LensException NotFound => new(404, new("그런 주소가 없습니다.", "There is no such address."));
}
