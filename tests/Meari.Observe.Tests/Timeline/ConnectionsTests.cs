using System.Net;
using static Meari.Observe.Tests.Make;

namespace Meari.Observe.Tests;

public sealed class ConnectionsTests
{
    static readonly IPEndPoint Second = IPEndPoint.Parse("127.0.0.1:14642"), Any = IPEndPoint.Parse("0.0.0.0:9000");

    static IEnumerable<(int, TimelineSide)> Owners(IEnumerable<TimelineEvent> events) => events.Select(static e => (e.Connection, e.Side));

    [Fact]
    public void Who_sent_SYN_is_the_client_and_numbers_are_relative_to_it()
    {
        List<TimelineEvent> seen = Run(Handshake(0), [Segment(3, true, Ack, 1001, 5001, 16), Segment(4, false, Ack, 5001, 1017)]);
        Assert.Equal([(1, TimelineSide.Client), (1, TimelineSide.Server), (1, TimelineSide.Client), (1, TimelineSide.Client), (1, TimelineSide.Server)], Owners(seen));
        Assert.Equal([(0u, 0u), (0u, 1u), (1u, 1u), (1u, 1u), (1u, 17u)], seen.Cast<SegmentEvent>().Select(static s => (s.Sequence, s.Acknowledgment)));
    }

    [Fact]
    public void Windows_are_scaled_after_both_SYNs_offered_a_scale()
    {
        List<TimelineEvent> seen = Run(
            Segment(0, true, Syn, 1000, window: 100, scale: 7), Segment(1, false, Syn | Ack, 5000, 1001, window: 200, scale: 2),
            Segment(2, true, Ack, 1001, 5001, window: 100), Segment(3, false, Ack, 5001, 1001, window: 200));
        Assert.Equal([100, 200, 12800, 800], seen.Cast<SegmentEvent>().Select(static s => s.Window));
        seen = Run(
            Segment(0, true, Syn, 1000, window: 100, scale: 7), Segment(1, false, Syn | Ack, 5000, 1001, window: 200),
            Segment(2, true, Ack, 1001, 5001, window: 100));
        Assert.Equal([100, 200, 100], seen.Cast<SegmentEvent>().Select(static s => s.Window));
    }

    [Fact]
    public void Bytes_that_were_sent_before_are_a_retransmission_and_a_filled_gap_is_none()
    {
        List<TimelineEvent> seen = Run(Handshake(0), [
            Segment(3, true, Ack, 1001, 5001, 10), Segment(4, true, Ack, 1021, 5001, 10), Segment(5, true, Ack, 1011, 5001, 10),
            Segment(6, true, Ack, 1001, 5001, 10), Segment(7, true, Ack, 1030, 5001), Segment(8, true, Syn, 1000)]);
        Assert.Equal([false, false, false, false, false, false, true, false, true], seen.Cast<SegmentEvent>().Select(static s => s.Retransmission));
        Assert.All(seen, static e => Assert.Equal(1, e.Connection));
    }

    [Fact]
    public void Sequence_numbers_wrap()
    {
        List<TimelineEvent> seen = Run(Handshake(0, uint.MaxValue - 4), [Segment(3, true, Ack, uint.MaxValue - 3, 5001, 10), Segment(4, true, Ack, 6, 5001, 10), Segment(5, false, Ack, 5001, 16)]);
        Assert.Equal([0u, 0u, 1u, 1u, 11u, 1u], seen.Cast<SegmentEvent>().Select(static s => s.Sequence));
        Assert.Equal(21u, ((SegmentEvent)seen[^1]).Acknowledgment);
        Assert.DoesNotContain(seen, static e => ((SegmentEvent)e).Retransmission);
    }

    [Fact]
    public void A_v4_mapped_end_is_the_same_as_the_IPv4_one()
    {
        IPEndPoint mapped = new(Server.Address.MapToIPv6(), 9000), peer = new(Client.Address.MapToIPv6(), 14641);
        List<TimelineEvent> seen = Run(Handshake(0), [Call(9, "accept4", 7, 3, 4, mapped, peer)]);
        Assert.Equal((1, TimelineSide.Server), (seen[^1].Connection, seen[^1].Side));
        Assert.Equal((Server, Client), (seen[^1].Local, seen[^1].Remote));
    }

