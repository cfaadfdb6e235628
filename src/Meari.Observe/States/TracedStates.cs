using System.Globalization;
using System.Runtime.InteropServices;

namespace Meari.Observe;

/// <summary>
/// Every change of state of every TCP socket of this machine, as the kernel makes it, and retransmissions and resets. Needs root. TIME_WAIT is
/// never among them: the kernel keeps it in another structure, and tells of CLOSED.
/// </summary>
/// <remarks>
/// The kernel tells of all network namespaces; each event says whether its socket is of the one of the thread that starts this, as far as that can be
/// found out. A process is named only where a program called connect or listen. A connection's socket at the
/// server begins with LISTEN → SYN_RECV: the kernel makes it, from the listening one, when the client's acknowledgment is there.
/// Source: Documentation/trace/ftrace.rst.
/// </remarks>
public sealed class TracedStates : TimelineSource, ITraceConsumer
{
    readonly TimelineFilter _filter;
    readonly TracedEvents _wanted;
    readonly IReadOnlyList<string> _places;
    readonly string? _mountPoint;
    readonly TracedSegments _segments;
    TimelineSink? _sink;
    StateDecoder? _states;
    TraceInstance? _instance;
    TraceReader? _reader;

    /// <summary>Prepares to watch.</summary>
    /// <param name="filter">Which connections.</param>
    /// <param name="wanted">What of them.</param>
    public TracedStates(TimelineFilter filter, TracedEvents wanted = TracedEvents.All)
        : this(filter, wanted, TraceFileSystem.UsualPlaces, TraceFileSystem.UsualPlaces[0])
    {
    }

    /// <summary>With the trace file system elsewhere.</summary>
    internal TracedStates(TimelineFilter filter, TracedEvents wanted, IReadOnlyList<string> places, string? mountPoint)
    {
        (_filter, _wanted, _places, _mountPoint) = (filter, wanted, places, mountPoint);
        _segments = new(filter);
    }

    /// <summary>Memory for each processor; null for the usual.</summary>
    internal int? BufferKilobytes { get; init; }

    /// <inheritdoc/>
    public override string Name => "tracefs";

    /// <inheritdoc/>
    public override SourceStatus Start(TimelineSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (_sink is not null)
            throw new InvalidOperationException("A source starts once.");
        _sink = sink;
        SourceStatus status = TraceFileSystem.Find(_places, _mountPoint, out TraceFileSystem? files);
        if (!status.IsWorking)
            return status;
        files!.Sweep();
        status = TraceInstance.Make(files, BufferKilobytes, out _instance);
        if (status.IsWorking)
            status = Enable(_instance!);
        if (status.IsWorking)
            status = TraceReader.Start(_instance!, this, out _reader);
        if (!status.IsWorking)
        {
            _instance?.Dispose();
            _instance = null;
        }
        return status;
    }

    SourceStatus Enable(TraceInstance instance)
    {
        SocketOrigins origins = new(new NetworkNamespace());
        string? ports = _filter.Port == 0
            ? null : string.Create(CultureInfo.InvariantCulture, $"(sport == {_filter.Port} || dport == {_filter.Port})");
        if ((_wanted & TracedEvents.States) != 0)
        {
            if (instance.FormatOf(StateDecoder.EventName) is not { } format || (_states = StateDecoder.Of(format, _filter, origins)) is null)
                return new(SourceObstacle.NotInKernel, 0, StateDecoder.EventName);
            // SCTP and MPTCP have states, too.
            SourceStatus status = instance.Enable(StateDecoder.EventName, "protocol == 6" + (ports is null ? "" : " && " + ports));
            if (!status.IsWorking)
                return status;
        }
        _segments.OriginOf = (socket, local, remote) => _states?.OriginOf(socket) ?? origins.OfEnds(local, remote);
        _segments.Enable(instance, _wanted, ports);
        return _states is null && !_segments.HasAny ? new(SourceObstacle.NotInKernel, 0, "events/tcp") : SourceStatus.Works;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _reader, null) is not { } reader)
            return;
        _instance!.Disable();
        await reader.DisposeAsync().ConfigureAwait(false);
        long untold = _instance.CountLost() - reader.Lost;
        if (untold > 0)
            _sink!.Lost(Name, untold);
        _instance.Dispose();
    }

    void ITraceConsumer.Begin() => _states?.Begin();

    void ITraceConsumer.Take(long time, ReadOnlySpan<byte> payload)
    {
        if (payload.Length < sizeof(ushort))
        {
            _sink!.Lost(Name, 1);
            return;
        }
        // Every kind of event begins with its number.
        int id = MemoryMarshal.Read<ushort>(payload);
        StateEvent? change = null;
        SegmentEvent? segment = null;
        bool isSound = id == _states?.Id ? _states.TryDecode(time, payload, out change) : _segments.TryDecode(id, time, payload, out segment);
        if (!isSound)
            _sink!.Lost(Name, 1);
        else if (((TimelineEvent?)change ?? segment) is { } seen)
            _sink!.Add(seen);
    }

    void ITraceConsumer.Lost(long count) => _sink!.Lost(Name, count);

    void ITraceConsumer.Failed(int processor, int error)
    {
        _sink!.Lost(Name, 1);
        _sink.Add(new TextEvent
        {
            Time = new MonotonicClock(TimeProvider.System).Nanoseconds,
            Stream = TimelineText.Loss,
            Text = string.Create(CultureInfo.InvariantCulture, $"tracefs: CPU {processor}: errno {error}"),
        });
    }
}
