using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Watch;

/// <summary>Starts the sources that this user can have, and says for each of the others what is lost.</summary>
internal sealed class WatchSources(WatchSettings settings, Language language, Action<string> tell) : IAsyncDisposable
{
    readonly Messages _messages = new(language);
    readonly RelaySink _relay = new();
    readonly List<TimelineSource> _sources = [];
    Timeline? _timeline;

    public Timeline Timeline => _timeline ?? throw new InvalidOperationException("Not started.");

    /// <summary>The capture, if it works.</summary>
    public PacketCapture? Capture { get; private set; }

    /// <summary>When the watched program has ended; never, if there is none.</summary>
    public Task ProgramEnded { get; private set; } = Task.Delay(Timeout.Infinite);

    /// <returns>Whether there is anything to see; if not, why was told.</returns>
    public bool Start()
    {
        PacketCapture capture = new(settings.Filter, TimeProvider.System);
        SourceStatus status = capture.Start(_relay);
        if (status.IsWorking)
        {
            _sources.Add(Capture = capture);
        }
        else
        {
            tell(SourceReasons.NoSegments(_messages, status));
        }
        TracedStates states = new(settings.Filter);
        status = states.Start(_relay);
        if (status.IsWorking)
            _sources.Add(states);
        else
            tell(SourceReasons.NoStates(_messages, status));
        _timeline = new(new TimelineOptions { Filter = settings.Filter, InfersSegments = Capture is null, Language = language });
        _relay.Join(_timeline);
        return true;
    }

    public async Task StopAsync()
    {
        foreach (TimelineSource source in _sources)
            await source.DisposeAsync();
        if (_timeline is not null)
            await _timeline.StopAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