    [Fact]
    public void An_address_pair_reused_at_once_is_another_connection()
    {
        List<TimelineEvent> seen = Run(Handshake(0), [Segment(3, true, Fin | Ack, 1001, 5001), Segment(4, false, Fin | Ack, 5001, 1002), Segment(5, true, Ack, 1002, 5002),
            .. Handshake(6, 90_000, 70_000)]);
        Assert.Equal([1, 1, 1, 1, 1, 1, 2, 2, 2], seen.Select(static e => e.Connection));
        Assert.Equal([0u, 0u, 1u], seen.Skip(6).Cast<SegmentEvent>().Select(static s => s.Sequence));
    }

    [Fact]
    public void A_pair_reused_after_a_reset_is_another_connection_and_the_old_sockets_last_state_stays_with_the_old_one()
    {
        List<TimelineEvent> seen = Run(
            State(0, true, TcpState.Closed, TcpState.SynSent, 1), State(1, true, TcpState.SynSent, TcpState.Established, 1), State(2, false, TcpState.SynReceived, TcpState.Established, 2),
            Segment(3, true, Rst, 1001), State(4, true, TcpState.Established, TcpState.Closed, 1),
            State(5, true, TcpState.Closed, TcpState.SynSent, 1), State(6, false, TcpState.Established, TcpState.Closed, 2),
            State(7, false, TcpState.SynReceived, TcpState.Established, 3));
        Assert.Equal([1, 1, 1, 1, 1, 2, 1, 2], seen.Select(static e => e.Connection));
    }

    [Fact]
    public void SYN_SENT_without_a_port_is_bound_by_its_socket()
    {
        List<TimelineEvent> seen = Run(
            State(0, true, TcpState.Closed, TcpState.SynSent, 5, new IPEndPoint(IPAddress.Loopback, 0)),
            State(1, true, TcpState.Closed, TcpState.SynSent, 6, new IPEndPoint(IPAddress.Loopback, 0)),
            State(2, true, TcpState.SynSent, TcpState.Established, 6, Second), State(3, true, TcpState.SynSent, TcpState.Established, 5));
        Assert.Equal([1, 2, 2, 1], seen.Select(static e => e.Connection));
        Assert.Equal([Client, Second], seen.Take(2).Select(static e => e.Local));
    }

    [Fact]
    public void SYN_SENT_without_a_port_is_bound_by_its_SYN_where_no_answer_comes()
    {
        List<TimelineEvent> seen = Run(State(0, true, TcpState.Closed, TcpState.SynSent, 5, new IPEndPoint(IPAddress.Any, 0)), Segment(1, true, Syn, 1000));
        Assert.Equal([(1, TimelineSide.Client), (1, TimelineSide.Client)], Owners(seen));
        seen = Run(State(0, true, TcpState.Closed, TcpState.SynSent, 5, new IPEndPoint(IPAddress.Any, 0)));
        Assert.Equal([(0, TimelineSide.Client)], Owners(seen));
        Assert.Null(seen[0].Local);
    }

    [Fact]
    public void Calls_find_their_connection_by_descriptor_until_it_is_closed()
    {
        List<TimelineEvent> seen = Run(Handshake(10), [
            Call(0, "socket", 7, result: 3), Call(1, "bind", 7, 3, local: Any), Call(2, "listen", 7, 3), Call(3, "accept", 7, 3, null, duration: null),
            Call(8, "socket", 8, result: 3), Call(9, "connect", 8, 3, remote: Server),
            Call(20, "accept", 7, 3, 4, Server, Client, 2_000_000), Call(21, "send", 8, 3, 16), Call(22, "recv", 7, 4, 16),
            Call(23, "close", 7, 4), Call(24, "close", 8, 3), Call(25, "send", 8, 3, -1)]);
        Assert.Equal(
            [(0, "socket"), (0, "bind"), (0, "listen"), (0, "accept"), (0, "socket"), (1, "connect"), (1, "accept"), (1, "send"), (1, "recv"), (1, "close"), (1, "close"), (0, "send")],
            seen.OfType<CallEvent>().Select(static c => (c.Connection, c.Name)));
        Assert.Equal(
            [TimelineSide.Client, TimelineSide.Server, TimelineSide.Client, TimelineSide.Server, TimelineSide.Server, TimelineSide.Client],
            seen.OfType<CallEvent>().Where(static c => c.Connection == 1).Select(static c => c.Side));
        Assert.Equal(Any, seen.OfType<CallEvent>().First(static c => c.Name == "accept").Local);
    }

