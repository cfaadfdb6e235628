using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Meari.Lens;

/// <summary>Sends the feed to one browser, for as long as it listens.</summary>
/// <remarks>Source: the HTML standard, server-sent events.</remarks>
internal sealed class EventStream(LensFeed feed, TimeProvider time)
{
    /// <summary>A comment keeps what lies between from taking the connection for dead.</summary>
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    public async Task RunAsync(HttpContext context, CancellationToken stopping)
    {
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        PipeWriter writer = context.Response.BodyWriter;
        long from = FirstOf(context.Request), stageVersion = 0;
        try
        {
            await context.Response.StartAsync(ends.Token);
            while (true)
            {
                LensNews news = feed.Read(from, stageVersion);
                Write(writer, news);
                (from, stageVersion) = (news.Start + news.Items.Count, news.StageVersion);
                // Whoever is slow waits here, alone.
                await writer.FlushAsync(ends.Token);
                if (news.Items.Count == 0)
                    await NextAsync(writer, news.Came, ends.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The browser, or this program, has ended.
        }
    }

    /// <summary>A browser that comes again says what it had last.</summary>
    static long FirstOf(HttpRequest request)
    {
        if (long.TryParse(request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out long last) && last < long.MaxValue)
            return last + 1;
        return long.TryParse(request.Query["from"], NumberStyles.None, CultureInfo.InvariantCulture, out long from) ? from : 1;
    }

    async Task NextAsync(PipeWriter writer, Task came, CancellationToken cancellation)
    {
        try
        {
            await came.WaitAsync(Quiet, time, cancellation);
        }
        catch (TimeoutException)
        {
            Write(writer, ": \n\n");
            await writer.FlushAsync(cancellation);
        }
    }

    static void Write(PipeWriter writer, LensNews news)
    {
        if (news.Dropped > 0)
            Write(writer, string.Create(CultureInfo.InvariantCulture, $"event: dropped\ndata: {{\"count\":{news.Dropped},\"before\":{news.Start}}}\n\n"));
        if (news.Items.Count > 0)
            Write(writer, news.Items);
        if (news.Stage is { } stage)
            Write(writer, "event: stage\n", stage);
    }

    /// <summary>All as one message, each on a line of it: a browser takes many in the time of one.</summary>
    static void Write(PipeWriter writer, IReadOnlyList<LensItem> items)
    {
        Write(writer, string.Create(CultureInfo.InvariantCulture, $"id: {items[^1].Number}\n"));
        foreach (LensItem item in items)
        {
            Write(writer, "data: ");
            writer.Write(item.Json);
            Write(writer, "\n");
        }
        Write(writer, "\n");
    }

    static void Write(PipeWriter writer, string head, byte[] json)
    {
        Write(writer, head);
        Write(writer, "data: ");
        writer.Write(json);
        Write(writer, "\n\n");
    }

    static void Write(PipeWriter writer, string text) => Encoding.UTF8.GetBytes(text, writer);
}
