namespace Meari.Observe;

/// <summary>
/// A step of the timeline between its sources and its reader: takes events in order of time and hands on events in order of time. Synchronous, without
/// a clock of its own, for one thread at a time.
/// </summary>
internal abstract class TimelineStage
{
    /// <summary>Takes an event.</summary>
    /// <param name="seen">The event.</param>
    /// <param name="output">Where to put what follows from it: itself, unchanged or completed, or nothing, and what is concluded from it.</param>
    public abstract void Add(TimelineEvent seen, List<TimelineEvent> output);
}
