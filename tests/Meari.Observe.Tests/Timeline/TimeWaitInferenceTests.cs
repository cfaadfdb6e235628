using static Meari.Observe.Tests.Make;

namespace Meari.Observe.Tests;

public sealed class TimeWaitInferenceTests
{
    static List<StateEvent> Conclude(params IEnumerable<TimelineEvent> events)
    {
        TimeWaitInference stage = new(100);
        List<TimelineEvent> output = [];
        foreach (TimelineEvent seen in Run(events))
            stage.Add(seen, output);
        Assert.Equal(output.OrderBy(static e => e.Time).Select(static e => e.Time), output.Select(static e => e.Time));
        return [.. output.OfType<StateEvent>()];
    }

    static List<StateEvent> Waits(params IEnumerable<TimelineEvent> events) => [.. Conclude(events).Where(static s => s.To == TcpState.TimeWait)];

    static SegmentEvent[] ClientCloses(long time) =>
        [Segment(time, true, Fin | Ack, 1001, 5001), Segment(time + 1, false, Ack, 5001, 1002), Segment(time + 10, false, Fin | Ack, 5001, 1002), Segment(time + 11, true, Ack, 1002, 5002)];

    [Fact]
    public void The_side_that_closed_first_waits_once_the_FIN_exchange_is_complete()
    {
        StateEvent wait = Assert.Single(Waits([.. Handshake(0), .. ClientCloses(5)]));
        Assert.Equal((TimelineSide.Client, At(16), TcpState.FinWait2, true), (wait.Side, wait.Time, wait.From, wait.Inferred));
        Assert.Equal((Client, Server), (wait.Local, wait.Remote));
        Assert.Empty(Waits([.. Handshake(0), .. ClientCloses(5)[..3]]));
    }

    [Fact]
    public void The_server_waits_if_it_closed_first()
    {
        StateEvent wait = Assert.Single(Waits([.. Handshake(0), Segment(5, false, Fin | Ack, 5001, 1001), Segment(6, true, Fin | Ack, 1001, 5002), Segment(7, false, Ack, 5002, 1002)]));
        Assert.Equal((TimelineSide.Server, Server), (wait.Side, wait.Local));
    }

    [Fact]
    public void Both_wait_after_a_simultaneous_close()
    {
        List<StateEvent> waits = Waits([.. Handshake(0), Segment(5, true, Fin | Ack, 1001, 5001), Segment(6, false, Fin | Ack, 5001, 1001), Segment(7, true, Ack, 1002, 5002), Segment(8, false, Ack, 5002, 1002)]);
        Assert.Equal([TimelineSide.Client, TimelineSide.Server], waits.Select(static w => w.Side).Order());
        Assert.All(waits, static w => Assert.Equal(TcpState.Closing, w.From));
    }

    [Fact]
    public void Nobody_waits_after_a_reset()
    {
        Assert.Empty(Waits([.. Handshake(0), Segment(5, true, Fin | Ack, 1001, 5001), Segment(6, false, Ack, 5001, 1002), Segment(7, false, Rst | Ack, 5001, 1002),
            State(8, true, TcpState.FinWait2, TcpState.Closed)]));
        List<StateEvent> states = Conclude([.. Handshake(0), Segment(5, true, Rst, 1001), State(8, true, TcpState.Established, TcpState.Closed), State(8, false, TcpState.Established, TcpState.Closed)]);
        Assert.Equal([TcpState.Closed, TcpState.Closed], states.Select(static s => s.To));
    }

    [Fact]
    public void The_replacement_of_the_socket_is_TIME_WAIT_and_not_CLOSED()
    {
        // FIN_WAIT2 to CLOSED comes between the peer's FIN and its acknowledgment.
        List<StateEvent> states = Conclude([.. Handshake(0), .. ClientCloses(10),
            State(10, true, TcpState.Established, TcpState.FinWait1), State(11, true, TcpState.FinWait1, TcpState.FinWait2), State(11, false, TcpState.Established, TcpState.CloseWait),
            State(20, false, TcpState.CloseWait, TcpState.LastAck), State(20, true, TcpState.FinWait2, TcpState.Closed), State(22, false, TcpState.LastAck, TcpState.Closed)]);
        Assert.Equal([TcpState.FinWait1, TcpState.FinWait2, TcpState.CloseWait, TcpState.LastAck, TcpState.TimeWait, TcpState.Closed], states.Select(static s => s.To));
    }

    [Fact]
    public void A_socket_that_is_replaced_while_it_waits_for_the_FIN_waits_on_until_it_comes()
    {
        TimelineEvent[] states = [
            State(10, true, TcpState.Established, TcpState.FinWait1), State(11, true, TcpState.FinWait1, TcpState.FinWait2), State(12, true, TcpState.FinWait2, TcpState.Closed),
            State(11, false, TcpState.Established, TcpState.CloseWait), State(500, false, TcpState.CloseWait, TcpState.LastAck), State(501, false, TcpState.LastAck, TcpState.Closed)];
        StateEvent wait = Assert.Single(Waits(states));
        Assert.Equal((At(500), TimelineSide.Client, Client), (wait.Time, wait.Side, wait.Local));
        Assert.Equal([TcpState.FinWait1, TcpState.FinWait2, TcpState.CloseWait, TcpState.LastAck, TcpState.TimeWait, TcpState.Closed], Conclude(states).Select(static s => s.To));
    }

    [Fact]
    public void Of_a_peer_that_nothing_tells_of_the_replacement_alone_is_concluded_from()
    {
        StateEvent wait = Assert.Single(Waits(State(10, true, TcpState.Established, TcpState.FinWait1), State(11, true, TcpState.FinWait1, TcpState.FinWait2), State(12, true, TcpState.FinWait2, TcpState.Closed)));
        Assert.Equal(At(12), wait.Time);
    }

    [Fact]
    public void TIME_WAIT_is_told_once_also_when_the_table_shows_it()
    {
        StateEvent observed = State(5000, true, TcpState.Unknown, TcpState.TimeWait), early = observed with { Time = At(15) };
        Assert.True(Assert.Single(Waits([.. Handshake(0), .. ClientCloses(5), observed])).Inferred);
        Assert.False(Assert.Single(Waits([.. Handshake(0), .. ClientCloses(5), early])).Inferred);
        Assert.Equal([TcpState.TimeWait, TcpState.Closed], Conclude([.. Handshake(0), .. ClientCloses(5), observed, State(60_000_000, true, TcpState.TimeWait, TcpState.Closed)]).Select(static s => s.To));
    }

    [Fact]
    public void A_FIN_with_data_and_one_sent_again_count_once()
    {
        Assert.Single(Waits([.. Handshake(0), Segment(5, true, Fin | Ack, 1001, 5001, 10), Segment(6, true, Fin | Ack, 1001, 5001, 10), Segment(7, false, Ack, 5001, 1012),
            Segment(8, false, Fin | Ack, 5001, 1012), Segment(9, false, Fin | Ack, 5001, 1012), Segment(10, true, Ack, 1012, 5002), Segment(11, true, Ack, 1012, 5002)]));
    }
}
