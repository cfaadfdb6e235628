using System.Net;
using Meari.Text;

namespace Meari.Observe.Tests;

/// <summary>Each sentence in the situations in which it is true, and its neighbours in those in which it would be false.</summary>
public sealed class ExplanationsTests
{
    const TcpControlBits Syn = TcpControlBits.Syn, Ack = TcpControlBits.Ack, Fin = TcpControlBits.Fin, Rst = TcpControlBits.Rst;

    static readonly StepTexts Texts = new(Language.English);

    readonly Explanations _explanations = new(Texts);
    readonly LadderConnections _connections = new();

    /// <summary>Of the last event.</summary>
    string? Say(params TimelineEvent[] events)
    {
        string? said = null;
        foreach (TimelineEvent seen in events)
        {
            LadderConnection connection = _connections[seen.Connection];
            if (seen is QueueEvent queues)
            {
                LadderMemory.Remember(queues, connection);
                continue;
            }
            said = _explanations.Explain(seen, connection);
            LadderMemory.Remember(seen, connection);
        }
        return said;
    }

    static CallEvent Call(string name, long? result = 0, string? arguments = null, string? error = null, long? requested = null, int connection = 1, long duration = 10) => new()
    {
        Time = 1,
        Connection = connection,
        Side = connection == 0 ? TimelineSide.None : TimelineSide.Client,
        Process = 7,
        Descriptor = 3,
        Name = name,
        Result = result,
        Arguments = arguments,
        Error = error,
        Requested = requested,
        Duration = result is null ? null : duration,
    };

    static StateEvent State(TcpState to, TcpState from = TcpState.Unknown, TimelineSide side = TimelineSide.Client) =>
        new() { Time = 1, Connection = 1, Side = side, From = from, To = to };

    static SegmentEvent Segment(TcpControlBits bits, TimelineSide side, uint sequence = 0, uint acknowledgment = 0, bool again = false) =>
        new() { Time = 1, Connection = 1, Side = side, ControlBits = bits, Sequence = sequence, Acknowledgment = acknowledgment, Window = 100, Retransmission = again };

    static CallEvent Linger(int on, int seconds, int connection = 1) => Call("setsockopt", 0, $"SO_LINGER={{l_onoff={on}, l_linger={seconds}}}", connection: connection);

    [Fact]
    public void A_close_speaks_of_FIN_only_where_one_goes_out()
    {
        Assert.Equal(Texts.ClosedSocket, Say(Call("close")));
    }

    [Theory]
    [InlineData("ECONNREFUSED")]
    [InlineData("ETIMEDOUT")]
    public void A_close_after_a_connect_that_failed_sends_nothing(string error)
    {
        Assert.Equal(Texts.ClosedAfterEnd, Say(Call("connect", -1, error: error), Call("close")));
        Assert.Equal(Texts.ClosedUnconnected, Say(Call("socket", 3, connection: 0), Call("connect", -1, error: error, connection: 0), Call("close", connection: 0)));
    }

    [Fact]
    public void A_close_after_a_reset_sends_nothing() =>
        Assert.Equal(Texts.ClosedAfterEnd, Say(Segment(Rst | Ack, TimelineSide.Server), Call("close")));

    [Fact]
    public void A_close_after_a_send_that_found_the_connection_over_sends_nothing() =>
        Assert.Equal(Texts.ClosedAfterEnd, Say(Call("send", -1, error: "EPIPE"), Call("close")));

    [Fact]
    public void A_close_with_SO_LINGER_of_0_seconds_resets_also_where_the_option_was_set_before_connect() =>
        Assert.Equal(Texts.ClosedLingerZero, Say(Call("socket", 3, connection: 0), Linger(1, 0, connection: 0), Call("connect"), Call("close")));

    [Fact]
    public void SO_LINGER_is_the_sockets_and_not_the_numbers()
    {
        Assert.Equal(Texts.ClosedSocket, Say(Linger(1, 0), Linger(0, 0), Call("close")));
        Assert.Equal(Texts.ClosedSocket, Say(Linger(1, 0), Call("close"), Call("socket", 3, connection: 0), Call("connect"), Call("close")));
        Assert.Equal(Texts.ClosedLinger(5), Say(new Explanations(Texts), Linger(1, 5), Call("close")));
    }

