using Meari.Observe.Calls;
using Meari.Text;

namespace Meari.Observe;

/// <summary>
/// Computes what lies in the buffers of both ends at every event, from calls (what went in and out at the program's side) and segments (what came
/// and was acknowledged at the network's). Only where both were seen from the start; of an older connection only what is on its way. What the
/// kernel says is compared, and believed when the contradiction lasts.
/// </summary>
/// <param name="limit">The most connections that are remembered.</param>
/// <param name="messages">What the timeline says about itself.</param>
internal sealed class QueueArithmetic(int limit, Messages messages) : TimelineStage
{
    const int MaxProcesses = 1024;

    readonly RecentMap<int, Pair> _pairs = new(limit);

    /// <summary>Those that have made a ring of io_uring: what it receives and sends for them is no call.</summary>
    readonly RecentMap<int, bool> _withRing = new(MaxProcesses);

    /// <inheritdoc/>
    public override void Add(TimelineEvent seen, List<TimelineEvent> output)
    {
        output.Add(seen);
        if (seen is CallEvent { Name: SocketCall.RingSetup, Result: >= 0, Process: { } process })
            _withRing.Set(process, true);
        if (seen.Connection == 0 || seen.Side == TimelineSide.None || (seen.Inferred && seen is not StateEvent))
            return;
        if (!_pairs.TryGet(seen.Connection, out Pair? pair))
            _pairs.Set(seen.Connection, pair = new Pair());
        EndQueues end = pair.At(seen.Side), peer = pair.PeerOf(seen.Side);
        switch (seen)
        {
            case CallEvent call:
                AddCall(call, end);
                break;
            case SegmentEvent segment when !KernelMarks.IsMark(segment) || segment.ControlBits.HasFlag(TcpControlBits.Rst):
                AddSegment(segment, end, peer, pair);
                break;
            case QueueEvent { Sampled: true } sample when !pair.WasReset:
                if (pair.CheckOf(seen.Side).Compare(sample, end, peer) is { } difference)
                    output.Add(Note(sample, difference));
                break;
            case StateEvent { To: TcpState.Closed or TcpState.TimeWait }:
                end.Shown = default; // whatever was sampled meanwhile, what is computed holds
                break;
            default:
                return;
        }
        Show(seen, end, peer, seen.Side, pair, output);
        Show(seen, peer, end, seen.Side == TimelineSide.Client ? TimelineSide.Server : TimelineSide.Client, pair, output);
    }

    void AddCall(CallEvent call, EndQueues end)
    {
        bool isOpened = call.Name == "connect" || (call.Name.StartsWith("accept", StringComparison.Ordinal) && call.Result >= 0);
        end.HasCalls |= isOpened;
        if (isOpened && call.Process is { } process && _withRing.TryGet(process, out _))
            end.MissesSends = end.MissesReceives = true;
        bool hasReturned = call.Duration is not null || call.Result is not null;
        switch (TransferCalls.DirectionOf(call))
        {
            case Transfer.Send when !hasReturned:
                end.WaitingSends++;
                break;
            case Transfer.Send:
                // One that waited was told before, when it was made; a source that learns of it afterwards told nothing.
                end.WaitingSends = Math.Max(0, end.WaitingSends - 1);
                end.Written += Math.Max(0, call.Result ?? 0);
                break;
            case Transfer.Receive when hasReturned:
                end.Read += Math.Max(0, call.Result ?? 0);
                break;
            case Transfer.SendUncounted:
                end.MissesSends = true;
                break;
            case Transfer.ReceiveUncounted:
                end.MissesReceives = true;
                break;
        }
    }

    static void AddSegment(SegmentEvent segment, EndQueues end, EndQueues peer, Pair pair)
    {
        if (segment.ControlBits.HasFlag(TcpControlBits.Rst))
        {
            pair.WasReset = true;
            end.Discard();
            peer.Discard();
            return;
        }
        if (segment.ControlBits.HasFlag(TcpControlBits.Ack))
            peer.Acknowledge(segment, peer.HasSyn && (end.HasSyn || segment.ControlBits.HasFlag(TcpControlBits.Syn)));
        end.Send(segment);
    }

    /// <summary>Tells what has changed.</summary>
    static void Show(TimelineEvent seen, EndQueues end, EndQueues peer, TimelineSide side, Pair pair, List<TimelineEvent> output)
    {
        // After a reset a receive buffer can still be read, or has been thrown away: nobody sees which.
        (long? SendQueue, long? InFlight, long? ReceiveQueue) values = (end.SendQueue, end.InFlight, pair.WasReset ? null : end.ReceiveQueueFrom(peer));
        if (values == end.Shown)
            return;
        end.Shown = values;
        bool isOwn = side == seen.Side;
        output.Add(new QueueEvent
        {
            Time = seen.Time,
            Connection = seen.Connection,
            Side = side,
            Local = isOwn ? seen.Local : seen.Remote,
            Remote = isOwn ? seen.Remote : seen.Local,
            SendQueue = values.SendQueue,
            InFlight = values.InFlight,
            ReceiveQueue = values.ReceiveQueue,
            Inferred = end.WaitingSends > 0,
        });
    }

    TextEvent Note(QueueEvent sample, (bool IsSendQueue, long Computed, long Sampled) difference) => new()
    {
        Time = sample.Time,
        Connection = sample.Connection,
        Side = sample.Side,
        Local = sample.Local,
        Remote = sample.Remote,
        Stream = TimelineText.Note,
        Text = messages.QueueContradicted(difference.IsSendQueue, difference.Computed, difference.Sampled),
    };

    sealed class Pair
    {
        readonly EndQueues _client = new(), _server = new();
        readonly SampleCheck _clientCheck = new(), _serverCheck = new();

        public bool WasReset { get; set; }

        public EndQueues At(TimelineSide side) => side == TimelineSide.Client ? _client : _server;

        public EndQueues PeerOf(TimelineSide side) => side == TimelineSide.Client ? _server : _client;

        public SampleCheck CheckOf(TimelineSide side) => side == TimelineSide.Client ? _clientCheck : _serverCheck;
    }
}
