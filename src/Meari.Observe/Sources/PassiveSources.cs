using Meari.Text;

namespace Meari.Observe;

/// <summary>What sees all programs alike: segments, states, buffers; each as far as this user may have it.</summary>
internal sealed class PassiveSources(Messages messages) : IAsyncDisposable
{
    static readonly TcpState[] WithBuffers = [.. Enumerable.Range((int)TcpState.Established, (int)TcpState.Closing).Select(static n => (TcpState)n).Except([TcpState.TimeWait, TcpState.Closed])];

    readonly List<TimelineSource> _sources = [];
    readonly SocketTableReader _table = new();

    readonly List<Func<Messages, string>> _missing = [];

    /// <summary>Says of each source that cannot be had what is lost, in whatever language.</summary>
    public IReadOnlyList<Func<Messages, string>> Missing => _missing;

    /// <summary>The capture, if it works.</summary>
    public PacketCapture? Capture { get; private set; }

    /// <summary>Whether the kernel tells each change of state; else tables are compared.</summary>
    public bool SeesStates { get; private set; }

    /// <param name="filter">Which connections.</param>
    /// <param name="sink">Where it goes.</param>
    /// <param name="say">Takes a line for each source that cannot be had.</param>
    public void Start(TimelineFilter filter, TimelineSink sink, Action<string> say)
    {
        PacketCapture capture = new(filter, TimeProvider.System);
        SourceStatus status = capture.Start(sink);
        if (status.IsWorking)
            _sources.Add(Capture = capture);
        else
            Miss(SourceReasons.NoSegments, status, say);
        TracedStates states = new(filter);
        status = states.Start(sink);
        bool seesStates = SeesStates = status.IsWorking;
        if (seesStates)
            _sources.Add(states);
        else
            Miss(SourceReasons.NoStates, status, say);
        // Sockets in TIME_WAIT have no buffers, and there may be tens of thousands of them.
        SocketQuery query = new() { Port = filter.Port, States = seesStates ? WithBuffers : null };
        IReadOnlyList<SocketEntry>? Read() => _table.Read(query) is { Interrupted: false } table ? table.Entries : null;
        TimelineSource polled = seesStates ? new SampledQueues(Read, filter) : new PolledStates(Read, filter, withQueues: true);
        status = polled.Start(sink);
        if (status.IsWorking)
            _sources.Add(polled);
        else
            Miss(SourceReasons.NoQueues, status, say);
    }

    void Miss(Func<Messages, SourceStatus, string> reason, SourceStatus status, Action<string> say)
    {
        _missing.Add(words => reason(words, status));
        say(reason(messages, status));
    }

    /// <summary>Stops them; others may be started then.</summary>
    public async Task StopAsync()
    {
        foreach (TimelineSource source in _sources)
            await source.DisposeAsync();
        _sources.Clear();
    }

    /// <summary>Stops them for another start, with no capture yet.</summary>
    public async Task ClearAsync()
    {
        await StopAsync();
        _missing.Clear();
        Capture = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _table.Dispose();
    }
}
