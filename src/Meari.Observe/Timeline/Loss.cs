namespace Meari.Observe;

/// <summary>A place in the timeline where something was lost; it counts until the reader comes to it. Never leaves the timeline as such.</summary>
internal sealed record Loss : TimelineEvent
{
    /// <summary>The kind of the events, or the source that lost them.</summary>
    public required string Of { get; init; }

    /// <summary>Whether a source, or the kernel, lost them; else the reader was too slow.</summary>
    public bool BySource { get; init; }

    /// <summary>How many.</summary>
    public long Count { get; set; }
}
