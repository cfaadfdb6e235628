using System.Diagnostics.Tracing;

namespace Meari.Cli.Serve;

/// <summary>
/// Hears of failed accepts and of errnos without a name from the library's event source, and tells of them at most once a second, since a
/// server under pressure fails many times. Costs nothing while all is well.
/// </summary>
internal sealed class AcceptTrouble : EventListener
{
    const string AcceptFailed = "AcceptFailed", UnknownError = "UnknownError";

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly Action<EventWrittenEventArgs>? _tell;
    readonly TimeProvider _time;
    long _told;

    /// <summary>Listens from now on.</summary>
    /// <param name="time">The clock for the pause.</param>
    /// <param name="acceptFailed">Gets the outcome's name and the errno.</param>
    /// <param name="unknownError">Gets the call's name and the errno.</param>
    public AcceptTrouble(TimeProvider time, Action<string, int> acceptFailed, Action<string, int> unknownError)
    {
        _time = time;
        _told = time.GetTimestamp() - (long)(Pause.TotalSeconds * time.TimestampFrequency);
        _tell = e => (e.EventName == AcceptFailed ? acceptFailed : unknownError)((string)e.Payload![0]!, (int)e.Payload[1]!);
        foreach (EventSource source in EventSource.GetSources())
            Enable(source);
    }

    protected override void OnEventSourceCreated(EventSource eventSource) => Enable(eventSource);

    void Enable(EventSource source)
    {
        if (source.Name == "Meari")
            EnableEvents(source, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base class calls this before the constructor above has run.
        if (_tell is null || eventData.EventName is not (AcceptFailed or UnknownError))
            return;
        long told = Volatile.Read(ref _told);
        if (_time.GetElapsedTime(told) >= Pause && Interlocked.CompareExchange(ref _told, _time.GetTimestamp(), told) == told)
            _tell(eventData);
    }
}
