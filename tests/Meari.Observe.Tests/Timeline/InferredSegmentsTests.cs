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

    /// <summary>Of a short connection the compared tables show no state: its calls alone must do.</summary>
    [Fact]
    public void A_servers_calls_prove_the_handshake_the_clients_data_and_its_FIN()
    {
        List<SegmentEvent> seen = Conclude(
            Call(1, "accept", 1, 3, 4, Server, Client), Call(2, "recvfrom", 1, 4, 6, Server, Client), Call(3, "sendto", 1, 4, 6, Server, Client),
            Call(4, "recvfrom", 1, 4, 0, Server, Client) with { Requested = 512 });
        Assert.Equal(
            [
                (TimelineSide.Client, Syn, 0), (TimelineSide.Server, Syn | Ack, 0), (TimelineSide.Client, Ack, 0),
                (TimelineSide.Client, Ack | TcpControlBits.Psh, 6), (TimelineSide.Server, Ack | TcpControlBits.Psh, 6), (TimelineSide.Client, Fin | Ack, 0),
            ],
            seen.Select(static s => (s.Side, s.ControlBits, s.Length)));
    }

    [Fact]
    public void What_was_sent_and_received_by_watched_calls_is_told_once()
    {
        List<SegmentEvent> seen = Conclude(
            Call(0, "connect", 2, 3, 0, Client, Server), Call(1, "accept", 1, 3, 4, Server, Client),
            Call(2, "sendto", 2, 3, 6, Client, Server), Call(3, "recvfrom", 1, 4, 4, Server, Client), Call(4, "recvfrom", 1, 4, 2, Server, Client));
        Assert.Equal([0, 0, 0, 6], seen.Select(static s => s.Length));
    }

    [Fact]
    public void Zero_bytes_after_the_program_shut_its_receiving_prove_no_FIN() => Assert.DoesNotContain(
        Conclude(
            Call(1, "accept", 1, 3, 4, Server, Client), Call(2, "shutdown", 1, 4, 0, Server, Client) with { Arguments = "SHUT_RD" },
            Call(3, "recvfrom", 1, 4, 0, Server, Client) with { Requested = 512 }),
        static s => s.ControlBits.HasFlag(Fin));

    [Fact]
    public void A_connection_that_was_there_before_the_watch_has_no_handshake_in_it()
    {
        StateEvent found = State(1, true, TcpState.Unknown, TcpState.Established, 1);
        Assert.Equal(3, Conclude(found).Count);
        Assert.Empty(Conclude(found with { IsOld = true }));
    }

    [Fact]
    public void Where_a_capture_runs_nothing_is_concluded() =>
        Assert.DoesNotContain(Conclude([.. Handshake(0), State(3, true, TcpState.SynSent, TcpState.Established, 1), Call(5, "send", 1, 3, 16, Client, Server)]), static s => s.Inferred);
}
