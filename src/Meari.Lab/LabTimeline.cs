using System.Net;
using System.Net.Sockets;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>The timeline of one run: the run's own calls, and what the kernel shows of its port, as far as this user may see it.</summary>
internal sealed class LabTimeline : IAsyncDisposable
{
    /// <summary>The most events that a run keeps; an experiment makes some hundreds. What comes on top is counted.</summary>
    const int MaxEvents = 200_000;

    static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    readonly PassiveSources _passive;
    readonly Timeline _timeline;
    readonly MonotonicClock _clock = new(TimeProvider.System);
    readonly List<TimelineEvent> _events = [];
    readonly Action<TimelineEvent> _show;
    readonly Lock _gate = new();
    readonly Task _reading;
    TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);

    LabTimeline(int port, Language language, PassiveSources passive, RelaySink relay, CallTeller calls, Action<TimelineEvent> show)
    {
        (Port, _passive, Calls, _show) = (port, passive, calls, show);
        _timeline = new(new TimelineOptions
        {
            Filter = new(port), WatchesProcesses = true, InfersSegments = passive.Capture is null, CapturesSegments = passive.Capture is not null, Delay = Delay, Language = language,
        });
        relay.Join(_timeline);
        _reading = Task.Run(ReadAsync);
    }

    public int Port { get; }

    public CallTeller Calls { get; }

    public bool SeesSegments => _passive.Capture is not null;

    public bool SeesStates => _passive.SeesStates;

    /// <summary>Nanoseconds of the timeline's clock.</summary>
    public long Now => _clock.Nanoseconds;

    /// <summary>Starts the sources on a port that is free.</summary>
    /// <param name="language">Of the timeline's own notes.</param>
    /// <param name="say">Takes a line for each source that cannot be had.</param>
    /// <param name="show">Takes each event, in order, on a thread of the pool.</param>
    public static LabTimeline Start(Language language, Action<string> say, Action<TimelineEvent> show)
    {
        int port = FreePort();
        RelaySink relay = new();
        PassiveSources passive = new(new Messages(language));
        passive.Start(new TimelineFilter(port), relay, say);
        CallTeller calls = new();
        calls.Start(relay);
        return new(port, language, passive, relay, calls, show);
    }

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
                else if (_events.Count < MaxEvents)
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
    }

    /// <summary>The chapter's port if it is free, else one that the kernel picks.</summary>
    static int FreePort()
    {
        foreach (int port in (int[])[TcpAddress.DefaultPort, 0])
        {
            // Both families: an experiment may use either.
            using Socket probe = new(Socket.OSSupportsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                if (probe.AddressFamily == AddressFamily.InterNetworkV6)
                    probe.DualMode = true;
                probe.Bind(new IPEndPoint(probe.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, port));
                return ((IPEndPoint)probe.LocalEndPoint!).Port;
            }
            catch (SocketException) when (port != 0)
            {
                // Somebody has it.
            }
        }
        throw new LabException("EADDRINUSE");
    }
}
