namespace Meari.Observe;

/// <summary>
/// How wide each column is: time, connection; the client's calls and states, its lifeline, its two buffers; segments; the same of the server
/// in mirror order. In a wider picture no column is narrower, so it never says less.
/// </summary>
internal sealed class LadderColumns
{
    public const int Least = 60, Most = 400;

    /// <summary>From here on the buffers have their byte counts.</summary>
    const int WideFrom = 120;

    public const int Time = 8, Connection = 4;

    /// <summary>What stands before the client's column: time, a space, the connection.</summary>
    public const int Margin = Time + 1 + Connection;

    public LadderColumns(int width)
    {
        Width = Math.Clamp(width, Least, Most);
        IsWide = Width >= WideFrom;
        Queues = QueueBars.Width(IsWide);
        // What is left just below WideFrom stays empty: the counts need it, and nothing may shrink when they come.
        int shared = IsWide ? Shared(Width) : Math.Min(Shared(Width), Shared(WideFrom));
        Segment = SegmentOf(shared);
        Side = (shared - Segment) / 2;
    }

    public int Width { get; }

    public bool IsWide { get; }

    /// <summary>A side's calls and states.</summary>
    public int Side { get; }

    /// <summary>A side's two buffers.</summary>
    public int Queues { get; }

    /// <summary>The arrows.</summary>
    public int Segment { get; }

    /// <summary>What the sides and the arrows share: between their columns are a space, the lifeline, and a space each before and behind the buffers.</summary>
    static int Shared(int width) => width - Margin - 2 * (QueueBars.Width(width >= WideFrom) + 4);

    /// <summary>
    /// Arrows have room for <c>SYN ACK</c> first, for one number at 100 columns, for all of them and the options at 160; calls get what is left.
    /// </summary>
    static int SegmentOf(int shared) => shared switch
    {
        <= 55 => 11 + (shared - 35) / 5,
        <= 77 => 15 + (shared - 55) * 3 / 11,
        _ => Math.Min(21 + (shared - 77) / 2, 60),
    };
}
