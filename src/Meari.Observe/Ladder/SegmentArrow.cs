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

    /// <summary>Whether it says that its sender has no room for more.</summary>
    public static bool ClosesWindow(SegmentEvent segment) =>
        segment is { Window: 0, Inferred: false } && (segment.ControlBits & (TcpControlBits.Syn | TcpControlBits.Rst | TcpControlBits.Ack)) == TcpControlBits.Ack;

    static string Label(SegmentEvent segment, int width)
    {
        string what = (segment.Retransmission ? "↻ " : "") + What(segment);
        if (!segment.Inferred)
        {
            // Numbers leave the arrow two dashes more, or it is hard to see as one.
            foreach (string numbers in Numbers(segment))
            {
                if (what.Length + 1 + Columns.Width(numbers) <= width - 2)
                    return $"{what} {numbers}";
            }
        }
        return Columns.Cut(what, width);
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
        if (ClosesWindow(segment))
            what.Append("win 0 ");
        return what.Length > 0 ? what.ToString(0, what.Length - 1) : "–";
    }

    static readonly (TcpControlBits, string)[] Names =
    [
        (TcpControlBits.Syn, "SYN"), (TcpControlBits.Fin, "FIN"), (TcpControlBits.Rst, "RST"), (TcpControlBits.Ack, "ACK"), (TcpControlBits.Urg, "URG"),
    ];

    static bool IsSyn(SegmentEvent segment) => segment.ControlBits.HasFlag(TcpControlBits.Syn);

    /// <summary>What the numbers say, the most first; last the one that matters: where data or a FIN lies, or up to where all has come.</summary>
    static string[] Numbers(SegmentEvent segment)
    {
        string window = ClosesWindow(segment) ? "" : string.Create(CultureInfo.InvariantCulture, $" win {QueueBars.Count(segment.Window)}");
        if (IsSyn(segment))
            return [$"{window} {Options(segment)}".Trim(' '), Options(segment)];
        string sequence = string.Create(CultureInfo.InvariantCulture, $"seq {segment.Sequence}");
        if (!segment.ControlBits.HasFlag(TcpControlBits.Ack))
            return [sequence + window, sequence];
        string acknowledgment = string.Create(CultureInfo.InvariantCulture, $"ack {segment.Acknowledgment}");
        bool isCounted = segment.Length > 0 || segment.ControlBits.HasFlag(TcpControlBits.Fin);
        return [$"{sequence} {acknowledgment}{window}", $"{sequence} {acknowledgment}", isCounted ? sequence : acknowledgment];
    }

    static string Options(SegmentEvent segment)
    {
        string size = segment.MaximumSegmentSize is { } mss ? string.Create(CultureInfo.InvariantCulture, $"mss {mss} ") : "";
        string scale = segment.WindowScale is { } shift ? string.Create(CultureInfo.InvariantCulture, $"ws {shift} ") : "";
        return $"{size}{scale}{segment.Options}".TrimEnd(' ');
    }
}
