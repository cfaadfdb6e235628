using System.Net;
using System.Net.Sockets;
using Meari.Engines;
using Meari.Tests.Support;

namespace Meari.Tests;

/// <summary>
/// Lent memory goes back, and soon. It is counted for the whole process, and filled with <see cref="Loans.PoisonByte"/> when it goes back,
/// in all of these tests: so whoever uses memory beyond its loan finds no bytes that look right.
/// </summary>
[Collection(nameof(Alone))]
public sealed class LoanTests : IAsyncLifetime
{
    static readonly byte[] Message = Pattern.Make(1000);

    long _before;

    /// <summary>What earlier tests have begun may still be ending.</summary>
    public async ValueTask InitializeAsync()
    {
        await Bounded.UntilStillAsync(() => (int)Loans.Outstanding);
        _before = Loans.Outstanding;
    }

    public ValueTask DisposeAsync() => default;

    long Lent => Loans.Outstanding - _before;

    Task AllIsBackAsync() => Bounded.UntilAsync(() => Lent <= 0, "every buffer is back");

    static bool IsPoisoned(ReadOnlyMemory<byte> bytes) => bytes.Span.IndexOfAnyExcept(Loans.PoisonByte) < 0;

    [Fact]
    public async Task Idle_connections_hold_no_buffer()
    {
        const int Connections = 1000;
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        List<PlainPeer> peers = [];
        for (int i = 0; i < Connections; i++)
        {
            // Each has had a buffer, and given it back by the time it waits again.
            PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
            peers.Add(peer);
            await peer.SendAsync("x");
            Assert.Equal("x", await peer.ReceiveTextAsync(1));
        }
        await AllIsBackAsync();
        Assert.Equal(Connections, server.ActiveConnections);
        peers.ForEach(static peer => peer.Dispose());
    }

    [Fact]
    public async Task A_connection_that_keeps_its_loan_would_be_noticed()
    {
        TaskCompletionSource holding = new(TaskCreationOptions.RunContinuationsAsynchronously), release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection =>
        {
            await connection.ReceiveAsync();
            holding.SetResult();
            await release.Task;
        });
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("x");
        await holding.Task.InTime();
        await Bounded.UntilAsync(() => Lent == 1, "the loan is counted"); // a loop's own buffer when its turn has ended
        release.SetResult();
        await AllIsBackAsync();
    }

    [Fact]
    public async Task Memory_that_is_kept_beyond_the_next_receive_shows_other_bytes()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        await peer.SendAsync(Message);
        ReadOnlyMemory<byte> kept = await connection.ReceiveAsync().InTime();
        Assert.Equal(Message, kept.ToArray());
        Task<ReadOnlyMemory<byte>> next = connection.ReceiveAsync().AsTask();
        await Bounded.UntilAsync(() => IsPoisoned(kept), "the memory is back");
        peer.Finish();
        Assert.True((await next.InTime()).IsEmpty);
        await connection.DisposeAsync().InTime();
    }

    [Fact]
    public async Task Memory_that_is_kept_beyond_the_handler_shows_other_bytes()
    {
        ReadOnlyMemory<byte> kept = default;
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection => kept = await connection.ReceiveAsync());
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync(Message);
        peer.Finish();
        Assert.Empty(await peer.ReceiveToEndAsync());
        await Bounded.UntilAsync(() => server.ActiveConnections == 0, "the handler has ended");
        Assert.Equal(Message.Length, kept.Length);
        await Bounded.UntilAsync(() => IsPoisoned(kept), "the memory is back");
    }

    [Fact]
    public async Task Memory_that_is_being_sent_stays_as_it_is_until_the_send_has_ended()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync(receiveBuffer: 8192);
        using PlainPeer _ = peer;
        byte[] flood = Pattern.Make(32 * 1024 * 1024);
        Task flooding = peer.SendAsync(flood);
        ReadOnlyMemory<byte> bytes = default, next = await connection.ReceiveAsync().InTime();
        Task<bool> sending;
        int received = 0;
        do
        {
            // The peer does not read: at last a send has to wait, and the next receive ends the loan that it moves.
            bytes = next;
            sending = connection.SendAsync(bytes).AsTask();
            next = await connection.ReceiveAsync().InTime();
            // Where it has changed, the send has ended meanwhile; if not, it never will.
            if (!bytes.Span.SequenceEqual(flood.AsSpan(received, bytes.Length)))
                await sending.InTime();
            received += bytes.Length;
        }
        while (sending.IsCompleted);
        byte[] echoed = await peer.ReceiveAsync(received);
        Assert.True(await sending.InTime());
        Assert.True(echoed.AsSpan().SequenceEqual(flood.AsSpan(0, received)), "What was sent is not what was received.");
        await Bounded.UntilAsync(() => IsPoisoned(bytes), "the memory is back");
        Assert.True(next.Span.SequenceEqual(flood.AsSpan(received, next.Length)), "What is still lent was changed.");
        connection.Abort();
        await Assert.ThrowsAnyAsync<SocketException>(() => flooding).InTime();
        await connection.DisposeAsync().InTime();
    }

    /// <summary>
    /// A receive whose waiter was sent away stays armed; if bytes came for it between the end of the last loan and the closing of the
    /// descriptor, their buffer never came back.
    /// </summary>
    [Fact]
    public async Task Bytes_that_come_while_the_connection_is_closed_are_not_lent_for_ever()
    {
        RecordingListenerSink sink = new();
        Engine engine = TcpEngines.Get(TcpEngine.Auto).Engine;
        ListenSettings settings = new(new(NoDelay: true, KeepAlive: true), Backlog: 1, DualStack: false, ReusePort: false, Threads: 1);
        EngineListener listener = engine.Listen(new(IPAddress.Loopback, 0), settings, sink).Listener!;
        listener.Resume();
        using PlainPeer peer = await PlainPeer.ConnectAsync(listener.LocalEndPoint);
        EngineEnd end = new(await sink.NextAsync());
        Task<ReceiveResult> armed = end.ReceiveAsync(1000);
        (await LoopStop.OfAsync(end.Socket)).GoOn(); // by the time of the next stop the kernel has the receive
        using LoopStop stop = await LoopStop.OfAsync(end.Socket);
        await peer.SendAsync(Message);
        end.Socket.Close();
        stop.GoOn();
        await armed;
        await AllIsBackAsync();
        listener.Stop();
    }
}
