using System.Diagnostics.Tracing;

namespace Meari.Diagnostics;

/// <summary>
/// What the library has to say, for <c>dotnet-trace</c>, <c>dotnet-counters</c> or an <see cref="EventListener"/>, under the name
/// <c>Meari</c>. The library prints nothing.
/// </summary>
internal sealed class MeariEventSource : EventSource
{
    public static readonly MeariEventSource Log = new();

    /// <summary>
    /// The name is given here: read from an attribute it takes 3 ms, since reflection has code compiled for that. And each event describes
    /// itself: a manifest of all of them, made at the start for whoever may listen one day, costs as much again.
    /// </summary>
    MeariEventSource()
        : base("Meari", EventSourceSettings.EtwSelfDescribingEventFormat)
    {
    }

    [Event(1, Level = EventLevel.Informational, Message = "Listening on {0}.")]
    public void Listening(string endPoint) => WriteEvent(1, endPoint);

    [Event(2, Level = EventLevel.Informational, Message = "Connection {0} accepted from {1}.")]
    public void Accepted(long id, string remote) => WriteEvent(2, id, remote);

    [Event(3, Level = EventLevel.Informational, Message = "Connection {0} closed: {1} ({2}, errno {3}).")]
    public void Closed(long id, string kind, string outcome, int error) => WriteEvent(3, id, kind, outcome, error);

    [Event(4, Level = EventLevel.Warning, Message = "accept failed: {0} (errno {1}); {2}.")]
    public void AcceptFailed(string outcome, int error, string what) => WriteEvent(4, outcome, error, what);

    [Event(5, Level = EventLevel.Error, Message = "The handler of connection {0} threw: {1}")]
    public void HandlerFailed(long id, string exception) => WriteEvent(5, id, exception);

    [Event(6, Level = EventLevel.Error, Message = "The observer threw: {0}")]
    public void ObserverFailed(string exception) => WriteEvent(6, exception);

    [Event(7, Level = EventLevel.Error, Message = "{0} ended with an errno that has no name here: {1}. Please report it.")]
    public void UnknownError(string operation, int error) => WriteEvent(7, operation, error);

    [Event(8, Level = EventLevel.Informational, Message = "Draining {0} connections within {1} ms.")]
    public void DrainStarted(int connections, long milliseconds) => WriteEvent(8, connections, milliseconds);

    [Event(9, Level = EventLevel.Informational, Message = "Drained: {0} finished, {1} cut off.")]
    public void DrainEnded(int finished, int cut) => WriteEvent(9, finished, cut);
}