    /// <summary>With a memory of its own.</summary>
    static string? Say(Explanations explanations, params TimelineEvent[] events)
    {
        LadderConnection connection = new();
        string? said = null;
        foreach (TimelineEvent seen in events)
        {
            said = explanations.Explain(seen, connection);
            LadderMemory.Remember(seen, connection);
        }
        return said;
    }

    [Fact]
    public void An_accepted_socket_has_the_listening_ones_SO_LINGER() =>
        Assert.Equal(Texts.ClosedLingerZero, Say(Linger(1, 0, connection: 0), Call("accept", 4), Call("close") with { Descriptor = 4 }));

    [Fact]
    public void A_close_with_unread_data_resets_and_a_FIN_that_is_not_read_is_no_data()
    {
        QueueEvent one = new() { Time = 1, Connection = 1, Side = TimelineSide.Client, ReceiveQueue = 1, Sampled = true };
        Assert.Equal(Texts.ClosedUnread(1), Say(one, Call("close")));
        Assert.Equal(Texts.ClosedSocket, Say(new QueueEvent { Time = 1, Connection = 2, Side = TimelineSide.Client, ReceiveQueue = 0 }, Call("close", connection: 2)));
        Assert.Equal(Texts.ClosedSocket, Say(one with { Connection = 3 }, State(TcpState.CloseWait) with { Connection = 3 }, Call("close", connection: 3)));
    }

    [Fact]
    public void A_close_after_shutdown_sends_no_second_FIN() =>
        Assert.Equal(Texts.ClosedAfterShutdown, Say(Call("shutdown", arguments: "SHUT_WR"), Call("close")));

    [Fact]
    public void A_close_after_both_FINs_sends_nothing() =>
        Assert.Equal(Texts.ClosedFinished, Say(Call("shutdown", arguments: "SHUT_WR"), Segment(Fin | Ack, TimelineSide.Server), Call("close")));

    [Fact]
    public void A_close_of_a_connect_that_goes_on_gives_it_up() =>
        Assert.Equal(Texts.ClosedConnecting, Say(Call("connect", -1, error: "EINPROGRESS"), Call("close")));

    [Fact]
    public void A_close_without_a_connection_is_that_of_a_listening_socket_only_after_listen()
    {
        Assert.Equal(Texts.ClosedUnconnected, Say(Call("socket", 3, connection: 0), Call("close", connection: 0)));
        Assert.Equal(Texts.ClosedListener, Say(Call("listen", connection: 0), Call("close", connection: 0)));
    }

    [Fact]
    public void Meari_itself_closes_by_RST_when_it_aborts() =>
        Assert.Equal(Texts.ClosedAborting, Say(Call("close", arguments: "RST") with { Descriptor = null }));

    [Fact]
    public void Shutdown_is_a_half_close_only_with_SHUT_WR_and_before_the_peers_FIN()
    {
        Assert.Equal(Texts.HalfClosed, Say(Call("shutdown", arguments: "SHUT_WR", connection: 1)));
        Assert.Equal(Texts.ReceivingShut, Say(Call("shutdown", arguments: "SHUT_RD", connection: 2)));
        Assert.Equal(Texts.BothShut, Say(Call("shutdown", arguments: "SHUT_RDWR", connection: 3)));
        Assert.Equal(Texts.SecondShut, Say(Segment(Fin | Ack, TimelineSide.Server) with { Connection = 4 }, Call("shutdown", arguments: "SHUT_WR", connection: 4)));
        Assert.Equal(Texts.ListenerShut, Say(Call("listen", connection: 0), Call("shutdown", arguments: "SHUT_RD", connection: 0)));
    }

    [Fact]
    public void A_RST_is_a_refusal_only_if_the_server_answers_a_SYN_with_it()
    {
        Assert.Equal(Texts.Reset, Say(Segment(Rst | Ack, TimelineSide.Server)));
        Assert.Equal(Texts.Refusal, Say(Segment(Syn, TimelineSide.Client) with { Connection = 2 }, Segment(Rst | Ack, TimelineSide.Server) with { Connection = 2 }));
        Assert.Equal(Texts.Reset, Say(State(TcpState.Established) with { Connection = 3 }, Segment(Rst, TimelineSide.Server) with { Connection = 3 }));
        Assert.Equal(Texts.Reset, Say(Segment(Syn, TimelineSide.Client) with { Connection = 4 }, Segment(Rst, TimelineSide.Client) with { Connection = 4 }));
    }

