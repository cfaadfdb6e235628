using static Meari.Observe.Tests.Make;

namespace Meari.Observe.Tests;

public sealed class InferredSegmentsTests
{
    static List<SegmentEvent> Conclude(params IEnumerable<TimelineEvent> events)
    {
        TimeWaitInference first = new(100);
        InferredSegments stage = new(100);
        List<TimelineEvent> waits = [], output = [];
        foreach (TimelineEvent seen in Run(events))
            first.Add(seen, waits);
        waits.ForEach(e => stage.Add(e, output));
        return [.. output.OfType<SegmentEvent>()];
    }

    [Fact]
    public void States_and_calls_prove_the_handshake_the_data_and_the_FIN_exchange()
    {
        List<SegmentEvent> seen = Conclude(
            State(0, true, TcpState.Closed, TcpState.SynSent, 1), State(2, true, TcpState.SynSent, TcpState.Established, 1),
            State(3, false, TcpState.Listen, TcpState.SynReceived, 2), State(3, false, TcpState.SynReceived, TcpState.Established, 2),
            Call(5, "send", 1, 3, 16, Client, Server), Call(6, "write", 2, 4, 20, Server, Client),
            State(10, true, TcpState.Established, TcpState.FinWait1, 1), State(11, false, TcpState.Established, TcpState.CloseWait, 2), State(12, true, TcpState.FinWait1, TcpState.FinWait2, 1),
            State(20, false, TcpState.CloseWait, TcpState.LastAck, 2), State(21, true, TcpState.FinWait2, TcpState.Closed, 1), State(22, false, TcpState.LastAck, TcpState.Closed, 2));
        Assert.Equal(
            [
                (TimelineSide.Client, Syn, 0u, 0u, 0), (TimelineSide.Server, Syn | Ack, 0u, 1u, 0), (TimelineSide.Client, Ack, 1u, 1u, 0),
                (TimelineSide.Client, Ack | TcpControlBits.Psh, 1u, 1u, 16), (TimelineSide.Server, Ack | TcpControlBits.Psh, 1u, 17u, 20),
                (TimelineSide.Client, Fin | Ack, 17u, 21u, 0), (TimelineSide.Server, Ack, 21u, 18u, 0),
                (TimelineSide.Server, Fin | Ack, 21u, 18u, 0), (TimelineSide.Client, Ack, 18u, 22u, 0),
            ],
            seen.Select(static s => (s.Side, s.ControlBits, s.Sequence, s.Acknowledgment, s.Length)));
        Assert.All(seen, static s => Assert.True(s.Inferred));
    }

    [Fact]
    public void Where_a_capture_runs_nothing_is_concluded() =>
        Assert.DoesNotContain(Conclude([.. Handshake(0), State(3, true, TcpState.SynSent, TcpState.Established, 1), Call(5, "send", 1, 3, 16, Client, Server)]), static s => s.Inferred);
}
