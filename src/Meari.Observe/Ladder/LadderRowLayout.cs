using Meari.Text;

namespace Meari.Observe;

/// <summary>Draws one event: its cell, and around it the lifelines and the buffers of its connection's two ends.</summary>
internal sealed class LadderRowLayout(LadderColumns columns, LadderTexts texts, bool areSeveral)
{
    /// <summary>A long text takes no more than this many lines.</summary>
    const int MaxTextLines = 4;

    public void Draw(LadderRow row, string time, List<LadderLine> lines)
    {
        if (row.Seen is TextEvent text)
            DrawText(text, row, time, lines);
        else
            lines.Add(DrawScore(row, time));
        if (row.Explanation is { } explanation)
            Wrap(explanation, LadderColumns.Margin, new(Dim: true), lines);
    }

    LadderLine Margin(LadderRow row, string time)
    {
        int number = row.Seen.Connection;
        string tag = areSeveral && number > 0 ? LadderHeadings.Tag(number) : "";
        // A long number takes the space in front, which the time rarely needs.
        int before = Math.Max(1, LadderColumns.Margin - 1 - Math.Max(tag.Length, LadderColumns.Connection - 1));
        return new LadderLine().Cell(time.PadLeft(Math.Min(before, LadderColumns.Time)), before, LadderStyle.Quiet)
            .Cell(tag, LadderColumns.Margin - before, LadderHeadings.TagStyle(number));
    }

    LadderLine DrawScore(LadderRow row, string time)
    {
        (string client, string segment, string server, LadderStyle style) = Cells(row.Seen);
        LadderConnection connection = row.Connection;
        // What belongs to no connection has one end.
        bool isAlone = row.Seen.Connection == 0;
        LadderEnd clientEnd = isAlone && row.Seen.Side != TimelineSide.Client ? Nothing : connection.Client;
        LadderEnd serverEnd = isAlone && row.Seen.Side != TimelineSide.Server ? Nothing : connection.Server;
        LadderLine line = Margin(row, time).Cell(client, columns.Side, style).Add(" ");
        Lifeline(line, clientEnd).Add(" ");
        QueueBars.Draw(line, clientEnd.Queues, columns.IsWide).Add(" ").Cell(segment, columns.Segment, style).Add(" ");
        QueueBars.Draw(line, serverEnd.Queues, columns.IsWide).Add(" ");
        return Lifeline(line, serverEnd).Add(" ").Cell(server, columns.Side, style);
    }

    static LadderEnd Nothing { get; } = new();

    /// <summary>The column that an event belongs to, and how it looks. What belongs to neither side is in the middle.</summary>
    (string Client, string Segment, string Server, LadderStyle Style) Cells(TimelineEvent seen)
    {
        if (seen is SegmentEvent segment)
            return ("", SegmentArrow.Draw(segment, columns.Segment), "", StyleOf(segment));
        (string text, LadderStyle style) = seen switch
        {
            CallEvent call => (CallLabel.Of(call, WidthFor(seen.Side)), StyleOf(call)),
            StateEvent state => (StateLabel(state, WidthFor(seen.Side)), LadderStyle.Of(state.To)),
            _ => ("", LadderStyle.Plain),
        };
        return seen.Side switch
        {
            TimelineSide.Client => (text, "", "", style),
            TimelineSide.Server => ("", "", text, style),
            _ => ("", text, "", style),
        };
    }

    int WidthFor(TimelineSide side) => side == TimelineSide.None ? columns.Segment : columns.Side;

    string StateLabel(StateEvent state, int width)
    {
        string name = TcpStates.NameOf(state.To);
        if (!state.Inferred)
            return "● " + name;
        string marked = $"◌ {name} {texts.Inferred}";
        return Columns.Width(marked) <= width ? marked : "◌ " + name;
    }

    static LadderStyle StyleOf(CallEvent call) => call switch
    {
        { Error: "EAGAIN" or "EWOULDBLOCK" or "EINPROGRESS" } => LadderStyle.Warning,
        { Error: not null } => LadderStyle.Error,
        { Result: null, Duration: null } or { Inferred: true } => LadderStyle.Quiet,
        _ => LadderStyle.Plain,
    };

    static LadderStyle StyleOf(SegmentEvent segment) => segment switch
    {
        _ when segment.ControlBits.HasFlag(TcpControlBits.Rst) => LadderStyle.Error,
        { Retransmission: true } => LadderStyle.Warning,
        _ when SegmentArrow.ClosesWindow(segment) => LadderStyle.Warning,
        { Inferred: true } => LadderStyle.Quiet,
        { Length: > 0 } => new(Bold: true),
        _ => LadderStyle.Plain,
    };

    static LadderLine Lifeline(LadderLine line, LadderEnd end) => end.State is TcpState.Unknown or TcpState.Closed
        ? line.Add(end.State == TcpState.Closed ? "·" : " ", LadderStyle.Quiet)
        : line.Add(end.IsInferred ? "╎" : "┃", LadderStyle.Of(end.State));

    void DrawText(TextEvent text, LadderRow row, string time, List<LadderLine> lines)
    {
        (string mark, LadderStyle style) = text.Stream switch
        {
            TimelineText.Output => (texts.Output, LadderStyle.Plain),
            TimelineText.Error => (texts.Error, LadderStyle.Warning),
            TimelineText.Loss => (texts.Loss, LadderStyle.Error),
            _ => (texts.Note, LadderStyle.Quiet),
        };
        int indent = LadderColumns.Margin + Columns.Width(mark) + 1;
        LadderLine first = Margin(row, time).Add(mark + " ", style);
        foreach (string line in Lines(text.Text, columns.Width - indent))
        {
            lines.Add(first.Add(line, style));
            first = new LadderLine().Cell("", indent);
        }
    }

    void Wrap(string text, int indent, LadderStyle style, List<LadderLine> lines)
    {
        foreach (string line in Lines(text, columns.Width - indent))
            lines.Add(new LadderLine().Cell("", indent).Add(line, style));
    }

    /// <summary>The text in lines of at most <paramref name="width"/> columns, broken at a space if there is one; an ellipsis stands where there would be too many.</summary>
    static IEnumerable<string> Lines(string text, int width)
    {
        for (int count = 1; count < MaxTextLines && Columns.Width(text) > width; count++)
        {
            string line = Columns.Start(text, width);
            int space = text[line.Length] == ' ' ? line.Length : line.LastIndexOf(' ');
            if (space > line.Length / 2)
                line = line[..space];
            yield return line;
            text = text[line.Length..].TrimStart(' ');
        }
        yield return Columns.Cut(text, width);
    }
}
