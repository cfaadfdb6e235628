using System.Net;
using System.Runtime.InteropServices;

namespace Meari.Observe;

/// <summary>Makes segment events of what the kernel tells of retransmissions and resets: who sent one to whom, without its numbers.</summary>
/// <remarks>Source: include/trace/events/tcp.h. Called by one thread.</remarks>
internal sealed class TracedSegments(TimelineFilter filter)
{
    /// <summary>A reset on one machine is told where it is sent and where it is received, in either order, and not later than this.</summary>
    const long SameReset = 1_000_000_000;

    /// <summary>More resets are not remembered, and may be told twice.</summary>
    const int MaxResets = 4096;

    static readonly (string Name, TracedEvents Of, Kind Kind)[] Known =
    [
        ("tcp/tcp_retransmit_skb", TracedEvents.Retransmissions, Kind.Retransmission),
        ("tcp/tcp_retransmit_synack", TracedEvents.Retransmissions, Kind.SynAck),
        ("tcp/tcp_send_reset", TracedEvents.Resets, Kind.ResetSent),
        ("tcp/tcp_receive_reset", TracedEvents.Resets, Kind.ResetReceived),
    ];

    readonly Dictionary<int, Form> _forms = [];
    readonly Dictionary<(IPEndPoint From, IPEndPoint To), (long Time, Kind Kind)> _resets = [];

    enum Kind
    {
        Retransmission,
        SynAck,
        ResetSent,
        ResetReceived,
    }

    sealed record Form(Kind Kind, TracedEnds Ends, int Length, int State, int Error, int Socket);

    /// <summary>Enables those events that are wanted and that this kernel has.</summary>
    /// <param name="instance">Where.</param>
    /// <param name="wanted">Which kinds.</param>
    /// <param name="portFilter">For those that have ports.</param>
    public void Enable(TraceInstance instance, TracedEvents wanted, string? portFilter)
    {
        foreach ((string name, TracedEvents of, Kind kind) in Known)
        {
            if ((wanted & of) == 0 || instance.FormatOf(name) is not { } format || !Learn(format, kind))
                continue;
            bool isEnabled = instance.Enable(name, _forms[format.Id].Ends.HasPorts ? portFilter : null).IsWorking;
            if (!isEnabled)
                _forms.Remove(format.Id);
        }
        HasAny = _forms.Count > 0;
    }

    /// <summary>Whether there is any event to come.</summary>
    public bool HasAny { get; private set; }

    /// <summary>Learns a format, for tests too.</summary>
    internal bool Learn(TraceEventFormat format, string name) => Learn(format, Known.First(k => k.Name == name).Kind);

    bool Learn(TraceEventFormat format, Kind kind) => TracedEnds.Of(format) is { } ends
        && _forms.TryAdd(format.Id, new(kind, ends, format.Length, format.OffsetOf("state", 4), format.OffsetOf("err", 4), format.OffsetOf("skaddr", 8)));

    /// <summary>Finds the origin of a socket, by its address in the kernel's memory or 0, and its ends; unset, all are taken as this namespace's.</summary>
    public Func<ulong, IPEndPoint?, IPEndPoint?, SocketOrigin>? OriginOf { get; set; }

    /// <summary>Reads one.</summary>
    /// <param name="id">The kind of event.</param>
    /// <param name="time">When.</param>
    /// <param name="payload">The kernel's event.</param>
    /// <param name="seen">What to tell; null if nothing.</param>
    /// <returns>False if the event is too short. One of another kind is none to tell of.</returns>
    public bool TryDecode(int id, long time, ReadOnlySpan<byte> payload, out SegmentEvent? seen)
    {
        seen = null;
        if (!_forms.TryGetValue(id, out Form? form))
            return true;
        if (payload.Length < form.Length)
            return false;
        IPEndPoint? from = form.Ends.LocalOf(payload), to = form.Ends.RemoteOf(payload);
        SocketOrigin origin = OriginOf?.Invoke(form.Socket < 0 ? 0 : MemoryMarshal.Read<ulong>(payload[form.Socket..]), from, to) ?? SocketOrigin.Here;
        if (form.Kind == Kind.ResetReceived)
            (from, to) = (to, from); // a segment is told at the side that sent it
        bool hasFailed = form.Error >= 0 && MemoryMarshal.Read<int>(payload[form.Error..]) != 0;
        if (hasFailed || !filter.Matches(from, to) || (form.Kind >= Kind.ResetSent && origin != SocketOrigin.Elsewhere && IsTold(time, form.Kind, from, to)))
            return true;
        seen = new()
        {
            Time = time,
            Local = from,
            Remote = to,
            Origin = origin,
            ControlBits = BitsOf(form, payload),
            Retransmission = form.Kind < Kind.ResetSent,
        };
        return true;
    }

    /// <summary>What is certain: before the connection is established nothing but its SYN can be sent again.</summary>
    static TcpControlBits BitsOf(Form form, ReadOnlySpan<byte> payload) => form.Kind switch
    {
        Kind.ResetSent or Kind.ResetReceived => TcpControlBits.Rst,
        Kind.SynAck => TcpControlBits.Syn | TcpControlBits.Ack,
        _ when form.State >= 0 && MemoryMarshal.Read<int>(payload[form.State..]) == (int)TcpState.SynSent => TcpControlBits.Syn,
        _ => TcpControlBits.None,
    };

    /// <summary>Whether this is the other end's view of a reset that was told.</summary>
    bool IsTold(long time, Kind kind, IPEndPoint? from, IPEndPoint? to)
    {
        if (from is null || to is null)
            return false;
        if (_resets.Remove((from, to), out (long Time, Kind Kind) told) && told.Kind != kind && time - told.Time <= SameReset)
            return true;
        if (_resets.Count >= MaxResets)
            _resets.Clear();
        _resets.Add((from, to), (time, kind));
        return false;
    }
}
