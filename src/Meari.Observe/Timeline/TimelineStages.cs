using Meari.Text;

namespace Meari.Observe;

/// <summary>The steps of a timeline, one behind the other.</summary>
/// <param name="options">What to show, and the bounds.</param>
/// <param name="upcoming">The events that come next.</param>
/// <param name="messages">What the timeline says about itself.</param>
internal sealed class TimelineStages(TimelineOptions options, Upcoming upcoming, Messages messages)
{
    readonly TimelineStage[] _stages =
    [
        new Connections(options, upcoming),
        new TimeWaitInference(options.MaxConnections),
        .. options.InfersSegments ? (TimelineStage[])[new InferredSegments(options.MaxConnections)] : [],
        new QueueArithmetic(options.MaxConnections, messages),
    ];

    List<TimelineEvent> _input = [], _next = [];

    /// <summary>Takes an event in order of time.</summary>
    /// <param name="seen">The event.</param>
    /// <param name="output">What follows from it is added here.</param>
    public void Add(TimelineEvent seen, List<TimelineEvent> output)
    {
        if (seen is Loss loss)
        {
            output.Add(Said(loss));
            return;
        }
        _input.Add(seen);
        foreach (TimelineStage stage in _stages)
        {
            foreach (TimelineEvent passed in _input)
                stage.Add(passed, _next);
            _input.Clear();
            (_input, _next) = (_next, _input);
        }
        output.AddRange(_input);
        _input.Clear();
    }

    TextEvent Said(Loss loss) => new()
    {
        Time = loss.Time,
        Stream = TimelineText.Loss,
        Lost = loss.Count,
        Text = loss.BySource ? messages.EventsLostBySource(loss.Of, loss.Count) : messages.EventsDropped(loss.Of, loss.Count),
    };
}