    [Fact]
    public void FINs_that_cross_are_told_from_the_second_one()
    {
        Assert.Equal(Texts.SecondFin, Say(Segment(Fin | Ack, TimelineSide.Client, 10, 5), Segment(Fin | Ack, TimelineSide.Server, 5, 11)));
        Assert.Equal(Texts.CrossedFin, Say(Segment(Fin | Ack, TimelineSide.Client, 10, 5) with { Connection = 2 }, Segment(Fin | Ack, TimelineSide.Server, 5, 10) with { Connection = 2 }));
        Assert.Equal(Texts.TimeWaitBoth, Say(State(TcpState.TimeWait, TcpState.Closing)));
        Assert.Equal(Texts.TimeWait, Say(State(TcpState.TimeWait, TcpState.FinWait2)));
    }

    [Fact]
    public void A_SYN_sent_again_was_in_no_buffer() =>
        Assert.Equal(Texts.RetransmittedSyn, Say(Segment(Syn, TimelineSide.Client, again: true)));

    [Fact]
    public void Who_waits_in_FIN_WAIT2_receives_only_if_half_is_open()
    {
        Assert.Equal(Texts.FinWait2, Say(State(TcpState.FinWait2)));
        Assert.Equal(Texts.FinWait2Open, Say(Call("shutdown", arguments: "SHUT_WR"), State(TcpState.FinWait2)));
        Assert.Equal(Texts.FinWait2Closed, Say(Call("close"), State(TcpState.FinWait2)));
    }

    [Theory]
    [InlineData(TcpState.Listen, "ListenerClosed")]
    [InlineData(TcpState.SynSent, "NeverConnected")]
    [InlineData(TcpState.Established, "ClosedAtOnce")]
    [InlineData(TcpState.LastAck, "ClosedState")]
    public void CLOSED_says_what_ended(TcpState from, string sentence) =>
        Assert.Equal(typeof(StepTexts).GetProperty(sentence)!.GetValue(Texts), Say(State(TcpState.Closed, from)));

    /// <summary>A normal close was said to have been a reset, because the compared tables had not shown LAST_ACK.</summary>
    [Theory]
    [InlineData(TcpState.SynSent)]
    [InlineData(TcpState.Established)]
    [InlineData(TcpState.CloseWait)]
    public void CLOSED_that_is_inferred_claims_no_reset(TcpState from) =>
        Assert.Equal(Texts.ClosedState, Say(State(TcpState.Closed, from) with { Inferred = true }));

    /// <summary>These had no sentence, or send()'s.</summary>
    [Fact]
    public void Calls_that_copy_inside_the_kernel_or_count_messages_are_explained()
    {
        Assert.Equal(Texts.SplicedToPipe(5), Say(Call("splice", 5, "to pipe", requested: 64)));
        Assert.Equal(Texts.SpliceToPipeWaits, Say(Call("splice", null, "to pipe", requested: 64)));
        Assert.Equal(Texts.ReceivedEnd, Say(Call("splice", 0, "to pipe", requested: 64)));
        Assert.Equal(Texts.SplicedToSocket(5), Say(Call("splice", 5, "from pipe", requested: 64)));
        Assert.Equal(Texts.SpliceToSocketWaits, Say(Call("splice", null, "from pipe", requested: 64)));
        Assert.Equal(Texts.SentNothing, Say(Call("splice", 0, "from pipe", requested: 64)));
        Assert.Null(Say(Call("splice", 5, requested: 64)));
        Assert.Equal(Texts.SentMessages(2), Say(Call("sendmmsg", 2, "vlen 2")));
        Assert.Equal(Texts.ReceivedMessages(1), Say(Call("recvmmsg", 1, "vlen 2")));
        Assert.Equal(Texts.SendWaits, Say(Call("sendmmsg", null, "vlen 2")));
        Assert.Equal(Texts.Received(5), Say(Call("preadv2", 5, requested: 64)));
    }

    [Fact]
    public void A_connection_seen_late_waits_for_no_accept()
    {
        Assert.Equal(Texts.EstablishedServer, Say(State(TcpState.Established, TcpState.SynReceived, TimelineSide.Server)));
        Assert.Equal(Texts.Established, Say(State(TcpState.Established, side: TimelineSide.Server)));
        Assert.Equal(Texts.Established, Say(Call("accept", 4) with { Side = TimelineSide.Server }, State(TcpState.Established, TcpState.SynReceived, TimelineSide.Server)));
    }

