namespace Meari.Observe;

/// <summary>
/// Concludes the segments that states and calls prove, where no capture runs: the handshake, data by what send and the peer's recv returned, the FIN exchange. Each is
/// marked as inferred; how the kernel cut the data into segments, and bare acknowledgments of data, are not known and not told.
/// </summary>
/// <param name="limit">The most connections that are remembered.</param>
internal sealed class InferredSegments(int limit) : TimelineStage
{
    const TcpControlBits Syn = TcpControlBits.Syn, Ack = TcpControlBits.Ack, Fin = TcpControlBits.Fin, Psh = TcpControlBits.Psh;

    readonly RecentMap<int, Pair> _pairs = new(limit);

    /// <inheritdoc/>
    public override void Add(TimelineEvent seen, List<TimelineEvent> output)
    {
        if (seen.Connection == 0 || seen.Side == TimelineSide.None)
        {
            output.Add(seen);
            return;
        }
        if (!_pairs.TryGet(seen.Connection, out Pair? pair))
            _pairs.Set(seen.Connection, pair = new Pair());
        // Whoever captures a connection's segments needs none concluded.
        pair.IsCaptured |= seen is SegmentEvent segment && !KernelMarks.IsMark(segment);
        Story story = new(seen, pair, output);
        switch (seen)
        {
            case StateEvent { IsOld: false } state when !pair.IsCaptured:
                Before(state, story);
                output.Add(seen);
                After(state, story);
                break;
            case CallEvent call when !pair.IsCaptured:
                InferredByCalls.Before(call, story);
                output.Add(seen);
                InferredByCalls.After(call, story);
                break;
            default:
                output.Add(seen);
                break;
        }
    }

    /// <summary>The segment whose arrival changed the state.</summary>
    static void Before(StateEvent state, Story story)
    {
        TimelineSide own = state.Side, peer = Story.Other(own);
        // Found in the table in a state behind the handshake, and not in the table before.
        if (state.From == TcpState.Unknown && state.To is not (TcpState.SynSent or TcpState.SynReceived or TcpState.Closed or TcpState.Unknown))
            story.Connect();
        switch (state.From, state.To)
        {
            case (TcpState.SynSent, TcpState.Established):
                story.TellOnce(own, Syn);
                story.TellOnce(peer, Syn | Ack);
                break;
            case (_, TcpState.SynReceived):
                story.TellOnce(peer, Syn);
                break;
            case (TcpState.SynReceived, TcpState.Established):
                story.TellOnce(own, Syn | Ack);
                story.TellOnce(peer, Ack);
                break;
            case (_, TcpState.TimeWait) when story.IsFromTheStart:
                story.TellOnce(own, Fin | Ack);
                story.TellOnce(peer, Fin | Ack);
                break;
            case (_, TcpState.CloseWait) or (TcpState.FinWait2, TcpState.TimeWait) or (TcpState.FinWait1, TcpState.Closing):
                story.TellOnce(peer, Fin | Ack);
                break;
            case (TcpState.FinWait1, TcpState.FinWait2) or (TcpState.LastAck, TcpState.Closed) when story.HasTold(own, Fin | Ack):
                story.Acknowledge(peer);
                break;
        }
    }

    /// <summary>The segment that is sent when the state has changed.</summary>
    static void After(StateEvent state, Story story)
    {
        switch (state.From, state.To)
        {
            case (_, TcpState.SynSent):
                story.TellOnce(state.Side, Syn);
                break;
            case (_, TcpState.SynReceived):
                story.TellOnce(state.Side, Syn | Ack);
                break;
            case (TcpState.SynSent, TcpState.Established):
                story.TellOnce(state.Side, Ack);
                break;
            case (_, TcpState.FinWait1 or TcpState.LastAck):
                story.TellOnce(state.Side, Fin | Ack);
                break;
            case (_, TcpState.CloseWait or TcpState.TimeWait):
                story.Acknowledge(state.Side);
                break;
        }
    }

    internal sealed class Pair
    {
        public bool IsCaptured { get; set; }

        /// <summary>Bytes of data that each end was told to have sent, that its calls sent, and that the other's calls received.</summary>
        public long[] Data { get; } = [0, 0];