    [Fact]
    public void Calls_on_a_socket_before_listen_or_connect_are_on_the_side_that_it_will_be()
    {
        List<TimelineEvent> seen = Run(
            Call(0, "socket", 7, result: 3), Call(1, "setsockopt", 7, 3), Call(2, "bind", 7, 3, local: Any), Call(3, "listen", 7, 3),
            Call(4, "socket", 8, result: 3), Call(5, "setsockopt", 8, 3), Call(6, "bind", 8, 3, local: Client), Call(7, "connect", 8, 3, remote: Server),
            Call(8, "socket", 9, result: 5), Call(9, "close", 9, 5), Call(10, "socket", 9, result: 5), Call(11, "listen", 9, 5),
            Call(12, "socket", 9, result: 6), Call(13, "setsockopt", 9, 6));
        Assert.Equal(
            [.. Enumerable.Repeat(TimelineSide.Server, 4), .. Enumerable.Repeat(TimelineSide.Client, 4),
                TimelineSide.None, TimelineSide.None, TimelineSide.Server, TimelineSide.Server, TimelineSide.None, TimelineSide.None],
            seen.Select(static e => e.Side));
    }

    [Fact]
    public void An_accept_without_its_own_address_finds_the_connection_by_the_peer()
    {
        List<TimelineEvent> seen = Run(Handshake(10), [Call(1, "bind", 7, 3, local: Any), Call(2, "listen", 7, 3), Call(20, "accept", 7, 3, 4, null, Client), Call(21, "recv", 7, 4, 16)]);
        Assert.Equal([(1, "accept"), (1, "recv")], seen.OfType<CallEvent>().Skip(2).Select(static c => (c.Connection, c.Name)));
    }

    [Fact]
    public void Of_an_older_connection_the_listening_port_is_the_server_else_the_lower_one()
    {
        IPEndPoint low = IPEndPoint.Parse("127.0.0.1:80");
        TimelineEvent data = Segment(5, true, Ack, 77, 88, 5, client: low);
        Assert.Equal(TimelineSide.Server, Assert.Single(Run(data)).Side);
        List<TimelineEvent> seen = Run(new StateEvent { Time = 0, Local = Any, To = TcpState.Listen }, data);
        Assert.Equal([(0, TimelineSide.Server), (1, TimelineSide.Client)], Owners(seen));
        Assert.Equal((1u, 1u), (((SegmentEvent)seen[1]).Sequence, ((SegmentEvent)seen[1]).Acknowledgment));
    }

    [Fact]
    public void Only_connections_that_a_watched_process_touched_are_in_scope_with_both_ends()
    {
        IPEndPoint stranger = IPEndPoint.Parse("10.0.0.1:1"), other = IPEndPoint.Parse("10.0.0.2:2");
        List<TimelineEvent> seen = Run(new TimelineOptions { WatchesProcesses = true }, [.. Handshake(10), .. Handshake(40, 1, 2, Second),
            Call(1, "bind", 7, 3, local: Any), Call(2, "listen", 7, 3), Call(20, "accept", 7, 3, 4, Server, Client),
            new SegmentEvent { Time = At(30), Local = stranger, Remote = other, ControlBits = Ack, Length = 1 }]);
        Assert.Equal([0, 0, 1, 1, 1, 1, 2, 2, 2], seen.Select(static e => e.Connection));
    }

    [Fact]
    public void A_port_filter_leaves_other_connections_without_a_number()
    {
        List<TimelineEvent> seen = Run(new TimelineOptions { Filter = new(9000) }, [
            new SegmentEvent { Time = 0, Local = IPEndPoint.Parse("10.0.0.1:1"), Remote = IPEndPoint.Parse("10.0.0.2:2"), ControlBits = Ack }, .. Handshake(1)]);
        Assert.Equal([1, 1, 1], seen.Select(static e => e.Connection));
    }

