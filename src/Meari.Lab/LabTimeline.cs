using System.Net;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>What a timeline is of.</summary>
internal readonly record struct LabTimelineOptions()
{
    /// <summary>Of the timeline's own notes.</summary>
    public Language Language { get; init; }

    /// <summary>The port to watch, 0 for any; null for one that is free, the chapter's first.</summary>
    public int? Port { get; init; }

    /// <summary>Whether it is of the run's own calls and of the program that it launches, on whatever port, instead of one port.</summary>
    public bool OfProgram { get; init; }

    /// <summary>The address at one end of what is watched; null for any.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Whether calls are made through <see cref="LabTimeline.Calls"/>; else it only watches.</summary>
    public bool MakesCalls { get; init; } = true;

    /// <summary>Where a source of the caller's own tells what it sees; null if there is none.</summary>
    public RelaySink? Relay { get; init; }

    /// <summary>How long events are held to be put in order.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The most events that are kept for <see cref="LabTimeline.Snapshot"/>; an experiment makes some hundreds.</summary>
    public int Keeps { get; init; } = 200_000;
}

/// <summary>The timeline of one run: the run's own calls, and what the kernel shows of its port, as far as this user may see it.</summary>
internal sealed class LabTimeline : IAsyncDisposable
{
    /// <summary>Null if it only watches a port of others.</summary>
    readonly LabPort? _port;

    readonly PassiveSources _passive;
    readonly RelaySink _relay;
    readonly Timeline _timeline;
    readonly Action<string> _say;
    readonly Language _language;
    readonly MonotonicClock _clock = new(TimeProvider.System);
    readonly List<TimelineEvent> _events = [];
    readonly Action<TimelineEvent> _show;
    readonly Lock _gate = new();
    readonly Task _reading;
    TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);

    readonly int _most;

    LabTimeline(LabTimelineOptions options, LabPort? port, PassiveSources passive, RelaySink relay, CallTeller calls, Action<string> say, Action<TimelineEvent> show)
    {
        (Port, _port, _most, _passive, _relay, Calls, _say, _show) = (options.Port ?? 0, port, options.Keeps, passive, relay, calls, say, show);
        _language = options.Language;
        _timeline = new(new TimelineOptions
        {
            Filter = new(Port, options.Address),
            WatchesProcesses = options.MakesCalls || options.OfProgram,
            InfersSegments = passive.Capture is null,
            CapturesSegments = passive.Capture is not null,
            Delay = options.Delay,
            Language = options.Language,
        });
        relay.Join(_timeline);
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>The port that is watched; 0 where it is of a program.</summary>
    public int Port { get; }

    public CallTeller Calls { get; }

    public bool SeesSegments => _passive.Capture is not null;

    public bool SeesStates => _passive.SeesStates;

    /// <summary>What each source that cannot be had would have shown.</summary>
    public IReadOnlyList<Words> Missing =>
        [.. _passive.Missing.Select(static say => new Words(say(new(Language.Korean)), say(new(Language.English))))];

    /// <summary>Packets that the capture has dropped.</summary>
    public long Dropped => _passive.Capture?.Dropped ?? 0;

    /// <summary>Nanoseconds of the timeline's clock.</summary>
    public long Now => _clock.Nanoseconds;

    /// <summary>Starts the sources.</summary>
    /// <param name="options">The port, and what is kept.</param>
    /// <param name="say">Takes a line for each source that cannot be had.</param>
    /// <param name="show">Takes each event, in order, on a thread of the pool.</param>
    /// <exception cref="LabException">EADDRINUSE: no port is free.</exception>
    public static LabTimeline Start(LabTimelineOptions options, Action<string> say, Action<TimelineEvent> show)
    {
        LabPort? port = options.Port is null && !options.OfProgram ? LabPort.Take() : null;
        int number = port?.Number ?? options.Port ?? 0;
        options = options with { Port = number };
        RelaySink relay = options.Relay ?? new();
        PassiveSources passive = new(new Messages(options.Language));
        passive.Start(new TimelineFilter(number, options.Address), relay, say);
        CallTeller calls = new(TimeProvider.System);
        calls.Start(relay);
        return new(options, port, passive, relay, calls, say, show);
    }

    /// <summary>Starts a program; its calls, if they can be seen, and its output come onto the timeline. Whoever gets it disposes it.</summary>
    public Task<LabProgram> LaunchAsync(string file, IReadOnlyList<string> arguments) =>
        Task.Run(() => LabProgram.Start(file, arguments, _relay, line => _say(line(new(_language)))));

    public IReadOnlyList<TimelineEvent> Snapshot()
    {
        lock (_gate)
            return [.. _events];
    }

    /// <summary>Puts a note on the timeline, and waits until it has come out: all that happened before it has come out too.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        TextEvent mark = new() { Time = Now, Stream = TimelineText.Note, Text = "" };
        _timeline.Add(mark);
        while (true)
        {
            Task came;
            lock (_gate)
            {
                if (_settled >= mark.Time)
                    return;
                came = _came.Task;
            }
            await came.WaitAsync(cancellation);
        }
    }

    /// <summary>The time of the last mark that came out.</summary>
    long _settled;

    /// <summary>A step as a note on the timeline, so that a recording has it too.</summary>
    public void Note(string text, long time) => _timeline.Add(new TextEvent { Time = time, Stream = TimelineText.Note, Text = text });

    async Task ReadAsync()
    {
        await foreach (TimelineEvent seen in _timeline.ReadAllAsync())
        {
            bool isMark = seen is TextEvent { Stream: TimelineText.Note, Text: "" };
            TaskCompletionSource came;
            lock (_gate)
            {
                if (isMark)
                    _settled = seen.Time;
                else if (_events.Count < _most)
                    _events.Add(seen);
                came = _came;
                _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            came.TrySetResult();
            if (!isMark)
                _show(seen);
        }
    }

    /// <summary>Stops; what was seen until now is shown.</summary>
    public async ValueTask DisposeAsync()
    {
        await Calls.DisposeAsync();
        await _passive.DisposeAsync();
        await _timeline.StopAsync();
        await _reading;
        _port?.Dispose();
    }
}
