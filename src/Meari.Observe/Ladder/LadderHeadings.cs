using System.Globalization;
using System.Net;
using Meari.Text;

namespace Meari.Observe;

/// <summary>The lines that say what stands below them.</summary>
internal static class LadderHeadings
{
    public static LadderLine Columns(LadderColumns columns, LadderTexts texts)
    {
        int title = Text.Columns.Width(texts.Segments);
        string segments = new string(' ', Math.Max(0, (columns.Segment - title) / 2)) + texts.Segments;
        LadderLine line = new LadderLine()
            .Cell(new string(' ', Math.Max(0, LadderColumns.Time - Text.Columns.Width(texts.Time))) + texts.Time, LadderColumns.Time + 1, LadderStyle.Quiet)
            .Cell("", LadderColumns.Connection)
            .Cell(texts.Client, columns.Side + 2, LadderStyle.Quiet);
        Queues(line, columns, texts).Cell(segments, columns.Segment, LadderStyle.Quiet);
        return Queues(line, columns, texts).Add("  ").Cell(texts.Server, columns.Side, LadderStyle.Quiet);
    }

    /// <summary>The buffers' names over their bars; the space on either side belongs to them, since two Hangul syllables need it.</summary>
    static LadderLine Queues(LadderLine line, LadderColumns columns, LadderTexts texts) => columns.IsWide
        ? line.Add(" ").Cell(texts.SendQueue, QueueBars.Second(wide: true), LadderStyle.Quiet)
            .Cell(texts.ReceiveQueue, columns.Queues - QueueBars.Second(wide: true) + 1, LadderStyle.Quiet)
        : line.Cell(texts.QueuesShort, columns.Queues + 2, LadderStyle.Quiet);

    /// <summary>A connection's two ends, in two lines if one has no room for both addresses.</summary>
    public static IEnumerable<LadderLine> Connection(int number, IPEndPoint client, IPEndPoint server, LadderColumns columns, LadderTexts texts)
    {
        LadderStyle bold = new(Bold: true);
        string tag = Text.Columns.Cut(Tag(number), 8) + " ", from = $"{texts.Client} {client}", to = $"{texts.Server} {server}";
        int room = columns.Width - LadderColumns.Time - 1 - tag.Length;
        LadderLine first = new LadderLine().Cell("", LadderColumns.Time + 1).Add(tag, TagStyle(number));
        if (Text.Columns.Width($"{from} ── {to}") <= room)
            return [first.Add($"{from} ── {to}", bold)];
        return
        [
            first.Add(Text.Columns.Cut($"{from} ──", room), bold),
            new LadderLine().Cell("", LadderColumns.Time + 1 + tag.Length).Add(Text.Columns.Cut(to, room), bold),
        ];
    }

    public static LadderLine Attempt(IPEndPoint server, LadderColumns columns, LadderTexts texts) => new LadderLine()
        .Cell("", LadderColumns.Margin)
        .Cell($"{texts.Client} ── {texts.Server} {server}", columns.Width - LadderColumns.Margin, new(Bold: true));

    public static string Tag(int number) => string.Create(CultureInfo.InvariantCulture, $"#{number}");

    static readonly byte[] TagColours = [33, 166, 70, 133, 143, 37];

    public static LadderStyle TagStyle(int number) => new(TagColours[number % TagColours.Length], Bold: true);
}
