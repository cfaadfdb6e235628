using System.Globalization;
using System.Text;
using Meari.Text;

namespace Meari.Observe;

/// <summary>A segment as an arrow from its sender to its receiver: <c>───── SYN ────▶</c>; a concluded one dashed, a reset with a cross.</summary>
internal static class SegmentArrow
{
    public static string Draw(SegmentEvent segment, int width)
    {
        // The head, and at least one dash and a space on each side of the label.
        string label = Label(segment, width - 5);
        char dash = segment.Inferred ? '╌' : '─';
        int dashes = Math.Max(2, width - Columns.Width(label) - 3);
        string before = new(dash, dashes / 2), behind = new(dash, dashes - dashes / 2);
        bool isReset = segment.ControlBits.HasFlag(TcpControlBits.Rst);
        return segment.Side switch
        {
            TimelineSide.Client => $"{before} {label} {behind}{(isReset ? '╳' : segment.Inferred ? '▷' : '▶')}",
            TimelineSide.Server => $"{(isReset ? '╳' : segment.Inferred ? '◁' : '◀')}{before} {label} {behind}",
            _ => $"{before} {label} {behind}{dash}",
        };
    }

    static string Label(SegmentEvent segment, int width)
    {
        string again = segment.Retransmission ? "↻ " : "";
        string what = again + What(segment);
        string numbers = Numbers(segment);
        string[] candidates = [$"{what} {numbers} {Options(segment)}", $"{what} {(IsSyn(segment) ? Options(segment) : numbers)}", what];
        return Array.Find(Array.ConvertAll(candidates, static text => text.TrimEnd(' ')), text => Columns.Width(text) <= width) ?? Columns.Cut(what, width);
    }

    static string What(SegmentEvent segment)
    {
        StringBuilder what = new();
        if (segment.Length > 0)
            what.Append(CultureInfo.InvariantCulture, $"{QueueBars.Count(segment.Length)} B ");
        foreach ((TcpControlBits bit, string name) in Names)
        {
            // ACK is on every segment but the first, and worth a word where there is no data or more is said than that there is.
            bool isNews = bit != TcpControlBits.Ack || segment.Length == 0;
            if (segment.ControlBits.HasFlag(bit) && isNews)
                what.Append(name).Append(' ');
        }
        return what.Length > 0 ? what.ToString(0, what.Length - 1) : "–";
    }

    static readonly (TcpControlBits, string)[] Names =
    [
        (TcpControlBits.Syn, "SYN"), (TcpControlBits.Fin, "FIN"), (TcpControlBits.Rst, "RST"), (TcpControlBits.Ack, "ACK"), (TcpControlBits.Urg, "URG"),
    ];

    static bool IsSyn(SegmentEvent segment) => segment.ControlBits.HasFlag(TcpControlBits.Syn);

    /// <summary>Nothing for a concluded one, whose numbers nobody saw.</summary>
    static string Numbers(SegmentEvent segment)
    {
        if (segment.Inferred)
            return "";
        bool isAcknowledging = segment.ControlBits.HasFlag(TcpControlBits.Ack) && !IsSyn(segment);
        string sequence = IsSyn(segment) ? "" : string.Create(CultureInfo.InvariantCulture, $"seq {segment.Sequence} ");
        string acknowledgment = isAcknowledging ? string.Create(CultureInfo.InvariantCulture, $"ack {segment.Acknowledgment} ") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sequence}{acknowledgment}win {QueueBars.Count(segment.Window)}");
    }

    static string Options(SegmentEvent segment)
    {
        string size = segment.MaximumSegmentSize is { } mss ? string.Create(CultureInfo.InvariantCulture, $"mss {mss} ") : "";
        string scale = segment.WindowScale is { } shift ? string.Create(CultureInfo.InvariantCulture, $"ws {shift} ") : "";
        return IsSyn(segment) ? $"{size}{scale}{segment.Options}" : "";
    }
}
