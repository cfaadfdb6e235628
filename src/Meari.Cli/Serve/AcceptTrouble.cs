using System.Diagnostics.Tracing;

namespace Meari.Cli.Serve;

/// <summary>
/// Hears of failed accepts from the library's event source, and tells of them at most once a second, since a server under pressure fails
/// many times. Costs nothing while accepting works.
/// </summary>
internal sealed class AcceptTrouble : EventListener
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly Action<string, int> _tell;
    readonly TimeProvider _time;
    long _told;

    /// <summary>Listens from now on.</summary>
    /// <param name="time">The clock for the pause.</param>
    /// <param name="tell">Gets the outcome's name and the errno.</param>
    public AcceptTrouble(TimeProvider time, Action<string, int> tell)
    {
        _time = time;
        _tell = tell;
        _told = time.GetTimestamp() - (long)(Pause.TotalSeconds * time.TimestampFrequency);
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
        if (eventData.EventName != "AcceptFailed" || _time.GetElapsedTime(Volatile.Read(ref _told)) < Pause)
            return;
        Volatile.Write(ref _told, _time.GetTimestamp());
        _tell((string)eventData.Payload![0]!, (int)eventData.Payload[1]!);
    }
}
