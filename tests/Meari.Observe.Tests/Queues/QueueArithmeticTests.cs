using Meari.Text;
using static Meari.Observe.Tests.Make;

namespace Meari.Observe.Tests;

public sealed class QueueArithmeticTests
{
    static List<TimelineEvent> Compute(params IEnumerable<TimelineEvent> events)
    {
        QueueArithmetic stage = new(100, new Messages(Language.English));
        List<TimelineEvent> output = [];
        foreach (TimelineEvent seen in Run(events))
            stage.Add(seen, output);
        return output;
    }

    static IEnumerable<TimelineEvent> Opened =>
        [.. Handshake(0), Call(4, "connect", 1, 3, local: Client, remote: Server), Call(5, "accept", 2, 3, 4, Server, Client)];

    static QueueEvent Last(IEnumerable<TimelineEvent> events, TimelineSide side) => events.OfType<QueueEvent>().Last(e => e.Side == side && !e.Sampled);

    static QueueEvent Sample(long time, bool atClient, long send, long receive) => new()
    {
        Time = At(time),
        Local = atClient ? Client : Server,
        Remote = atClient ? Server : Client,
        SendQueue = send,
        ReceiveQueue = receive,
        Sampled = true,
    };

    [Fact]
    public void Bytes_go_through_both_buffers()
    {
        List<TimelineEvent> seen = Compute([.. Opened, Call(10, "send", 1, 3, 16)]);
        Assert.Equal((16, 0), (Last(seen, TimelineSide.Client).SendQueue, Last(seen, TimelineSide.Client).InFlight));
        seen = Compute([.. Opened, Call(10, "send", 1, 3, 16), Segment(11, true, Ack, 1001, 5001, 16)]);
        Assert.Equal((16, 16), (Last(seen, TimelineSide.Client).SendQueue, Last(seen, TimelineSide.Client).InFlight));
        Assert.Equal(16, Last(seen, TimelineSide.Server).ReceiveQueue);
        seen = Compute([.. Opened, Call(10, "send", 1, 3, 16), Segment(11, true, Ack, 1001, 5001, 16), Segment(12, false, Ack, 5001, 1017), Call(13, "recv", 2, 4, 10)]);
        Assert.Equal((0, 0), (Last(seen, TimelineSide.Client).SendQueue, Last(seen, TimelineSide.Client).InFlight));
        Assert.Equal(6, Last(seen, TimelineSide.Server).ReceiveQueue);
        Assert.All(seen.OfType<QueueEvent>(), static q => Assert.True(q is { Sampled: false, Inferred: false, Connection: 1 }));
    }

    /// <summary>What a server read by io_uring, which strace does not see, lay in its receive buffer for ever; and the kernel, which said 0 all the time, was never asked.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(-1)]
    public void Buffers_of_a_program_that_uses_io_uring_are_not_computed_from_its_calls(int result)
    {
        List<TimelineEvent> seen = Compute([Call(-10, "io_uring_setup", 2, null, result), .. Opened, Call(10, "send", 1, 3, 16), Segment(11, true, Ack, 1001, 5001, 16)]);
        Assert.Equal(result < 0 ? [16] : [], seen.OfType<QueueEvent>().Where(static q => q.Side == TimelineSide.Server && q.ReceiveQueue > 0).Select(static q => q.ReceiveQueue!.Value));
        Assert.Equal((16, 16), (Last(seen, TimelineSide.Client).SendQueue, Last(seen, TimelineSide.Client).InFlight));
    }

    [Fact]
    public void A_FIN_and_a_SYN_are_no_bytes_and_a_look_ahead_takes_none()
    {
        CallEvent peek = Call(13, "recv", 2, 4, 16) with { Arguments = "MSG_PEEK" };
        List<TimelineEvent> seen = Compute([.. Opened, Call(10, "send", 1, 3, 16), Segment(11, true, Fin | Ack, 1001, 5001, 16), Segment(12, false, Ack, 5001, 1018), peek]);
        Assert.Equal((0, 0), (Last(seen, TimelineSide.Client).SendQueue, Last(seen, TimelineSide.Client).InFlight));
        Assert.Equal(16, Last(seen, TimelineSide.Server).ReceiveQueue);
    }

    [Fact]
    public void Of_an_older_connection_only_what_is_on_its_way_is_known()
    {
        List<TimelineEvent> seen = Compute(Segment(1, true, Ack, 777, 888, 10), Call(2, "send", 1, 3, 5, Client, Server), Segment(3, false, Ack, 888, 787), Segment(4, true, Ack, 787, 888, 30));
        QueueEvent last = Last(seen, TimelineSide.Client);
        Assert.Equal((null, 30L, null), (last.SendQueue, last.InFlight, last.ReceiveQueue));
    }

