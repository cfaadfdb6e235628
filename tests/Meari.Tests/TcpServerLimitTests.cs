using System.Net.Sockets;
using Meari.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Meari.Tests;

/// <summary>How many connections, and how long in silence.</summary>
public class TcpServerLimitTests
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Quarter = Limit / 4;

    readonly FakeTimeProvider _time = new();

    TcpServerOptions Idle => new() { IdleTimeout = Limit, TimeProvider = _time };

    [Fact]
    public async Task Client_beyond_the_limit_is_reset_and_the_reason_is_Limit()
    {
        OperationLog log = new();
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo, new() { MaxConnections = 1, Observer = log });
        using PlainPeer first = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await first.SendAsync("a");
        await first.ReceiveTextAsync(1);
        await PlainPeer.AssertIsResetAtOnceAsync(server.EndPoints[0]);
        await first.SendAsync("b");
        Assert.Equal("b", await first.ReceiveTextAsync(1));
        await Bounded.UntilAsync(() => log.Operations.Any(static o => o.Reason is not null), "the second was closed");
        TcpOperation close = Assert.Single(log.Operations, static o => o.Reason is not null);
        Assert.Equal(TcpCloseKind.Limit, close.Reason!.Kind);
        Assert.NotEqual(first.Local, close.Remote);
        Assert.Equal((1, 1), (server.ActiveConnections, server.TotalConnections));
    }

    [Fact]
    public async Task Place_that_became_free_is_given_to_the_next_client()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo, new() { MaxConnections = 1 });
        for (int i = 0; i < 5; i++)
        {
            using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
            await peer.SendAsync("a");
            peer.Finish();
            Assert.Equal("a", await peer.ReceiveTextToEndAsync());
            await Bounded.UntilAsync(() => server.ActiveConnections == 0, "the connection ended");
        }
        Assert.Equal(5, server.TotalConnections);
    }

    [Fact]
    public async Task Waiting_client_is_connected_and_answered_when_the_first_has_ended()
    {
        TcpServerOptions options = new() { MaxConnections = 1, WhenFull = TcpWhenFull.Wait };
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo, options);
        using PlainPeer first = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await first.SendAsync("a");
        Assert.Equal("a", await first.ReceiveTextAsync(1));
        using PlainPeer second = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        using PlainPeer third = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await second.SendAsync("2");
        await third.SendAsync("3");
        // What a server that did not wait would have done by now.
        Assert.False(second.Socket.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectRead));
        Assert.Equal(1, server.TotalConnections);
        first.Finish();
        Assert.Equal("2", await second.ReceiveTextAsync(1));
        Assert.Equal(0, third.Socket.Available);
        second.Finish();
        Assert.Equal("3", await third.ReceiveTextAsync(1));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    public async Task Never_more_than_the_limit_are_open_and_all_who_wait_are_served(int limit, int listeners)
    {
        int now = 0, most = 0;
        TcpServerOptions options = new() { MaxConnections = limit, WhenFull = TcpWhenFull.Wait };
        await using TcpServer server = TcpServer.Start(
            [.. Enumerable.Repeat(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0), listeners)], CountAsync, options);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(AskAsync)).InTime();
        Assert.InRange(most, 1, limit);
        Assert.Equal(200, server.TotalConnections);

        async ValueTask CountAsync(TcpConnection connection)
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await TcpServices.Echo(connection);
            Interlocked.Decrement(ref now);
        }

        async Task AskAsync(int i)
        {
            using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[i % listeners]);
            await peer.SendAsync("a");
            peer.Finish();
            Assert.Equal("a", await peer.ReceiveTextToEndAsync());
        }
    }

    [Fact]
    public async Task Silent_client_is_asked_to_finish_with_FIN_after_the_idle_timeout()
    {
        (TaskCompletionSource waits, TaskCompletionSource<TcpCloseReason> ended) = (new(), new());
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", WaitAsync, Idle);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await waits.Task.InTime();
        for (int quarter = 1; quarter < 4; quarter++)
            _time.Advance(Quarter);
        Assert.False(ended.Task.IsCompleted, "It ended before the idle timeout.");
        _time.Advance(Quarter);
        Assert.Equal(TcpCloseKind.Idle, (await ended.Task.InTime()).Kind);
        Assert.Empty(await peer.ReceiveToEndAsync());

        async ValueTask WaitAsync(TcpConnection connection)
        {
            ValueTask<ReadOnlyMemory<byte>> receive = connection.ReceiveAsync();
            waits.SetResult();
            Assert.True((await receive).IsEmpty);
            ended.SetResult(connection.CloseReason);
        }
    }

    [Fact]
    public async Task Client_that_speaks_in_time_is_not_idle()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo, Idle);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        for (int quarter = 0; quarter < 40; quarter++)
        {
            if (quarter % 3 == 0)
            {
                await peer.SendAsync("a");
                Assert.Equal("a", await peer.ReceiveTextAsync(1));
            }
            _time.Advance(Quarter);
        }
        await peer.SendAsync("b");
        Assert.Equal("b", await peer.ReceiveTextAsync(1));
    }

    [Fact]
    public async Task Client_that_does_not_read_is_reset_after_the_idle_timeout()
    {
        TaskCompletionSource<(bool Sent, TcpCloseReason Reason)> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", SendMuchAsync, Idle);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0], receiveBuffer: 8192);
        await Bounded.UntilAsync(
            () =>
            {
                _time.Advance(Quarter);
                return ended.Task.IsCompleted;
            },
            "the send ended");
        (bool sent, TcpCloseReason reason) = await ended.Task;
        Assert.False(sent);
        Assert.Equal(TcpCloseKind.Idle, reason.Kind);
        await peer.AssertResetAsync();

        async ValueTask SendMuchAsync(TcpConnection connection)
        {
            bool sent = await connection.SendAsync(new byte[64 * 1024 * 1024]);
            ended.SetResult((sent, connection.CloseReason));
        }
    }

    [Fact]
    public async Task Handler_at_work_is_not_idle()
    {
        TaskCompletionSource works = new(TaskCreationOptions.RunContinuationsAsynchronously), workDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", WorkAsync, Idle);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("?");
        await works.Task.InTime();
        for (int quarter = 0; quarter < 40; quarter++)
            _time.Advance(Quarter);
        workDone.SetResult();
        Assert.Equal("done", await peer.ReceiveTextToEndAsync());

        async ValueTask WorkAsync(TcpConnection connection)
        {
            await connection.ReceiveAsync();
            works.SetResult();
            await workDone.Task;
            await connection.SendAsync("done"u8.ToArray());
        }
    }

    [Fact]
    public async Task Connection_that_waits_for_its_peers_FIN_has_the_close_timeout_and_is_not_idle()
    {
        OperationLog log = new();
        TcpServerOptions options = Idle;
        (options.CloseTimeout, options.Observer) = (Limit * 100, log);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", static _ => default, options);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        Assert.Empty(await peer.ReceiveToEndAsync());
        for (int quarter = 0; quarter < 40; quarter++)
            _time.Advance(Quarter);
        Assert.DoesNotContain(log.Operations, static o => o.Kind == TcpOperationKind.Close);
        peer.Finish();
        await Bounded.UntilAsync(() => log.Operations.Any(static o => o.Reason is not null), "the connection was closed");
        Assert.Equal(TcpCloseKind.Finished, log.Operations[^1].Reason!.Kind);
    }

    static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)))
            Interlocked.CompareExchange(ref target, value, seen);
    }
}