        /// <inheritdoc cref="Data"/>
        public long[] Sent { get; } = [0, 0];

        /// <inheritdoc cref="Data"/>
        public long[] Taken { get; } = [0, 0];

        /// <summary>Whether each end has shut its receiving side.</summary>
        public bool[] HasShutReceiving { get; } = [false, false];

        /// <summary>The next number of each end.</summary>
        public uint[] Next { get; } = [0, 0];

        /// <summary>What each end was told to have sent.</summary>
        public HashSet<TcpControlBits>[] Told { get; } = [[], []];

        /// <summary>Whether each end has acknowledged the other's FIN.</summary>
        public bool[] HasAcknowledged { get; } = [false, false];
    }

    internal readonly struct Story(TimelineEvent seen, Pair pair, List<TimelineEvent> output)
    {
        /// <summary>The handshake was told, so that nothing of the connection lies before the watch.</summary>
        public bool IsFromTheStart => HasTold(TimelineSide.Client, Syn);

        /// <summary>The handshake is over.</summary>
        public void Connect()
        {
            TellOnce(TimelineSide.Client, Syn);
            TellOnce(TimelineSide.Server, Syn | Ack);
            TellOnce(TimelineSide.Client, Ack);
        }

        /// <summary>Whether a side does not want to receive any more.</summary>
        public bool HasShutReceiving(TimelineSide side) => pair.HasShutReceiving[At(side)];

        /// <inheritdoc cref="HasShutReceiving"/>
        public void ShutReceiving(TimelineSide side) => pair.HasShutReceiving[At(side)] = true;

        /// <summary>A side's call has sent.</summary>
        public void Send(TimelineSide side, long bytes)
        {
            pair.Sent[At(side)] += bytes;
            TellData(side, pair.Sent[At(side)]);
        }

        /// <summary>The other side's call has received what a side sent.</summary>
        public void Take(TimelineSide side, long bytes)
        {
            pair.Taken[At(side)] += bytes;
            TellData(side, pair.Taken[At(side)]);
        }

        /// <summary>What both ends' calls say is told once.</summary>
        void TellData(TimelineSide side, long total)
        {
            long news = total - pair.Data[At(side)];
            if (news <= 0)
                return;
            pair.Data[At(side)] = total;
            Tell(side, Psh | Ack, (int)Math.Min(news, int.MaxValue));
        }

        public static TimelineSide Other(TimelineSide side) => side == TimelineSide.Client ? TimelineSide.Server : TimelineSide.Client;

        public bool HasTold(TimelineSide side, TcpControlBits bits) => pair.Told[At(side)].Contains(bits);

        public void TellOnce(TimelineSide side, TcpControlBits bits)
        {
            if (pair.Told[At(side)].Add(bits))
                Tell(side, bits, 0);
        }

        /// <summary>The other end's FIN is acknowledged, unless by a FIN of this end that was told after it.</summary>
        public void Acknowledge(TimelineSide side)
        {
            if (!HasTold(Other(side), Fin | Ack) || pair.HasAcknowledged[At(side)])
                return;
            Tell(side, Ack, 0);
        }

        public void Tell(TimelineSide side, TcpControlBits bits, int length)
        {
            bool isOwn = side == seen.Side;
            ref uint next = ref pair.Next[At(side)];
            if ((bits & Syn) == 0)
                next = Math.Max(next, 1);
            pair.HasAcknowledged[At(side)] |= HasTold(Other(side), Fin | Ack);
            output.Add(new SegmentEvent
            {
                Time = seen.Time,
                Connection = seen.Connection,
                Side = side,
                Local = isOwn ? seen.Local : seen.Remote,
                Remote = isOwn ? seen.Remote : seen.Local,
                Inferred = true,
                ControlBits = bits,
                Sequence = next,
                Acknowledgment = (bits & Ack) != 0 ? Math.Max(1, pair.Next[At(Other(side))]) : 0,
                Length = length,
            });
            next += (uint)length + ((bits & (Syn | Fin)) != 0 ? 1u : 0);
        }

        static int At(TimelineSide side) => side == TimelineSide.Client ? 0 : 1;
    }
}
