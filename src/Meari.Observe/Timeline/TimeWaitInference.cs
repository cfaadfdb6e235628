namespace Meari.Observe;

/// <summary>
/// Concludes TIME_WAIT, of which the kernel tells nobody: it replaces the socket by a smaller one, and says CLOSED. The side that sent its FIN
/// without having the peer's closed first, and waits once both FINs are acknowledged (RFC 9293, section 3.6). A reset ends all waiting.
/// </summary>
/// <remarks>
/// FIN_WAIT2 to CLOSED is left out where it is only this replacement. It comes when the peer's FIN arrives, or before, when the program has closed and
/// the kernel waits for that FIN without it; TIME_WAIT is told when the FIN exchange is complete.
/// </remarks>
/// <param name="limit">The most connections that are remembered.</param>
internal sealed class TimeWaitInference(int limit) : TimelineStage
{
    readonly RecentMap<int, Exchange> _exchanges = new(limit);

    /// <inheritdoc/>
    public override void Add(TimelineEvent seen, List<TimelineEvent> output)
    {
        if (seen.Connection == 0 || seen.Side == TimelineSide.None || seen is not (StateEvent or SegmentEvent))
        {
            output.Add(seen);
            return;
        }
        if (!_exchanges.TryGet(seen.Connection, out Exchange? exchange))
            _exchanges.Set(seen.Connection, exchange = new Exchange());
        if (seen is SegmentEvent segment)
        {
            output.Add(segment);
            AddSegment(segment, exchange, output);
        }
        else
        {
            AddState((StateEvent)seen, exchange, output);
        }
    }

    static void AddSegment(SegmentEvent segment, Exchange exchange, List<TimelineEvent> output)
    {
        End from = exchange.At(segment.Side), to = exchange.PeerOf(segment.Side);
        if (segment.ControlBits.HasFlag(TcpControlBits.Rst))
        {
            exchange.WasReset = true;
            return;
        }
        if (KernelMarks.IsMark(segment))
            return;
        exchange.HasSegments = true;
        if (segment.ControlBits.HasFlag(TcpControlBits.Ack) && to.Fin is { } peerFin && IsAfter(segment.Acknowledgment, peerFin))
            to.IsFinAcknowledged = true;
        if (segment.ControlBits.HasFlag(TcpControlBits.Fin) && from.Fin is null)
        {
            from.Fin = segment.Sequence + (uint)segment.Length;
            from.ClosedFirst = !to.IsFinAcknowledged;
        }
        // The acknowledgment of the last FIN is what brings its sender, or with a simultaneous close both, into TIME_WAIT.
        Conclude(segment, from, to, segment.Side, exchange, output);
        Conclude(segment, to, from, Other(segment.Side), exchange, output);
    }

    static void Conclude(SegmentEvent segment, End end, End peer, TimelineSide side, Exchange exchange, List<TimelineEvent> output)
    {
        if (exchange.WasReset || !end.ClosedFirst || !end.IsFinAcknowledged || !peer.IsFinAcknowledged || end.IsWaiting)
            return;
        bool isSender = side == segment.Side;
        Wait(new StateEvent
        {
            Time = segment.Time,
            Connection = segment.Connection,
            Side = side,
            Local = isSender ? segment.Local : segment.Remote,
            Remote = isSender ? segment.Remote : segment.Local,
            From = peer.ClosedFirst ? TcpState.Closing : TcpState.FinWait2,
            To = TcpState.TimeWait,
            Socket = end.Socket,
        }, end, output);
    }

    static void AddState(StateEvent state, Exchange exchange, List<TimelineEvent> output)
    {
        End end = exchange.At(state.Side), peer = exchange.PeerOf(state.Side);
        if (state.Socket != 0)
            end.Socket = state.Socket;
        if (state.To == TcpState.TimeWait)
        {
            // What the table shows a moment later is not a second change.
            if (!end.IsWaiting)
                output.Add(state);
            end.IsWaiting = true;
            return;
        }
        bool isReplaced = state.To == TcpState.Closed && state.From is TcpState.FinWait2 or TcpState.Closing && !exchange.WasReset;
        if (!isReplaced)
            output.Add(state);
        end.State = state.To;
        end.IsReplaced |= isReplaced;
        // Of a peer on another machine nothing more is heard without a capture.
        bool isUnheard = peer.State == TcpState.Unknown && !exchange.HasSegments;
        if (isReplaced && (state.From == TcpState.Closing || peer.Fin is not null || peer.HasFinished || isUnheard))
            WaitInstead(state, end, output);
        else if (state.To == TcpState.LastAck)
            FinishedBy(state, end, peer, exchange, output);
    }

    /// <summary>The peer's FIN, by its state alone: no capture runs, or the FIN's segment comes next.</summary>
    static void FinishedBy(StateEvent state, End end, End peer, Exchange exchange, List<TimelineEvent> output)
    {
        end.HasFinished = true;
        if (!peer.IsReplaced || peer.IsWaiting || exchange.HasSegments || exchange.WasReset)
            return;
        Wait(new StateEvent
        {
            Time = state.Time,
            Connection = state.Connection,
            Side = Other(state.Side),
            Local = state.Remote,
            Remote = state.Local,
            From = TcpState.FinWait2,
            To = TcpState.TimeWait,
            Socket = peer.Socket,
        }, peer, output);
    }

    static void WaitInstead(StateEvent closed, End end, List<TimelineEvent> output)
    {
        if (!end.IsWaiting)
            Wait(closed with { To = TcpState.TimeWait }, end, output);
    }

    static void Wait(StateEvent waiting, End end, List<TimelineEvent> output)
    {
        end.IsWaiting = true;
        output.Add(waiting with { Inferred = true });
    }

    static bool IsAfter(uint acknowledgment, uint sequence) => (int)(acknowledgment - sequence) > 0;

    static TimelineSide Other(TimelineSide side) => side == TimelineSide.Client ? TimelineSide.Server : TimelineSide.Client;

    sealed class End
    {
        /// <summary>Its FIN's number; null until it is seen.</summary>
        public uint? Fin { get; set; }

        public bool IsFinAcknowledged { get; set; }

        /// <summary>It sent its FIN before it acknowledged the peer's.</summary>
        public bool ClosedFirst { get; set; }

        /// <summary>Its state says that it has sent FIN.</summary>
        public bool HasFinished { get; set; }

        /// <summary>The kernel has replaced the socket: it waits for the peer's FIN, or after it.</summary>
        public bool IsReplaced { get; set; }

        /// <summary>TIME_WAIT was told.</summary>
        public bool IsWaiting { get; set; }

        public TcpState State { get; set; }

        public long Socket { get; set; }
    }

    sealed class Exchange
    {
        readonly End _client = new(), _server = new();

        public bool WasReset { get; set; }

        public bool HasSegments { get; set; }

        public End At(TimelineSide side) => side == TimelineSide.Client ? _client : _server;

        public End PeerOf(TimelineSide side) => side == TimelineSide.Client ? _server : _client;
    }
}
