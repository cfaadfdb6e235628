using System.Globalization;
using System.Net;
using Meari.Text;

namespace Meari.Observe;

/// <summary>The lines that say what stands below them.</summary>
internal static class LadderHeadings
{
    public static LadderLine Columns(LadderColumns columns, LadderTexts texts)
    {
        string queues = columns.IsWide ? $"{Text.Columns.Fit(texts.SendQueue, 6)} {texts.ReceiveQueue}" : texts.QueuesShort;
        int title = Text.Columns.Width(texts.Segments);
        string segments = new string(' ', Math.Max(0, (columns.Segment - title) / 2)) + texts.Segments;
        return new LadderLine()
            .Cell(new string(' ', Math.Max(0, LadderColumns.Time - Text.Columns.Width(texts.Time))) + texts.Time, LadderColumns.Time + 1, LadderStyle.Quiet)
            .Cell("", LadderColumns.Connection)
            .Cell(texts.Client, columns.Side + 3, LadderStyle.Quiet)
            .Cell(queues, columns.Queues + 1, LadderStyle.Quiet)
            .Cell(segments, columns.Segment + 1, LadderStyle.Quiet)
            .Cell(queues, columns.Queues + 3, LadderStyle.Quiet)
            .Cell(texts.Server, columns.Side, LadderStyle.Quiet);
    }

    public static LadderLine Connection(int number, IPEndPoint client, IPEndPoint server, LadderColumns columns, LadderTexts texts) => new LadderLine()
        .Cell("", LadderColumns.Time + 1)
        .Add(Text.Columns.Cut(Tag(number), 8) + " ", TagStyle(number))
        .Cell($"{texts.Client} {client} ── {texts.Server} {server}", columns.Width - LadderColumns.Time - 10, new(Bold: true));

    public static LadderLine Attempt(IPEndPoint server, LadderColumns columns, LadderTexts texts) => new LadderLine()
        .Cell("", LadderColumns.Margin)
        .Cell($"{texts.Client} ── {texts.Server} {server}", columns.Width - LadderColumns.Margin, new(Bold: true));

    public static string Tag(int number) => string.Create(CultureInfo.InvariantCulture, $"#{number}");

    static readonly byte[] TagColours = [33, 166, 70, 133, 143, 37];

    public static LadderStyle TagStyle(int number) => new(TagColours[number % TagColours.Length], Bold: true);
}
