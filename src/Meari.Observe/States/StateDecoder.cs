using System.Runtime.InteropServices;

namespace Meari.Observe;

/// <summary>Makes state events of the kernel's <c>sock:inet_sock_set_state</c>.</summary>
/// <remarks>Source: include/trace/events/sock.h. Called by one thread.</remarks>
internal sealed class StateDecoder
{
    /// <summary>The event's name.</summary>
    public const string EventName = "sock/inet_sock_set_state";

    /// <summary>Flags of an event that an interrupt made, whose process is whichever was running.</summary>
    /// <remarks>Source: enum trace_flag_type in include/linux/trace_events.h.</remarks>
    const byte HardInterrupt = 0x08, SoftInterrupt = 0x10;

    readonly TracedEnds _ends;
    readonly int _length, _flags, _pid, _address, _from, _to;
    readonly TimelineFilter _filter;
    readonly TracedSockets _sockets = new();
    readonly SocketOrigins? _origins;
    readonly ThreadOwners _owners = new();

    StateDecoder(TraceEventFormat format, TracedEnds ends, TimelineFilter filter, SocketOrigins? origins)
    {
        (_ends, _filter, _origins, Id, _length) = (ends, filter, origins, format.Id, format.Length);
        (_flags, _pid, _address) = (format.OffsetOf("common_flags", 1), format.OffsetOf("common_pid", 4), format.OffsetOf("skaddr", 8));
        (_from, _to) = (format.OffsetOf("oldstate", 4), format.OffsetOf("newstate", 4));
    }

    /// <summary>The number of this kind of event.</summary>
    public int Id { get; }

    /// <summary>Finds what is needed in the format.</summary>
    /// <param name="format">The event's.</param>
    /// <param name="filter">Which sockets to tell of.</param>
    /// <param name="origins">Which namespace they are of; null takes all as this one's.</param>
    /// <returns>The decoder; null if something is not there.</returns>
    public static StateDecoder? Of(TraceEventFormat format, TimelineFilter filter, SocketOrigins? origins = null)
    {
        if (TracedEnds.Of(format) is not { HasPorts: true } ends)
            return null;
        StateDecoder decoder = new(format, ends, filter, origins);
        return decoder is { _flags: >= 0, _pid: >= 0, _address: >= 0, _from: >= 0, _to: >= 0 } ? decoder : null;
    }

    /// <summary>Before events that were read together.</summary>
    public void Begin()
    {
        _owners.Clear();
        _origins?.Begin();
    }

    /// <summary>Reads one.</summary>
    /// <param name="time">When.</param>
    /// <param name="payload">The kernel's event.</param>
    /// <param name="seen">What to tell; null if nothing.</param>
    /// <returns>False if the event is too short.</returns>
    public bool TryDecode(long time, ReadOnlySpan<byte> payload, out StateEvent? seen)
    {
        seen = null;
        if (payload.Length < _length)
            return false;
        ulong address = MemoryMarshal.Read<ulong>(payload[_address..]);
        TcpState from = StateOf(MemoryMarshal.Read<int>(payload[_from..])), to = StateOf(MemoryMarshal.Read<int>(payload[_to..]));
        TracedSocket socket = Find(address, from, to, payload);
        if (!_filter.Matches(socket.Local, socket.Remote))
            return true;
        seen = new()
        {
            Time = time,
            Side = socket.Side,
            Local = socket.Local,
            Remote = socket.Remote,
            Process = ProcessOf(from, to, payload),
            From = from,
            To = to,
            Socket = socket.Number,
            Origin = socket.Origin,
        };
        return true;
    }

    /// <summary>The origin of a socket that is open and whose events were told.</summary>
    /// <param name="address">In the kernel's memory; 0 for none.</param>
    public SocketOrigin? OriginOf(ulong address) => address == 0 ? null : _sockets.Find(address)?.Origin;

