using Meari.Tests.Fakes;
using Meari.Tests.Support;

namespace Meari.Tests;

public sealed class TcpConnectionSendingTests
{
    /// <summary>More than the kernel's buffers on both sides can take together.</summary>
    const int Large = 48 * 1024 * 1024;

    [Fact]
    public async Task Sent_bytes_arrive_and_are_counted()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        Assert.True(await connection.SendAsync("hello"u8.ToArray()).InTime());
        Assert.True(await connection.SendAsync(default).InTime());
        Assert.Equal("hello", await peer.ReceiveTextAsync(5));
        Assert.Equal(5, connection.BytesSent);
        Assert.Equal(0, connection.BytesReceived);
    }

    [Fact]
    public async Task A_send_waits_until_the_peer_has_read_enough()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        byte[] bytes = Pattern.Make(Large);
        Task<bool> sent = connection.SendAsync(bytes).AsTask();
        Assert.Equal(bytes[..1000], await peer.ReceiveAsync(1000));
        Assert.False(sent.IsCompleted);
        byte[] rest = await peer.ReceiveAsync(Large - 1000);
        Assert.True(bytes.AsSpan(1000).SequenceEqual(rest));
        Assert.True(await sent.InTime());
        Assert.Equal(Large, connection.BytesSent);
    }

    [Fact]
    public async Task A_second_send_at_the_same_time_throws_and_the_first_goes_on()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        Task<bool> sent = connection.SendAsync(new byte[Large]).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => connection.SendAsync(new byte[1]).AsTask());
        Assert.Throws<InvalidOperationException>(() => { connection.TrySend(new byte[1]); });
        Assert.Equal(Large, (await peer.ReceiveAsync(Large)).Length);
        Assert.True(await sent.InTime());
    }

    [Fact]
    public async Task Sends_are_false_after_the_peer_has_reset()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        peer.Reset();
        Assert.True((await connection.ReceiveAsync().InTime()).IsEmpty);
        Assert.False(await connection.SendAsync(new byte[1]).InTime());
        Assert.False(await connection.SendAsync(default).InTime());
        Assert.Equal(0, connection.TrySend(new byte[1]));
        Assert.Equal(TcpCloseKind.PeerReset, connection.CloseReason.Kind);
    }

    [Fact]
    public async Task A_send_that_waits_is_false_when_the_peer_resets()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        Task<bool> sent = connection.SendAsync(new byte[Large]).AsTask();
        Assert.Single(await peer.ReceiveAsync(1));
        peer.Reset();
        Assert.False(await sent.InTime());
        Assert.Equal(TcpCloseKind.PeerReset, connection.CloseReason.Kind);
    }

    [Fact]
    public async Task A_cancelled_send_throws_and_resets_the_connection()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        using CancellationTokenSource cancel = new();
        Task<bool> sent = connection.SendAsync(new byte[Large], cancel.Token).AsTask();
        Assert.False(sent.IsCompleted);
        await cancel.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(sent.InTime);
        Assert.Equal(cancel.Token, e.CancellationToken);
        Assert.Equal(TcpCloseKind.Aborted, connection.CloseReason.Kind);
        await peer.AssertResetAsync();
    }

    [Fact]
    public async Task A_send_whose_token_is_cancelled_already_sends_nothing_and_the_connection_goes_on()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connection.SendAsync(new byte[1], new(true)).AsTask());
        Assert.True(await connection.SendAsync("next"u8.ToArray()).InTime());
        Assert.Equal("next", await peer.ReceiveTextAsync(4));
        Assert.Equal(TcpCloseKind.Open, connection.CloseReason.Kind);
    }

    [Fact]
    public async Task Cancelling_after_a_send_is_done_does_nothing()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        using CancellationTokenSource cancel = new();
        Task<bool> sent = connection.SendAsync(new byte[Large], cancel.Token).AsTask();
        Assert.Equal(Large, (await peer.ReceiveAsync(Large)).Length);
        Assert.True(await sent.InTime());
        await cancel.CancelAsync();
        Assert.True(await connection.SendAsync("on"u8.ToArray()).InTime());
        Assert.Equal("on", await peer.ReceiveTextAsync(2));
    }

    /// <summary>Another thread ends the send while this one begins to watch the token; the observer holds it where that matters.</summary>
    [Fact]
    public async Task Cancelling_does_nothing_to_a_send_that_ended_while_its_token_was_taken_up()
    {
        ScriptedSocket socket = new();
        using ManualResetEventSlim ending = new(), returned = new();
        TcpConnection connection = socket.Connect(new() { Observer = new Holding(ending, returned) });
        Task ended = Task.CompletedTask;
        socket.Sending = result =>
        {
            ended = Task.Run(() => socket.Sink.Sent(in result));
            Assert.True(ending.Wait(Bounded.Limit));
        };
        using CancellationTokenSource cancel = new();
        Task<bool> sent = connection.SendAsync(new byte[1], cancel.Token).AsTask();
        returned.Set();
        await ended.InTime();
        Assert.True(await sent.InTime());
        await cancel.CancelAsync();
        Assert.Equal(TcpCloseKind.Open, connection.CloseReason.Kind);
    }

    sealed class Holding(ManualResetEventSlim reached, ManualResetEventSlim released) : TcpObserver
    {
        public override void OnOperation(in TcpOperation operation)
        {
            reached.Set();
            released.Wait(Bounded.Limit);
        }
    }

    [Fact]
    public async Task TrySend_takes_what_there_is_room_for_and_then_nothing()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        byte[] bytes = Pattern.Make(Large);
        int first = connection.TrySend(bytes);
        Assert.InRange(first, 1, Large - 1);
        int taken = first;
        // The kernel moves what it took to the peer's buffer and has room again, until that is full as well.
        while (connection.TrySend(bytes.AsSpan(taken)) is > 0 and int more)
            taken += more;
        Assert.InRange(taken, first, Large - 1);
        Assert.Equal(TcpCloseKind.Open, connection.CloseReason.Kind);
        Assert.Equal(taken, connection.BytesSent);
        byte[] received = await peer.ReceiveAsync(taken);
        Assert.True(received.AsSpan().SequenceEqual(bytes.AsSpan(0, taken)));
        Assert.True(await connection.SendAsync("on"u8.ToArray()).InTime());
        Assert.Equal("on", await peer.ReceiveTextAsync(2));
    }

    [Fact]
    public async Task FinishSending_is_a_half_close()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        Assert.True(await connection.SendAsync("question"u8.ToArray()).InTime());
        connection.FinishSending();
        connection.FinishSending();
        Assert.Equal("question", await peer.ReceiveTextToEndAsync());
        await peer.SendAsync("answer");
        Assert.Equal("answer"u8.ToArray(), (await connection.ReceiveAsync().InTime()).ToArray());
        Assert.Equal(TcpCloseKind.Open, connection.CloseReason.Kind);
    }

    [Fact]
    public async Task FIN_follows_the_last_byte_of_a_send_that_is_under_way()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        byte[] bytes = Pattern.Make(Large);
        Task<bool> sent = connection.SendAsync(bytes).AsTask();
        Assert.False(sent.IsCompleted);
        connection.FinishSending();
        byte[] received = await peer.ReceiveToEndAsync();
        Assert.True(received.AsSpan().SequenceEqual(bytes));
        Assert.True(await sent.InTime());
    }

    [Fact]
    public async Task A_send_after_FinishSending_is_misuse()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        connection.FinishSending();
        await Assert.ThrowsAsync<InvalidOperationException>(() => connection.SendAsync(new byte[1]).AsTask());
        Assert.Throws<InvalidOperationException>(() => { connection.TrySend(new byte[1]); });
    }

    [Fact]
    public async Task A_send_after_dispose_is_misuse()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        peer.Finish();
        await connection.DisposeAsync().InTime();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => connection.SendAsync(new byte[1]).AsTask());
        Assert.Throws<ObjectDisposedException>(() => { connection.TrySend(new byte[1]); });
    }

    [Fact]
    public async Task Sending_still_works_after_the_peer_has_finished()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        peer.Finish();
        Assert.True((await connection.ReceiveAsync().InTime()).IsEmpty);
        Assert.True(await connection.SendAsync("answer"u8.ToArray()).InTime());
        Assert.Equal("answer", await peer.ReceiveTextAsync(6));
    }

    /// <summary>
    /// What is lent goes back to a pool that all connections share. If it did so while a send still read it, another connection's bytes
    /// would be in its place.
    /// </summary>
    [Fact]
    public async Task What_a_send_is_still_sending_is_lent_to_nobody_else()
    {
        const int Clients = 16, Length = 8 * 1024 * 1024;
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", EchoWhileReceivingAsync, new() { ReceiveSize = 32 * 1024 });
        await Task.WhenAll(Enumerable.Range(1, Clients).Select(seed => Task.Run(() => EchoedAsync(server, seed, Length)))).InTime();
    }

    /// <summary>Asks for the next bytes while the last are still being sent.</summary>
    static async ValueTask EchoWhileReceivingAsync(TcpConnection connection)
    {
        ReadOnlyMemory<byte> bytes = await connection.ReceiveAsync();
        while (!bytes.IsEmpty)
        {
            ValueTask<bool> sent = connection.SendAsync(bytes);
            ValueTask<ReadOnlyMemory<byte>> next = connection.ReceiveAsync();
            await sent;
            bytes = await next;
        }
    }

    static async Task EchoedAsync(TcpServer server, int seed, int length)
    {
        // A small window makes the server's sends wait most of the time.
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0], receiveBuffer: 4096);
        Task writing = Task.Run(async () =>
        {
            await peer.SendAsync(Pattern.Make(length, seed));
            peer.Finish();
        });
        byte[] buffer = new byte[8 * 1024];
        int at = 0;
        while (await peer.Socket.ReceiveAsync(buffer.AsMemory()).InTime() is > 0 and int received)
        {
            int wrong = Pattern.Mismatch(buffer.AsSpan(0, received), seed, at);
            Assert.True(wrong < 0, $"client {seed}: another byte than was sent, at {at + wrong}");
            at += received;
        }
        await writing;
        Assert.Equal(length, at);
    }
}
