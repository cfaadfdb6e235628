using Meari.Text;

namespace Meari.Observe;

/// <summary>The steps of a timeline, one behind the other.</summary>
internal sealed class TimelineStages(TimelineOptions options, Messages messages)
{
    readonly TimelineStage[] _stages = [];
    readonly TimelineOptions _options = options;

    /// <summary>Takes an event in order of time.</summary>
    /// <param name="seen">The event.</param>
    /// <param name="output">What follows from it is added here.</param>
    public void Add(TimelineEvent seen, List<TimelineEvent> output)
    {
        if (seen is Loss loss)
        {
            output.Add(new TextEvent
            {
                Time = loss.Time,
                Stream = TimelineText.Loss,
                Text = loss.BySource ? messages.EventsLostBySource(loss.Of, loss.Count) : messages.EventsDropped(loss.Of, loss.Count),
            });
            return;
        }
        output.Add(seen);
        _ = _stages;
        _ = _options;
    }
}