    TracedSocket Find(ulong address, TcpState from, TcpState to, ReadOnlySpan<byte> payload)
    {
        // What comes out of CLOSED, or is cloned from a listening socket, is new, whatever was at its address.
        bool isNew = from == TcpState.Closed || (from == TcpState.Listen && to != TcpState.Closed);
        TracedSocket socket = isNew ? _sockets.Begin(address) : _sockets.Get(address);
        if (to == TcpState.Closed)
            _sockets.Forget(address);
        if (isNew)
            socket.Side = to == TcpState.SynSent ? TimelineSide.Client : TimelineSide.Server;
        uint ports = _ends.PortsOf(payload);
        bool hasMoved = isNew || ports != socket.Ports || socket.Ports == 0;
        if (hasMoved)
            (socket.Ports, socket.Local, socket.Remote) = (ports, _ends.LocalOf(payload), _ends.RemoteOf(payload));
        if (hasMoved && _origins is not null)
            FindOrigin(socket, isNew, IsCall(payload) && IsProgramsOwn(from, to) ? MemoryMarshal.Read<int>(payload[_pid..]) : null, _origins);
        return socket;
    }

    /// <summary>
    /// Who calls connect or listen says most. A socket that was there before the watch is taken as this namespace's unless its address says
    /// otherwise, or who closes it: there will be no segments of its handshake to judge by.
    /// </summary>
    static void FindOrigin(TracedSocket socket, bool isNew, int? caller, SocketOrigins origins)
    {
        bool isClient = socket.Side == TimelineSide.Client, isOlder = !isNew && socket.Side == TimelineSide.None;
        SocketOrigin byCaller = caller is { } thread ? origins.OfCaller(thread) : SocketOrigin.Undecided;
        bool isClosedElsewhere = isOlder && byCaller == SocketOrigin.Elsewhere;
        if (isNew || isClosedElsewhere)
            socket.Origin = byCaller;
        bool isOpen = socket.Origin == SocketOrigin.Undecided || (isOlder && !isClosedElsewhere);
        // What is remembered of a client's ends is of an earlier client with the same.
        if (isOpen && !(isClient && socket.Local is { } own && System.Net.IPAddress.IsLoopback(own.Address)))
        {
            SocketOrigin byEnds = origins.OfEnds(socket.Local, socket.Remote);
            if (byEnds != SocketOrigin.Undecided)
                socket.Origin = byEnds;
        }
        if ((isClient || isClosedElsewhere) && socket is { Local: { } local, Remote: { } remote })
            origins.Learn(local, remote, socket.Origin);
    }

    /// <summary>connect, listen and close (with RST, too) are the program's own; what follows may happen while any program runs.</summary>
    static bool IsProgramsOwn(TcpState from, TcpState to) => (from, to) is
        (TcpState.Closed, _) or (TcpState.Listen, TcpState.Closed)
            or (TcpState.Established, TcpState.FinWait1 or TcpState.Closed) or (TcpState.CloseWait, TcpState.LastAck or TcpState.Closed);

    /// <summary>Of a socket's begin, and of a listening one's end, which nothing else says.</summary>
    int? ProcessOf(TcpState from, TcpState to, ReadOnlySpan<byte> payload)
    {
        bool isCall = (from, to) is (TcpState.Closed, TcpState.SynSent) or (_, TcpState.Listen) or (TcpState.Listen, TcpState.Closed);
        return isCall && IsCall(payload) ? _owners.ProcessOf(MemoryMarshal.Read<int>(payload[_pid..])) : null;
    }

    /// <summary>Whether the running thread made this, and no interrupt.</summary>
    bool IsCall(ReadOnlySpan<byte> payload) => (payload[_flags] & (HardInterrupt | SoftInterrupt)) == 0;

    static TcpState StateOf(int state) => state switch
    {
        >= (int)TcpState.Established and <= (int)TcpState.Closing => (TcpState)state,
        12 => TcpState.SynReceived, // TCP_NEW_SYN_RECV
        _ => TcpState.Unknown,
    };
}
