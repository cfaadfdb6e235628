using System.Net.Sockets;
using Meari.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Meari.Tests;

public class TcpServerDrainTests
{
    static readonly TimeSpan Never = TimeSpan.FromHours(1);

    /// <summary>A handler that has been entered and goes on when the test says so.</summary>
    sealed class Gate
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<TcpConnection> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Takes a request, waits for the gate and answers.</summary>
        public async ValueTask AnswerAsync(TcpConnection connection)
        {
            await connection.ReceiveAsync();
            Entered.SetResult();
            await Open.Task;
            await connection.SendAsync("answer"u8.ToArray());
            Assert.True((await connection.ReceiveAsync()).IsEmpty);
            Ended.SetResult(connection);
        }
    }

    [Fact]
    public async Task Idle_connection_ends_with_FIN()
    {
        TaskCompletionSource<TcpCloseReason> reason = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection =>
        {
            await TcpServices.Echo(connection);
            reason.SetResult(connection.CloseReason);
        });
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("a");
        Assert.Equal("a", await peer.ReceiveTextAsync(1));
        Task<TcpDrainResult> drain = server.DrainAsync(Never);
        Assert.Empty(await peer.ReceiveToEndAsync());
        Assert.Equal(TcpCloseKind.Drain, (await reason.Task.InTime()).Kind);
        peer.Dispose();
        Assert.Equal(new TcpDrainResult(Finished: 1, Cut: 0), await drain.InTime());
        Assert.Equal(0, server.ActiveConnections);
        await server.Completion.InTime();
    }

    [Fact]
    public async Task Handler_at_work_finishes_its_answer_and_receives_no_more()
    {
        Gate gate = new();
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", gate.AnswerAsync);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("request");
        await gate.Entered.Task.InTime();
        Task<TcpDrainResult> drain = server.DrainAsync(Never);
        await peer.SendAsync("another request, too late");
        Assert.False(drain.IsCompleted);
        gate.Open.SetResult();
        Assert.Equal("answer", await peer.ReceiveTextToEndAsync());
        peer.Dispose();
        Assert.Equal(new TcpDrainResult(1, 0), await drain.InTime());
        Assert.Equal(TcpCloseKind.Drain, (await gate.Ended.Task.InTime()).CloseReason.Kind);
    }

    [Fact]
    public async Task Clients_in_the_accept_queue_are_served()
    {
        Gate gate = new();
        int calls = 0;
        TcpServerOptions options = new() { MaxConnections = 1, WhenFull = TcpWhenFull.Wait };
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", HandleAsync, options);
        using PlainPeer first = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await first.SendAsync("request");
        await gate.Entered.Task.InTime();
        List<PlainPeer> waiting = [];
        for (int i = 0; i < 10; i++)
            waiting.Add(await PlainPeer.ConnectAsync(server.EndPoints[0]));
        Task<TcpDrainResult> drain = server.DrainAsync(Never);
        foreach (PlainPeer peer in waiting)
        {
            Assert.Equal("greeting", await peer.ReceiveTextToEndAsync());
            peer.Dispose();
        }
        gate.Open.SetResult();
        Assert.Equal("answer", await first.ReceiveTextToEndAsync());
        first.Dispose();
        Assert.Equal(new TcpDrainResult(11, 0), await drain.InTime());

        ValueTask HandleAsync(TcpConnection connection)
        {
            if (Interlocked.Increment(ref calls) == 1)
                return gate.AnswerAsync(connection);
            connection.TrySend("greeting"u8);
            return default;
        }
    }

    [Fact]
    public async Task Stuck_handler_is_cut_at_the_deadline_and_counted()
    {
        FakeTimeProvider time = new();
        Gate gate = new();
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", gate.AnswerAsync, new() { TimeProvider = time });
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("request");
        await gate.Entered.Task.InTime();
        Task<TcpDrainResult> drain = server.DrainAsync(TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(drain.IsCompleted);
        Assert.False(server.Completion.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(new TcpDrainResult(0, 1), await drain.InTime());
        await peer.AssertResetAsync();
        await server.Completion.InTime();
        gate.Open.SetResult();
        Assert.Equal(TcpCloseKind.DrainDeadline, (await gate.Ended.Task.InTime()).CloseReason.Kind);
    }

    [Fact]
    public async Task Second_drain_with_no_time_cuts_at_once()
    {
        Gate gate = new();
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", gate.AnswerAsync);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("request");
        await gate.Entered.Task.InTime();
        Task<TcpDrainResult> first = server.DrainAsync(Never);
        Assert.Equal(new TcpDrainResult(0, 1), await server.DrainAsync(TimeSpan.Zero).InTime());
        await peer.AssertResetAsync();
        gate.Open.SetResult();
        Assert.Equal(new TcpDrainResult(0, 1), await first.InTime());
    }

    [Fact]
    public async Task DisposeAsync_cuts_at_once_and_completes()
    {
        Gate gate = new();
        TcpServer server = TcpServer.Start("127.0.0.1:0", gate.AnswerAsync);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("request");
        await gate.Entered.Task.InTime();
        Assert.False(server.Completion.IsCompleted);
        await server.DisposeAsync().InTime();
        await server.Completion.InTime();
        await peer.AssertResetAsync();
        await server.DisposeAsync().InTime();
        gate.Open.SetResult();
    }

    [Fact]
    public async Task Server_without_connections_drains_at_once()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        Assert.Equal(default, await server.DrainAsync(Never).InTime());
        await server.Completion.InTime();
        Assert.Equal(default, await server.DrainAsync(Never).InTime());
    }

    [Fact]
    public async Task New_clients_are_refused_once_a_drain_has_begun()
    {
        Gate gate = new();
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", gate.AnswerAsync);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("request");
        await gate.Entered.Task.InTime();
        _ = server.DrainAsync(Never);
        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => PlainPeer.ConnectAsync(server.EndPoints[0]));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        await using TcpServer successor = TcpServer.Start([server.EndPoints[0]], TcpServices.Echo);
        gate.Open.SetResult();
        Assert.Equal("answer", await peer.ReceiveTextToEndAsync());
    }

    [Fact]
    public async Task Connection_that_closes_already_still_waits_for_its_peer_so_that_the_last_bytes_arrive()
    {
        byte[] answer = new byte[200_000];
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection => await connection.SendAsync(answer));
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0], receiveBuffer: 8192);
        // The answer is on its way and does not fit: the handler has returned, the connection lingers.
        await Bounded.UntilAsync(() => peer.Socket.Available > 0, "the answer began");
        Task<TcpDrainResult> drain = server.DrainAsync(Never);
        // Bytes for a socket that was closed would turn what is still on its way into RST.
        for (int received = 0; received < answer.Length; received += 1000)
        {
            await peer.SendAsync("more");
            Assert.Equal(1000, (await peer.ReceiveTextAsync(1000)).Length);
        }
        Assert.Empty(await peer.ReceiveToEndAsync());
        peer.Dispose();
        Assert.Equal(new TcpDrainResult(1, 0), await drain.InTime());
    }

    [Fact]
    public async Task Many_connections_drain_together()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        List<PlainPeer> peers = [];
        for (int i = 0; i < 100; i++)
            peers.Add(await PlainPeer.ConnectAsync(server.EndPoints[0]));
        await Bounded.UntilAsync(() => server.TotalConnections == 100, "all were accepted");
        Task<TcpDrainResult> drain = server.DrainAsync(Never);
        foreach (PlainPeer peer in peers)
        {
            Assert.Empty(await peer.ReceiveToEndAsync());
            peer.Dispose();
        }
        Assert.Equal(new TcpDrainResult(100, 0), await drain.InTime());
    }
}