    [Fact]
    public void A_mark_of_the_kernel_and_the_captured_segment_are_one_event()
    {
        SegmentEvent mark = Segment(1000, true, Ack) with { Packet = default, PacketLength = 0, Retransmission = true };
        SegmentEvent reset = Segment(5000, false, Rst) with { Packet = default, PacketLength = 0 };
        SegmentEvent first = Segment(3, true, Ack, 1001, 5001, 10), again = first with { Time = At(1001) }, captured = Segment(5100, false, Rst, 5001);
        List<TimelineEvent> seen = Run(Handshake(0), [first, mark, again, reset, captured, mark with { Time = At(9000) }]);
        Assert.Equal([0L, 1, 2, 3, 1001, 5100, 9000], seen.Select(static e => e.Time / 1000));
        Assert.Equal([false, false, false, false, true, false, true], seen.Cast<SegmentEvent>().Select(static s => s.Retransmission));
        // The mark may also come after, and of an older connection it alone says what the bytes cannot.
        Assert.Equal(6, Run(Handshake(0), [first, again, mark with { Time = At(1002) }, captured, reset with { Time = At(5101) }]).Count);
        Assert.True(Assert.IsType<SegmentEvent>(Assert.Single(Run(mark, again))).Retransmission);
        Assert.True(Assert.IsType<SegmentEvent>(Assert.Single(Run(again, mark with { Time = At(1002) }))).Retransmission);
    }

    [Fact]
    public void Ended_connections_are_forgotten_first_and_memory_is_bounded()
    {
        Connections connections = new(new TimelineOptions { MaxConnections = 10 }, new Upcoming());
        List<TimelineEvent> output = [];
        foreach (SegmentEvent segment in Handshake(0))
            connections.Add(segment, output);
        for (int i = 0; i < 1000; i++)
        {
            IPEndPoint client = new(IPAddress.Loopback, 20_000 + i);
            foreach (SegmentEvent segment in Handshake(10 + i, from: client))
                connections.Add(segment, output);
            connections.Add(Segment(10 + i, true, Rst, 1001, client: client), output);
        }
        Assert.Equal(10, connections.Count);
        output.Clear();
        connections.Add(Segment(9999, true, Ack, 1001, 5001, 7), output);
        Assert.Equal(1, Assert.Single(output).Connection);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void Whatever_the_interleaving_each_connection_keeps_its_number_and_sides(int seed)
    {
        Random random = new(seed);
        List<TimelineEvent> all = [];
        for (int i = 0; i < 200; i++)
        {
            // Ports are reused at once; each use starts where the last one ended.
            IPEndPoint client = new(IPAddress.Loopback, 30_000 + i % 20);
            long t = i / 20 * 10_000 + random.Next(1000);
            uint a = (uint)random.Next(), b = (uint)random.Next();
            string tag = $"{i}";
            IEnumerable<TimelineEvent> use = [
                State(t, true, TcpState.Closed, TcpState.SynSent, 1 + i % 20, new IPEndPoint(IPAddress.Loopback, 0)), .. Handshake(t + 1, a, b, client),
                State(t + 4, true, TcpState.SynSent, TcpState.Established, 1 + i % 20, client), State(t + 5, false, TcpState.SynReceived, TcpState.Established, 1000 + i, client),
                Segment(t + 20, true, Ack, a + 1, b + 1, 16, client: client), Segment(t + 30, true, Fin | Ack, a + 17, b + 1, client: client),
                Segment(t + 40, false, Fin | Ack, b + 1, a + 18, client: client), Segment(t + 41, true, Ack, a + 18, b + 2, client: client),
                State(t + 42, true, TcpState.FinWait2, TcpState.Closed, 1 + i % 20, client), State(t + 43, false, TcpState.LastAck, TcpState.Closed, 1000 + i, client)];
            all.AddRange(use.Select(e => e with { Process = i }));
        }
        List<TimelineEvent> seen = Run(all);
        Assert.Equal(all.Count, seen.Count);
        Assert.Equal(seen.OrderBy(static e => e.Time).Select(static e => e.Time), seen.Select(static e => e.Time));
        Assert.All(seen.GroupBy(static e => e.Process), static use => Assert.Single(use.Select(static e => e.Connection).Distinct()));
        Assert.Equal(Enumerable.Range(1, 200), seen.Select(static e => e.Connection).Distinct());
        Assert.All(seen, static e => Assert.Equal(e.Local!.Port == 9000 ? TimelineSide.Server : TimelineSide.Client, e.Side));
    }
}
