using System.Collections.Concurrent;
using System.Net;
using Meari.Bench.Loads;
using Meari.Bench.Statistics;
using Meari.Bench.Tests.Reports;

namespace Meari.Bench.Tests.Loads;

/// <summary>Against servers on real sockets, of which each does one thing wrong.</summary>
[Collection(nameof(Alone))]
public sealed class RealServerTests
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    static BenchOptions Load(TcpServer server) => new()
    {
        Server = new(IPAddress.Loopback, server.EndPoints[0].Port),
        Connections = 5,
        WarmUp = TimeSpan.Zero,
        Requests = 20_000,
        Timeout = TimeSpan.FromSeconds(5),
    };

    static TcpServer Serve(Func<TcpConnection, ReadOnlyMemory<byte>, Task<bool>> answer) => TcpServer.Start("127.0.0.1:0", async connection =>
    {
        while (await connection.ReceiveAsync() is { IsEmpty: false } bytes && await answer(connection, bytes))
        {
        }
    });

    static async Task<bool> EchoAsync(TcpConnection connection, ReadOnlyMemory<byte> bytes) => await connection.SendAsync(bytes);

    static Task<BenchResult> RunAsync(BenchOptions options, CancellationToken interruption = default) =>
        BenchRun.RunAsync(options, null, interruption).WaitAsync(Limit, CancellationToken.None);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(50, 16, 2)]
    public async Task Every_byte_of_a_good_server_is_counted_and_nothing_else(int connections, int pipeline, int threads)
    {
        await using TcpServer server = Serve(EchoAsync);
        BenchResult result = await RunAsync(Load(server) with { Connections = connections, Pipeline = pipeline, Threads = threads });
        Assert.Equal(BenchEnd.Done, result.End);
        Assert.True(result.Faults.IsEmpty);
        Assert.Equal((20_000, connections), (result.Requests, result.Opened));
        Assert.Equal((20_000 * 64, 20_000 * 64), (result.BytesSent, result.BytesReceived));
        Assert.Equal(20_000, result.Course.Sum(static moment => moment.Requests));
        Assert.Equal(connections, result.Connecting.Count);
    }

    /// <summary>1 MiB at a time has to wait for room in the send buffer; a load drives each engine's sockets itself.</summary>
    [Theory]
    [InlineData(TcpEngine.IoUring)]
    [InlineData(TcpEngine.Epoll)]
    [InlineData(TcpEngine.Sockets)]
    public async Task On_every_engine_large_messages_come_back_and_connections_end_in_good_order(TcpEngine engine)
    {
        ConcurrentBag<TcpCloseReason> ends = [];
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection =>
        {
            while (await connection.ReceiveAsync() is { IsEmpty: false } bytes && await connection.SendAsync(bytes))
            {
            }
            if (connection.BytesReceived > 0)
                ends.Add(connection.CloseReason);
        });
        BenchResult result = await RunAsync(Load(server) with { Engine = engine, MessageSize = 1024 * 1024, Pipeline = 4, Requests = 200 });
        Assert.True(result.Faults.IsEmpty, string.Join("; ", result.Faults.All));
        Assert.Equal((200, 5), (result.Requests, result.Opened));
        await server.DisposeAsync();
        Assert.Equal(Enumerable.Repeat(TcpCloseKind.PeerFinished, 5), ends.Select(static end => end.Kind));
    }

    /// <summary>The thread without a connection waited for its half of the requests for ever.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task So_many_requests_are_sent_though_a_thread_has_no_connection_for_them(int keep)
    {
        await using TcpServer server = Serve(EchoAsync);
        BenchResult result = await RunAsync(Load(server) with { Connections = 1, Keep = keep, Threads = 2, Requests = 11 });
        Assert.Equal((11, 11 * 64), (result.Requests, result.BytesReceived));
    }

    /// <summary>The run went on until all of a billion requests had been issued, and its processor time was that of all of it.</summary>
    [Fact]
    public async Task A_rate_that_no_client_can_issue_ends_with_its_time()
    {
        await using TcpServer server = Serve(EchoAsync);
        BenchResult result = await RunAsync(Load(server) with { Requests = null, Rate = 1_000_000_000, WarmUp = TimeSpan.FromMilliseconds(100), Duration = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(300_000_000, result.Requests + result.Unsent);
        Assert.True(result.IsRateMissed);
        Assert.Equal(TimeSpan.FromMilliseconds(300), result.Window);
    }

    /// <summary>A thread that had come to its end was counted twice for its last second: the others' part of that second became a second of its own, in which their connections were missing.</summary>
    [Fact]
    public async Task Threads_that_end_one_after_the_other_share_their_last_second()
    {
        await using TcpServer server = Serve(EchoAsync);
        BenchOptions load = Load(server) with { Connections = 10, Threads = 4, Requests = null, Duration = TimeSpan.FromMilliseconds(200) };
        for (int i = 0; i < 3; i++)
        {
            BenchResult result = await RunAsync(load with { Rate = 2000 });
            Assert.Equal(10, result.StillOpen);
            Assert.Single(result.Course, static moment => moment.IsMeasured);
            BenchResult idle = await RunAsync(load with { Mode = BenchMode.Idle, Threads = 8, Connections = 2 });
            Assert.Equal((BenchEnd.Done, 2), (idle.End, idle.StillOpen));
            BenchResult counted = await RunAsync(load with { Requests = 1001, WarmUp = TimeSpan.FromMilliseconds(50) });
            Assert.Equal((1001, 10), (counted.Requests, counted.StillOpen));
            Assert.Single(counted.Course, static moment => moment.IsMeasured);
        }
    }

    /// <summary>They were in no figure: a server that never answered looked like one that nobody had asked.</summary>
    [Theory]
    [InlineData(BenchMode.Echo, null, 0)]
    [InlineData(BenchMode.Echo, 1000.0, 0)]
    [InlineData(BenchMode.Connect, null, 0)]
    [InlineData(BenchMode.Echo, null, 60_000)] // sent in the warm-up, as by default
    [InlineData(BenchMode.Echo, 1000.0, 60_000)]
    public async Task What_has_no_answer_when_the_user_ends_the_run_is_told(object mode, double? rate, int warmUp)
    {
        using CountdownEvent received = new(5);
        using CancellationTokenSource interruption = new();
        await using TcpServer server = Serve((_, _) =>
        {
            if (received.Signal())
                interruption.CancelAfter(20);
            return Task.FromResult(true);
        });
        BenchOptions options = Load(server) with { Mode = (BenchMode)mode, Requests = null, Rate = rate, WarmUp = TimeSpan.FromMilliseconds(warmUp) };
        BenchResult result = await RunAsync(options, interruption.Token);
        Assert.Equal((BenchEnd.Interrupted, 0, 5), (result.End, result.Requests, result.Unanswered));
        Assert.False(warmUp > 0 && result.Unsent > 0, "Nothing of the warm-up is missing from a window that never began.");
        Assert.True(result.LongestUnanswered > TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public async Task What_comes_over_connections_that_are_kept_is_not_the_throughput_of_the_load()
    {
        TaskCompletionSource begun = new();
        long generated = 0;
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection =>
        {
            Task<ReadOnlyMemory<byte>> first = connection.ReceiveAsync().AsTask();
            if (await Task.WhenAny(first, begun.Task) == begun.Task)
            {
                while (await connection.SendAsync(new byte[1000]))
                    Interlocked.Add(ref generated, 1000);
            }
            else if (!(await first).IsEmpty)
            {
                begun.TrySetResult(); // this one is loaded
                while (await connection.ReceiveAsync() is { IsEmpty: false })
                {
                }
            }
        });
        BenchOptions options = Load(server) with { Mode = BenchMode.Stream, Direction = StreamDirection.Up, Connections = 1, Keep = 3, Requests = null, Duration = TimeSpan.FromMilliseconds(300) };
        BenchResult result = await RunAsync(options);
        Assert.True(Volatile.Read(ref generated) > 0);
        Assert.Equal((0, 4), (result.BytesReceived, result.Opened));
    }

    [Fact]
    public async Task What_a_thread_of_the_load_ran_and_waited_is_in_the_result()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux says how long a thread waited for a processor.");
        await using PlainServer server = PlainServer.Generate();
        BenchOptions options = new()
        {
            Server = server.EndPoint,
            Mode = BenchMode.Stream,
            Direction = StreamDirection.Down,
            Engine = TcpEngine.Epoll,
            Threads = 2,
            Connections = 2,
            WarmUp = TimeSpan.Zero,
            Duration = TimeSpan.FromMilliseconds(300),
        };
        BenchResult result = await RunAsync(options);
        Assert.InRange(result.BusiestThread, 0.05, 1.5); // it reads as fast as it can what comes without pause
        Assert.InRange(result.Waiting, 0, result.BusiestThread);
    }

    [Fact]
    public void A_thread_knows_how_long_it_ran()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux says how long a thread waited for a processor.");
        ThreadTime before = ThreadTime.Now()!.Value;
        long ran = 0;
        while (ran < 20)
            ran = (ThreadTime.Now()!.Value - before).Ran.Ticks / TimeSpan.TicksPerMillisecond;
        ThreadTime spent = ThreadTime.Now()!.Value - before;
        Assert.InRange(spent.Ran + spent.Waited, TimeSpan.FromMilliseconds(20), Limit);
    }

    [Fact]
    public async Task One_byte_in_ten_thousand_answers_is_other()
    {
        int answers = 0;
        await using TcpServer server = Serve((connection, bytes) =>
        {
            byte[] copy = bytes.ToArray();
            if (Interlocked.Increment(ref answers) % 10_000 == 0)
                copy[^1] ^= 0x80;
            return EchoAsync(connection, copy);
        });
        BenchResult result = await RunAsync(Load(server));
        Assert.Equal(new FaultCount(0, 2), result.Faults.Total);
        Assert.Equal(2, result.Faults.Of(BenchFault.Corrupted).Requests);
        Assert.Equal(19_998, result.Requests);
    }

    [Fact]
    public async Task A_server_that_sends_too_much_is_told()
    {
        int answers = 0;
        await using TcpServer server = Serve((connection, bytes) =>
            EchoAsync(connection, Interlocked.Increment(ref answers) == 100 ? new byte[bytes.Length * 3] : bytes));
        BenchResult result = await RunAsync(Load(server) with { Requests = 1000 });
        Assert.Equal(1, result.Faults.Of(BenchFault.Unexpected).Connections);
    }

    [Theory]
    [InlineData(true, BenchFault.Reset)]
    [InlineData(false, BenchFault.ClosedEarly)]
    public async Task A_server_that_ends_connections_is_told_and_connected_to_again(bool resets, object fault)
    {
        int answers = 0;
        await using TcpServer server = Serve(async (connection, bytes) =>
        {
            if (Interlocked.Increment(ref answers) % 100 != 0)
                return await EchoAsync(connection, bytes);
            if (resets)
                connection.Abort();
            return false;
        });
        BenchResult result = await RunAsync(Load(server) with { Requests = 1000 });
        FaultCount count = result.Faults.Of((BenchFault)fault);
        Assert.Equal(new FaultCount(10, 10), count);
        Assert.Equal(count, result.Faults.Total);
        Assert.Equal(990, result.Requests);
    }

    [Fact]
    public async Task A_server_that_never_answers_one_is_told_after_the_time_limit()
    {
        int answers = 0;
        await using TcpServer server = Serve((connection, bytes) => Interlocked.Increment(ref answers) == 100 ? Task.FromResult(true) : EchoAsync(connection, bytes));
        BenchResult result = await RunAsync(Load(server) with { Requests = 1000, Timeout = TimeSpan.FromMilliseconds(500) });
        Assert.Equal(new FaultCount(1, 1), result.Faults.Of(BenchFault.TimedOut));
        Assert.Equal(999, result.Requests);
    }

    [Fact]
    public async Task A_stall_of_200_ms_is_in_the_corrected_figures_as_every_request_that_was_due_meanwhile()
    {
        int answers = 0;
        await using TcpServer server = Serve(async (connection, bytes) =>
        {
            if (Interlocked.Increment(ref answers) == 500)
                await Task.Delay(200);
            return await EchoAsync(connection, bytes);
        });
        BenchResult result = await RunAsync(Load(server) with { Connections = 1, Rate = 1000, Requests = 2000 });
        Assert.Equal(2000, result.Requests);
        long late = result.Corrected.Between([20_000_000, double.MaxValue])[1];
        Assert.True(late >= 175, $"{late} were more than 20 ms late"); // a busy machine makes more of them so, never fewer
        Assert.InRange(result.Corrected.Max, 195_000_000, double.MaxValue); // a delay ends by a clock that stands still for 4 ms at a time
        Assert.True(result.Uncorrected!.Between([150_000_000, double.MaxValue])[1] >= 1);
    }

    [Fact]
    public async Task A_server_that_dies_leaves_what_was_measured_and_the_reason()
    {
        TcpServer server = Serve(EchoAsync);
        BenchOptions options = Load(server) with { Requests = null, Duration = TimeSpan.FromSeconds(25) };
        int seconds = 0;
        BenchResult result = await BenchRun.RunAsync(
            options,
            second =>
            {
                if (++seconds == 1)
                    _ = server.DrainAsync(TimeSpan.Zero);
            },
            default).WaitAsync(Limit);
        Assert.Equal((BenchEnd.ServerLost, TcpOutcome.Refused), (result.End, result.Obstacle.Outcome));
        Assert.True(result.Requests > 0);
        Assert.True(result.Window < TimeSpan.FromSeconds(20));
        Assert.True(result.Faults.Of(BenchFault.Connect).Connections > 0);
    }

    [Fact]
    public async Task An_interrupted_run_gives_what_was_measured_until_then()
    {
        await using TcpServer server = Serve(EchoAsync);
        using CancellationTokenSource interruption = new();
        BenchResult result = await BenchRun.RunAsync(
            Load(server) with { Requests = null, Duration = TimeSpan.FromMinutes(5) }, _ => interruption.Cancel(), interruption.Token).WaitAsync(Limit);
        Assert.Equal(BenchEnd.Interrupted, result.End);
        Assert.True(result.Requests > 0);
        Assert.InRange(result.Window, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_not_measured()
    {
        TcpServer server = Serve(EchoAsync);
        BenchOptions options = Load(server);
        await server.DisposeAsync();
        BenchResult result = await RunAsync(options);
        Assert.Equal((BenchEnd.NotOpened, TcpOutcome.Refused), (result.End, result.Obstacle.Outcome));
        Assert.Equal((0, 0), (result.Opened, result.Requests));
    }

    [Fact]
    public async Task Connect_echo_close_and_idle_connections_are_counted()
    {
        await using TcpServer server = Serve(EchoAsync);
        BenchResult connects = await RunAsync(Load(server) with { Mode = BenchMode.Connect, Requests = 500 });
        Assert.True(connects.Faults.IsEmpty);
        Assert.Equal(500, connects.Requests);
        BenchResult idle = await RunAsync(Load(server) with { Mode = BenchMode.Idle, Connections = 100, Keep = 20, Requests = null, Duration = TimeSpan.FromMilliseconds(200) });
        Assert.True(idle.Faults.IsEmpty);
        Assert.Equal((120, 120), (idle.Opened, idle.StillOpen));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Streams_move_bytes_the_way_that_was_asked_for(int direction)
    {
        await using TcpServer server = direction switch
        {
            0 => Serve(EchoAsync),
            1 => Serve(static (_, _) => Task.FromResult(true)),
            _ => TcpServer.Start("127.0.0.1:0", static async connection =>
            {
                byte[] bytes = new byte[16 * 1024];
                while (await connection.SendAsync(bytes))
                {
                }
            }),
        };
        BenchResult result = await RunAsync(Load(server) with
        {
            Mode = BenchMode.Stream,
            Direction = (StreamDirection)direction,
            MessageSize = 16 * 1024,
            Requests = null,
            Duration = TimeSpan.FromMilliseconds(500),
        });
        Assert.True(result.Faults.IsEmpty, string.Join("; ", result.Faults.All));
        Assert.Equal((direction != 2, direction != 1), (result.BytesSent > 1_000_000, result.BytesReceived > 1_000_000));
    }

    /// <summary>A difference of two runs, so that what is made once does not count.</summary>
    [Fact]
    public async Task A_request_allocates_nothing()
    {
        await using TcpServer server = Serve(EchoAsync);
        BenchOptions options = Load(server) with { Connections = 10 };
        await RunAsync(options with { Requests = 50_000 });
        long few = await AllocatedAsync(options with { Requests = 20_000 });
        long many = await AllocatedAsync(options with { Requests = 220_000 });
        // The least object has 24 bytes. A run that takes a second longer may need another interval to count in, 0.8 MB.
        Assert.InRange((many - few) / 200_000.0, double.MinValue, 8);

        static async Task<long> AllocatedAsync(BenchOptions options)
        {
            long before = GC.GetTotalAllocatedBytes();
            await RunAsync(options);
            return GC.GetTotalAllocatedBytes() - before;
        }
    }
}
