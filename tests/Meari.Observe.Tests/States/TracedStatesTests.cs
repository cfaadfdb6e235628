using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using static Meari.Observe.TcpState;

namespace Meari.Observe.Tests.States;

/// <summary>Against this machine's kernel, on loopback.</summary>
public sealed class TracedStatesTests(ITestOutputHelper output)
{
    static readonly TcpState[] ClosesFirst = [Closed, SynSent, Established, FinWait1, FinWait2, Closed];
    static readonly TcpState[] ClosesLast = [Listen, SynReceived, Established, CloseWait, LastAck, Closed];

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("::", "127.0.0.1")]
    public async Task Both_ends_of_a_connection_are_told_from_LISTEN_to_CLOSED(string listens, string connects)
    {
        NeedsRoot();
        CollectingSink sink = new();
        int port;
        EndPoint client;
        using (LoopbackPair pair = new(IPAddress.Parse(listens)))
        await using (TracedStates source = new(pair.Filter))
        {
            port = pair.Port;
            Assert.Equal(SourceStatus.Works, source.Start(sink));
            pair.Listen();
            (Socket connected, Socket accepted) = pair.Connect(IPAddress.Parse(connects));
            client = connected.LocalEndPoint!;
            connected.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, accepted.Receive(new byte[1]));
            accepted.Close();
            Assert.Equal(0, connected.Receive(new byte[1]));
            connected.Close();
            pair.Dispose();
        }
        IPEndPoint server = new(IPAddress.Parse(connects), port);
        IGrouping<long, StateEvent>[] sockets = [.. sink.States.GroupBy(static s => s.Socket)];
        Assert.Equal(3, sockets.Length);
        Assert.Equal([Closed, Listen, Closed], Path(sockets[0]));
        Assert.All(sockets[0], s => Assert.Equal((TimelineSide.Server, new IPEndPoint(IPAddress.Parse(listens), port), null), (s.Side, s.Local, s.Remote)));
        Assert.Equal(Environment.ProcessId, sockets[0].First().Process);

        Assert.Equal(ClosesFirst, Path(sockets[1]));
        Assert.All(sockets[1], s => Assert.Equal((TimelineSide.Client, server), (s.Side, s.Remote)));
        Assert.Null(sockets[1].First().Local);
        Assert.Equal(Environment.ProcessId, sockets[1].First().Process);
        Assert.All(sockets[1].Skip(1), s => Assert.True(client.Equals(s.Local) && s.Process is null));

        Assert.Equal(ClosesLast, Path(sockets[2]));
        Assert.All(sockets[2].Skip(1), s => Assert.Equal((TimelineSide.Server, server, client), (s.Side, s.Local, s.Remote)));
        Assert.All(sink.States, static s => Assert.False(s.Inferred));
        Assert.Equal(0, sink.LostCount);
    }

    [Fact]
    public async Task Of_a_thousand_short_connections_not_one_change_is_lost()
    {
        NeedsRoot();
        CollectingSink sink = new();
        using LoopbackPair pair = new();
        await using (TracedStates source = new(pair.Filter))
        {
            Assert.Equal(SourceStatus.Works, source.Start(sink));
            pair.Listen();
            for (int i = 0; i < 1000; i++)
                pair.ConnectAndClose();
        }
        AssertAll(sink, 1000);
    }

    [Fact]
    public async Task Ten_thousand_changes_a_second_are_all_told_in_order()
    {
        NeedsRoot();
        CollectingSink sink = new();
        using LoopbackPair pair = new();
        const int Connections = 4000;
        Stopwatch took;
        await using (TracedStates source = new(pair.Filter))
        {
            Assert.Equal(SourceStatus.Works, source.Start(sink));
            pair.Listen();
            took = Stopwatch.StartNew();
            // Two at a time, so that both processors have events.
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
            {
                for (int i = 0; i < Connections / 2; i++)
                    pair.ConnectAndClose();
            })));
            took.Stop();
        }
        output.WriteLine($"{sink.States.Length / took.Elapsed.TotalSeconds:N0} changes a second");
        Assert.True(sink.States.Length / took.Elapsed.TotalSeconds > 10_000);
        AssertAll(sink, Connections);
        Assert.True(sink.States.Zip(sink.States.Skip(1)).All(static p => p.First.Time <= p.Second.Time));
    }

    [Fact]
    public async Task What_does_not_fit_into_the_buffer_is_counted()
    {
        NeedsRoot();
        using ManualResetEventSlim goesOn = new();
        StallingSink sink = new(goesOn);
        using LoopbackPair pair = new();
        await using (TracedStates source = new(pair.Filter, TracedEvents.States) { BufferKilobytes = 64 })
        {
            Assert.Equal(SourceStatus.Works, source.Start(sink));
            pair.Listen();
            for (int i = 0; i < 1000; i++)
                pair.ConnectAndClose();
            goesOn.Set();
        }
        output.WriteLine($"{sink.Count} told, {sink.LostCount} lost");
        Assert.True(sink.LostCount > 0);
        Assert.Equal(10_001, sink.Count + sink.LostCount);
    }

    [Fact]
    public async Task Times_are_those_of_the_one_clock()
    {
        NeedsRoot();
        CollectingSink sink = new();
        MonotonicClock clock = new(TimeProvider.System);
        using LoopbackPair pair = new();
        await using TracedStates source = new(pair.Filter);
        Assert.Equal(SourceStatus.Works, source.Start(sink));
        long before = clock.Nanoseconds;
        pair.Listen();
        long after = clock.Nanoseconds;
        await sink.WaitAsync(1);
        output.WriteLine($"told {(clock.Nanoseconds - after) / 1e6:F1} ms later");
        Assert.InRange(Assert.Single(sink.States).Time, before, after);
    }

    [Fact]
    public async Task Two_viewers_at_once_see_the_same_and_their_instances_go_with_them()
    {
        NeedsRoot();
        CollectingSink first = new(), second = new();
        using LoopbackPair pair = new();
        TracedStates one = new(pair.Filter), two = new(pair.Filter);
        Assert.Equal(SourceStatus.Works, one.Start(first));
        Assert.Equal(SourceStatus.Works, two.Start(second));
        pair.Listen();
        pair.ConnectAndClose();
        await two.DisposeAsync();
        pair.ConnectAndClose();
        await one.DisposeAsync();
        await one.DisposeAsync();
        Assert.Equal(1 + 20, first.States.Length);
        Assert.Equal(first.States[..11].Select(static s => (s.Socket, s.From, s.To, s.Local, s.Remote)), second.States.Select(static s => (s.Socket, s.From, s.To, s.Local, s.Remote)));
    }

    [Fact]
    public async Task What_other_ports_do_is_not_told()
    {
        NeedsRoot();
        CollectingSink sink = new();
        using LoopbackPair watched = new(), other = new();
        await using (TracedStates source = new(watched.Filter))
        {
            Assert.Equal(SourceStatus.Works, source.Start(sink));
            other.Listen();
            other.ConnectAndClose();
        }
        Assert.Empty(sink.Seen);
    }

    [Fact]
    public async Task An_address_narrows_what_is_told()
    {
        NeedsRoot();
        CollectingSink sink = new();
        using LoopbackPair pair = new(IPAddress.IPv6Any);
        await using (TracedStates source = new(new(pair.Port, IPAddress.Loopback), TracedEvents.States))
        {
            Assert.Equal(SourceStatus.Works, source.Start(sink));
            pair.Listen();
            foreach (IPAddress to in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
            {
                (Socket client, Socket accepted) = pair.Connect(to);
                client.Close();
                accepted.Close();
            }
        }
        Assert.Contains(sink.States, static s => s.To == Listen);
        Assert.Contains(sink.States, static s => s.To == FinWait1);
        Assert.DoesNotContain(sink.States, static s => s.Remote?.Address.Equals(IPAddress.IPv6Loopback) == true);
    }

    [Fact]
    public async Task A_reset_is_told_once_at_the_side_that_sent_it()
    {
        NeedsRoot();
        CollectingSink sink = new();
        EndPoint address;
        using LoopbackPair pair = new();
        await using (TracedStates source = new(pair.Filter))
        {
            Assert.Equal(SourceStatus.Works, source.Start(sink));
            pair.Listen();
            (Socket client, Socket accepted) = pair.Connect();
            address = client.LocalEndPoint!;
            LoopbackPair.Reset(client);
            accepted.Close();
        }
        SegmentEvent reset = Assert.Single(sink.Seen.OfType<SegmentEvent>());
        Assert.Equal((address, new IPEndPoint(IPAddress.Loopback, pair.Port)), (reset.Local, reset.Remote));
        Assert.Equal((TcpControlBits.Rst, false, false), (reset.ControlBits, reset.Retransmission, reset.Inferred));
        Assert.Equal(2, sink.States.Count(static s => (s.From, s.To) == (Established, Closed)));
    }

    [Fact]
    public async Task A_refused_connection_is_a_reset_of_the_port_where_nobody_listens()
    {
        NeedsRoot();
        CollectingSink sink = new();
        using LoopbackPair pair = new();
        await using (TracedStates source = new(pair.Filter))
        {
            Assert.Equal(SourceStatus.Works, source.Start(sink));
            Assert.Throws<SocketException>(() => pair.Client());
        }
        Assert.Equal([Closed, SynSent, Closed], Path(sink.States));
        SegmentEvent reset = Assert.Single(sink.Seen.OfType<SegmentEvent>());
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, pair.Port), reset.Local);
    }

    [Fact]
    public async Task A_SYN_that_is_sent_again_is_a_retransmission()
    {
        NeedsRoot();
        CollectingSink sink = new();
        using LoopbackPair pair = new();
        await using TracedStates source = new(pair.Filter);
        Assert.Equal(SourceStatus.Works, source.Start(sink));
        pair.Listen(0);
        using Socket fills = pair.Client(), dropped = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using CancellationTokenSource end = new();
        Task connecting = dropped.ConnectAsync(new IPEndPoint(IPAddress.Loopback, pair.Port), end.Token).AsTask();
        await sink.UntilAsync(static s => s.Seen.Any(static e => e is SegmentEvent));
        SegmentEvent again = sink.Seen.OfType<SegmentEvent>().First();
        Assert.Equal((true, TcpControlBits.Syn, 0), (again.Retransmission, again.ControlBits, again.Length));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, pair.Port), again.Remote);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => connecting);
    }

    /// <summary>Its sockets had the watched port, and were shown as if they were here.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_socket_of_another_network_namespace_is_known_as_such(bool isElsewhere)
    {
        NeedsRoot();
        CollectingSink sink = new();
        using LoopbackPair here = new();
        using ManualResetEventSlim isSeen = new();
        await using (TracedStates source = new(here.Filter))
        {
            Assert.Equal(SourceStatus.Works, source.Start(sink));
            TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            // A namespace belongs to a thread, which has to be there until it was asked for.
            new Thread(() =>
            {
                try
                {
                    using LoopbackPair pair = isElsewhere ? Elsewhere(here.Port) : here;
                    pair.Listen();
                    pair.ConnectAndClose();
                    isSeen.Wait(TimeSpan.FromSeconds(20));
                    done.SetResult();
                }
                catch (Exception e)
                {
                    done.SetException(e);
                    isSeen.Set();
                }
            }).Start();
            await Task.WhenAny(done.Task, sink.UntilAsync(static s => s.States.Length >= 11));
            isSeen.Set();
            await done.Task;
        }
        Assert.All(sink.States.Where(static s => s.Side != TimelineSide.None), s => Assert.Equal(isElsewhere ? SocketOrigin.Elsewhere : SocketOrigin.Here, s.Origin));
        Assert.True(sink.States.Length >= 11);
    }

    /// <summary>Its end was shown as a connection of here, and its listening socket's end as that of the one here.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_connection_of_another_namespace_that_is_older_than_the_watch_is_known_by_who_closes_it(bool isElsewhere, bool resets)
    {
        NeedsRoot();
        CollectingSink sink = new();
        using LoopbackPair here = new();
        using ManualResetEventSlim isWatched = new(), isSeen = new();
        TaskCompletionSource isOpen = new(TaskCreationOptions.RunContinuationsAsynchronously), done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                using LoopbackPair pair = isElsewhere ? Elsewhere(here.Port) : here;
                pair.Listen();
                (System.Net.Sockets.Socket client, System.Net.Sockets.Socket accepted) = pair.Connect();
                isOpen.SetResult();
                isWatched.Wait(TimeSpan.FromSeconds(20));
                if (resets)
                {
                    client.LingerState = new(true, 0);
                    client.Close();
                }
                else
                {
                    client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
                    _ = accepted.Receive(new byte[1]);
                }
                accepted.Close();
                client.Close();
                pair.Dispose();
                isSeen.Wait(TimeSpan.FromSeconds(20));
                done.SetResult();
            }
            catch (Exception e)
            {
                isOpen.TrySetException(e);
                done.TrySetException(e);
            }
        }).Start();
        await isOpen.Task;
        await using (TracedStates source = new(here.Filter))
        {
            Assert.Equal(SourceStatus.Works, source.Start(sink));
            isWatched.Set();
            await sink.UntilAsync(s => s.States.Any(static s => s.From == TcpState.Listen) && s.States.Length >= (resets ? 3 : 7));
            isSeen.Set();
            await done.Task;
        }
        Assert.Contains(sink.States, s => s.From == TcpState.Established && s.To == (resets ? TcpState.Closed : TcpState.CloseWait));
        Assert.All(sink.States, s => Assert.Equal(isElsewhere ? SocketOrigin.Elsewhere : SocketOrigin.Here, s.Origin));
    }

    static LoopbackPair Elsewhere(int port)
    {
        Assert.Equal(0, Segments.TwoHosts.EnterNew());
        using Process up = Process.Start("ip", "link set lo up");
        Assert.True(up.WaitForExit(TimeSpan.FromSeconds(20)));
        return new(IPAddress.Loopback, port);
    }

    static void AssertAll(CollectingSink sink, int connections)
    {
        Assert.Equal(0, sink.LostCount);
        IGrouping<long, StateEvent>[] sockets = [.. sink.States.GroupBy(static s => s.Socket)];
        Assert.Equal(1 + (2 * connections), sockets.Length);
        Assert.All(sockets[1..], static s => Assert.True(
            Path(s).SequenceEqual(s.First().From == Closed ? ClosesFirst : ClosesLast), string.Join(' ', Path(s))));
        Assert.Equal(1 + (10 * connections), sink.States.Length);
    }

    /// <summary>Holds up the source until a test lets it go on.</summary>
    sealed class StallingSink(ManualResetEventSlim goesOn) : TimelineSink
    {
        public long Count { get; private set; }

        public long LostCount { get; private set; }

        public override void Add(TimelineEvent seen)
        {
            goesOn.Wait(TimeSpan.FromSeconds(20));
            Count++;
        }

        public override void Lost(string source, long count) => LostCount += count;
    }

    /// <summary>The states one after the other; each change must begin where the one before ended.</summary>
    static TcpState[] Path(IEnumerable<StateEvent> changes)
    {
        StateEvent[] all = [.. changes];
        for (int i = 1; i < all.Length; i++)
            Assert.Equal(all[i - 1].To, all[i].From);
        return [all[0].From, .. all.Select(static c => c.To)];
    }

    static void NeedsRoot() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Directory.Exists("/sys/kernel/tracing"), "Needs Linux and root.");
}
