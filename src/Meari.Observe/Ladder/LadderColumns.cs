namespace Meari.Observe;

/// <summary>
/// How wide each column is: time, connection; the client's calls and states, its lifeline, its two buffers; segments; the same of the server
/// in mirror order.
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
        Queues = IsWide ? QueueBars.WideWidth : QueueBars.NarrowWidth;
        // Between a side's columns are a space, the lifeline, and a space each before and behind the buffers.
        int rest = Width - Margin - 2 * (Queues + 4);
        Side = IsWide ? rest * 3 / 10 : rest * 5 / 14;
        Segment = rest - 2 * Side;
    }

    public int Width { get; }

    public bool IsWide { get; }

    /// <summary>A side's calls and states.</summary>
    public int Side { get; }

    /// <summary>A side's two buffers.</summary>
    public int Queues { get; }

    /// <summary>The arrows.</summary>
    public int Segment { get; }
}