    [Fact]
    public void While_a_send_waits_what_has_left_is_the_least_that_lies_there_and_marked()
    {
        CallEvent begun = Call(10, "send", 1, 3, null, duration: null) with { Requested = 5000 };
        TimelineEvent[] events = [.. Opened, begun, Segment(11, true, Ack, 1001, 5001, 1000)];
        QueueEvent waiting = Last(Compute(events), TimelineSide.Client);
        Assert.Equal((1000, true), (waiting.SendQueue, waiting.Inferred));
        QueueEvent returned = Last(Compute([.. events, Call(5000, "send", 1, 3, 5000, duration: 5_000_000)]), TimelineSide.Client);
        Assert.Equal((5000, false), (returned.SendQueue, returned.Inferred));
    }

    [Fact]
    public void A_reset_empties_what_was_to_be_sent()
    {
        QueueEvent last = Last(Compute([.. Opened, Call(10, "send", 1, 3, 16), Segment(11, true, Ack, 1001, 5001, 16), Segment(12, false, Rst, 5001)]), TimelineSide.Client);
        Assert.Equal((0, 0), (last.SendQueue, last.InFlight));
    }

    [Fact]
    public void A_contradiction_that_lasts_is_said_once_and_the_kernel_believed()
    {
        List<TimelineEvent> seen = Compute([.. Opened, Call(10, "send", 1, 3, 16), Sample(20, true, 500, 0), Sample(30, true, 16, 0), Sample(40, true, 500, 0), Sample(50, true, 500, 0),
            Call(60, "send", 1, 3, 10), Sample(70, true, 800, 0), Sample(80, true, 800, 0)]);
        TextEvent note = Assert.Single(seen.OfType<TextEvent>());
        Assert.Equal((At(50), TimelineSide.Client, TimelineText.Note), (note.Time, note.Side, note.Stream));
        Assert.Equal("send buffer: 16 bytes by arithmetic, but the kernel says 500, which counts from here on", note.Text);
        Assert.Equal([16, 500, 510, 800], seen.OfType<QueueEvent>().Where(static q => !q.Sampled && q.SendQueue > 0).Select(static q => q.SendQueue!.Value));
    }

    [Fact]
    public void The_kernels_byte_for_a_FIN_is_no_contradiction()
    {
        Assert.Empty(Compute([.. Opened, Segment(10, true, Fin | Ack, 1001, 5001), Sample(20, true, 1, 0), Sample(30, true, 1, 0), Sample(30, false, 0, 1), Sample(40, false, 0, 1)]).OfType<TextEvent>());
    }

    public static TheoryData<int, double> Simulations
    {
        get
        {
            TheoryData<int, double> data = [];
            for (int seed = 1; seed <= 40; seed++)
                data.Add(seed, seed % 2 == 0 ? 0 : 0.2);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Simulations))]
    public void Arithmetic_equals_the_true_buffers_of_a_simulated_TCP_at_every_event(int seed, double loss)
    {
        SimulatedTcp tcp = new(seed, loss);
        tcp.Run(2000);
        Connections connections = new(new TimelineOptions(), new Upcoming());
        QueueArithmetic stage = new(100, new Messages(Language.English));
        List<TimelineEvent> numbered = [], output = [];
        QueueEvent? client = null, server = null;
        int compared = 0;
        foreach (var (seen, a, b) in tcp.Log)
        {
            numbered.Clear();
            output.Clear();
            connections.Add(seen, numbered);
            numbered.ForEach(e => stage.Add(e, output));
            client = output.OfType<QueueEvent>().LastOrDefault(static q => q.Side == TimelineSide.Client) ?? client;
            server = output.OfType<QueueEvent>().LastOrDefault(static q => q.Side == TimelineSide.Server) ?? server;
            if (server?.SendQueue is null || client?.SendQueue is null)
                continue;
            // A loss behind the capture is seen by nobody until the acknowledgments tell: then only what no lost segment touches is exact.
            if (loss == 0)
            {
                Assert.Equal((seen, a), (seen, (client.SendQueue.Value, client.InFlight!.Value, client.ReceiveQueue!.Value)));
                Assert.Equal((seen, b), (seen, (server.SendQueue.Value, server.InFlight!.Value, server.ReceiveQueue!.Value)));
            }
            else
            {
                Assert.InRange(client.SendQueue.Value, 0, a.Send);
                Assert.InRange(client.InFlight!.Value, 0, a.InFlight);
                Assert.True(client.ReceiveQueue >= a.Receive && server.ReceiveQueue >= b.Receive);
            }
            compared++;
        }
        Assert.True(compared > 500, $"{compared}");
    }
}
