using System.Collections.Concurrent;
using Meari.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Meari.Tests;

/// <summary>What a server promises to the handler, and what the handler's end does to its connection.</summary>
public class TcpServerHandlerTests
{
    [Fact]
    public async Task Handler_that_throws_before_its_first_await_resets_its_connection()
    {
        OperationLog log = new();
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", static _ => throw new FormatException(), new() { Observer = log });
        await PlainPeer.AssertIsResetAtOnceAsync(server.EndPoints[0]);
        await Bounded.UntilAsync(() => log.Operations.Any(static o => o.Reason is not null), "the connection was closed");
        Assert.IsType<FormatException>(log.Operations[^1].Reason!.Exception);
    }

    [Fact]
    public async Task Handler_that_throws_resets_its_own_connection_and_nothing_else()
    {
        int calls = 0;
        OperationLog log = new();
        InvalidOperationException thrown = new("A fault of the handler.");
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", HandleAsync, new() { Observer = log });
        using PlainPeer good = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await good.SendAsync("a");
        Assert.Equal("a", await good.ReceiveTextAsync(1));
        using PlainPeer bad = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await bad.SendAsync("x");
        await bad.AssertResetAsync();
        await Bounded.UntilAsync(() => log.Operations.Any(static o => o.Reason is not null), "the connection was closed");
        TcpCloseReason reason = Assert.Single(log.Operations, static o => o.Reason is not null).Reason!;
        Assert.Equal(TcpCloseKind.HandlerFailed, reason.Kind);
        Assert.Same(thrown, reason.Exception);
        await good.SendAsync("b");
        Assert.Equal("b", await good.ReceiveTextAsync(1));
        await Bounded.UntilAsync(() => server.ActiveConnections == 1, "the failed connection is counted out");
        Assert.False(server.Completion.IsCompleted);

        async ValueTask HandleAsync(TcpConnection connection)
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                await TcpServices.Echo(connection);
                return;
            }
            await connection.ReceiveAsync();
            throw thrown;
        }
    }

    [Fact]
    public async Task Returning_with_unread_data_sends_all_bytes_and_FIN_and_no_RST()
    {
        byte[] answer = new byte[1_000_000];
        Random.Shared.NextBytes(answer);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection => await connection.SendAsync(answer));
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        // Nobody reads it: a plain close would turn it into RST, and the answer would be lost.
        await peer.SendAsync(new byte[300_000]);
        Assert.Equal(answer, await peer.ReceiveToEndAsync());
        await peer.SendAsync("and more after the FIN");
        peer.Finish();
        await Bounded.UntilAsync(() => server.ActiveConnections == 0, "the connection ended");
    }

    [Fact]
    public async Task Peer_that_never_finishes_is_left_after_the_close_timeout()
    {
        FakeTimeProvider time = new();
        TcpServerOptions options = new() { TimeProvider = time, CloseTimeout = TimeSpan.FromSeconds(3) };
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", static _ => default, options);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        Assert.Empty(await peer.ReceiveToEndAsync());
        time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Equal(1, server.ActiveConnections);
        await Bounded.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return server.ActiveConnections == 0;
            },
            "the connection ended");
    }

    [Fact]
    public async Task Handler_may_block_when_dispatched_to_the_thread_pool()
    {
        const int Clients = 4;
        using CountdownEvent all = new(Clients);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", BlockAsync, new() { Dispatch = TcpDispatch.ThreadPool });
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => AskAsync())).InTime();

        async ValueTask BlockAsync(TcpConnection connection)
        {
            await connection.ReceiveAsync();
            // Each blocks until all are here: with one thread for all of them, none would ever go on.
            all.Signal();
            bool met = all.Wait(Bounded.Limit);
            await connection.SendAsync(met ? "met"u8.ToArray() : "alone"u8.ToArray());
        }

        async Task AskAsync()
        {
            using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
            await peer.SendAsync("?");
            Assert.Equal("met", await peer.ReceiveTextToEndAsync());
        }
    }

    [Fact]
    public async Task Many_connections_at_once_are_each_answered_with_their_own_bytes()
    {
        const int Clients = 500, Rounds = 5;
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        PlainPeer[] peers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => PlainPeer.ConnectAsync(server.EndPoints[0]))).InTime();
        await Bounded.UntilAsync(() => server.ActiveConnections == Clients, "all are open at the same time");
        await Task.WhenAll(peers.Select(async (peer, i) =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                string message = $"client {i:D4} round {round}";
                await peer.SendAsync(message);
                Assert.Equal(message, await peer.ReceiveTextAsync(message.Length));
            }
            peer.Finish();
            Assert.Empty(await peer.ReceiveToEndAsync());
            peer.Dispose();
        })).InTime();
        await Bounded.UntilAsync(() => server.ActiveConnections == 0, "all have ended");
        Assert.Equal(Clients, server.TotalConnections);
    }

    [Fact]
    public async Task Clients_that_come_and_reset_at_once_do_not_harm_the_server()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        for (int i = 0; i < 200; i++)
            (await PlainPeer.ConnectAsync(server.EndPoints[0])).Reset();
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("a");
        peer.Finish();
        Assert.Equal("a", await peer.ReceiveTextToEndAsync());
        await Bounded.UntilAsync(() => server.ActiveConnections == 0, "all have ended");
    }

    [Fact]
    public async Task Message_larger_than_all_buffers_comes_back_whole()
    {
        byte[] message = new byte[20_000_000];
        Random.Shared.NextBytes(message);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        Task<byte[]> echo = peer.ReceiveToEndAsync();
        await peer.SendAsync(message);
        peer.Finish();
        Assert.Equal(message, await echo.InTime());
    }

    [Fact]
    public async Task Connection_ids_are_never_repeated()
    {
        ConcurrentBag<long> ids = [];
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", connection =>
        {
            ids.Add(connection.Id);
            return default;
        });
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
            Assert.Empty(await peer.ReceiveToEndAsync());
        })).InTime();
        Assert.Equal(100, ids.Distinct().Count());
        Assert.DoesNotContain(0, ids);
    }
}
