using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Meari.Tests.Support;

/// <summary>Hears the event source <c>Meari</c> of the whole process; for tests that run alone.</summary>
sealed class RecordingEvents : EventListener
{
    readonly ConcurrentQueue<(string Name, EventLevel Level, string Text)> _events = new();

    public IReadOnlyList<(string Name, EventLevel Level, string Text)> Events => [.. _events];

    /// <summary>Forgets the ends of what earlier tests began.</summary>
    public async ValueTask BeginAsync()
    {
        await Bounded.UntilStillAsync(() => _events.Count);
        _events.Clear();
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Meari")
            EnableEvents(eventSource, EventLevel.Informational);
    }

    // The base class may call this before the constructor has run.
    protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
        _events?.Enqueue((eventData.EventName!, eventData.Level, string.Format(null, eventData.Message!, [.. eventData.Payload!])));
}