    [Fact]
    public void A_recv_of_0_is_the_peers_end_only_if_nothing_else_makes_it_0()
    {
        Assert.Equal(Texts.ReceivedEnd, Say(Call("recv", 0, requested: 512)));
        Assert.Null(Say(Call("recv", 0, requested: 0)));
        Assert.Null(Say(Call("recv", -1, error: "ECONNRESET", connection: 2), Call("recv", 0, requested: 512, connection: 2)));
        Assert.Equal(Texts.ReceivedAfterShutdown, Say(Call("shutdown", arguments: "SHUT_RD"), Call("recv", 0, requested: 512)));
    }

    [Fact]
    public void Flags_and_time_limits_change_what_recv_and_send_mean()
    {
        Assert.Equal(Texts.Peeked(5), Say(Call("recv", 5, "MSG_PEEK", requested: 512)));
        Assert.Equal(Texts.ReceiveWaitsForAll, Say(Call("recv", null, "MSG_WAITALL", requested: 512)));
        Assert.Equal(Texts.ReceiveWouldBlock, Say(Call("recv", -1, error: "EAGAIN")));
        Assert.Equal(Texts.TimedOut("recv", "SO_RCVTIMEO"), Say(Call("recv", -1, error: "EAGAIN", duration: 500_000_000)));
        Assert.Equal(Texts.TimedOut("send", "SO_SNDTIMEO"), Say(Call("send", -1, error: "EAGAIN", duration: 500_000_000)));
        Assert.Equal(Texts.AcceptWouldBlock, Say(Call("accept4", -1, error: "EAGAIN", connection: 0)));
        Assert.Equal(Texts.SentNothing, Say(Call("send", 0, requested: 0)));
        Assert.Equal(Texts.SentFile(5), Say(Call("sendfile", 5, requested: 4096)));
        Assert.Equal(Texts.SentPart(5, 4096), Say(Call("send", 5, requested: 4096)));
        Assert.Equal(Texts.SendBroken, Say(Call("send", -1, error: "EPIPE")));
        Assert.Equal(Texts.SendAfterShutdown, Say(Call("shutdown", arguments: "SHUT_WR", connection: 2), Call("send", -1, error: "EPIPE", connection: 2)));
    }

    [Fact]
    public void An_option_says_what_it_decides()
    {
        Assert.Equal(Texts.Linger(0), Say(Linger(1, 0)));
        Assert.Equal(Texts.Linger(3), Say(Linger(1, 3)));
        Assert.Equal(Texts.Linger(null), Say(Linger(0, 3)));
        Assert.Equal(Texts.ReuseAddress(1), Say(Call("setsockopt", arguments: "SO_REUSEADDR=1")));
        Assert.Equal(Texts.NoDelay(0), Say(Call("setsockopt", arguments: "TCP_NODELAY=0")));
        Assert.Equal(Texts.OnlyIpV6(1), Say(Call("setsockopt", arguments: "IPV6_V6ONLY=1")));
        Assert.Equal(Texts.ReceiveBuffer(4096), Say(Call("setsockopt", arguments: "SO_RCVBUF=4096")));
        Assert.Equal(Texts.SendBuffer(4096), Say(Call("setsockopt", arguments: "SO_SNDBUF=4096")));
        Assert.Null(Say(Call("setsockopt", arguments: "SO_MARK=1")));
        Assert.NotEqual(Texts.NoDelay(0), Texts.NoDelay(1));
    }

    [Fact]
    public void A_bind_to_port_0_leaves_the_port_to_the_kernel()
    {
        Assert.Equal(Texts.BoundAnyPort("127.0.0.1:0"), Say(Call("bind", arguments: "127.0.0.1:0", connection: 0)));
        Assert.Equal(Texts.Bound("127.0.0.1:9000"), Say(Call("bind", arguments: "127.0.0.1:9000", connection: 0)));
        Assert.Equal(Texts.Listening, Say(Call("listen", connection: 0)));
        Assert.Equal(Texts.ListeningAgain, Say(Call("listen", connection: 0)));
    }

    [Fact]
    public void Meari_s_own_accept_shows_who_connected()
    {
        CallEvent accept = Call("accept") with { Descriptor = null, Remote = IPEndPoint.Parse("127.0.0.1:14641") };
        Assert.Equal("accept() → 127.0.0.1:14641", CallLabel.Of(accept, 40));
        Assert.Equal("accept() → :14641", CallLabel.Of(accept, 20));
    }
}
