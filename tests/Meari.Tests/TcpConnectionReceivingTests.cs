using System.Net.Sockets;
using Meari.Tests.Fakes;
using Meari.Tests.Support;

namespace Meari.Tests;

public sealed class TcpConnectionReceivingTests
{
    [Fact]
    public async Task Received_bytes_are_those_that_the_peer_sent()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        ValueTask<ReadOnlyMemory<byte>> received = connection.ReceiveAsync();
        await peer.SendAsync("hello"u8.ToArray());
        Assert.Equal("hello"u8.ToArray(), (await received.InTime()).ToArray());
        Assert.Equal(TcpCloseKind.Open, connection.CloseReason.Kind);
        Assert.Equal(5, connection.BytesReceived);
        Assert.Equal(0, connection.BytesSent);
    }

    [Fact]
    public async Task FIN_gives_empty_again_and_again_after_the_last_byte()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        await peer.SendAsync(new byte[3]);
        peer.Finish();
        Assert.Equal(3, await connection.ReceiveExactlyAsync(new byte[3]).InTime());
        Assert.True((await connection.ReceiveAsync().InTime()).IsEmpty);
        Assert.True((await connection.ReceiveAsync().InTime()).IsEmpty);
        Assert.Equal(TcpCloseKind.PeerFinished, connection.CloseReason.Kind);
        Assert.Equal(TcpOutcome.EndOfStream, connection.CloseReason.Outcome);
    }

    [Fact]
    public async Task RST_gives_empty_and_its_errno()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        ValueTask<ReadOnlyMemory<byte>> received = connection.ReceiveAsync();
        peer.Reset();
        Assert.True((await received.InTime()).IsEmpty);
        int errno = new SocketException((int)SocketError.ConnectionReset).NativeErrorCode;
        Assert.Equal(new TcpCloseReason(TcpCloseKind.PeerReset, TcpOutcome.Reset, errno), connection.CloseReason);
        Assert.True((await connection.ReceiveAsync().InTime()).IsEmpty);
    }

    [Fact]
    public async Task A_receive_lends_no_more_than_its_maximum_and_keeps_the_rest()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        byte[] sent = Pattern.Make(10);
        await peer.SendAsync(sent);
        Assert.Equal(sent[..4], (await connection.ReceiveAsync(4).InTime()).ToArray());
        Assert.Equal(sent[4..5], (await connection.ReceiveAsync(1).InTime()).ToArray());
        Assert.Equal(sent[5..], (await connection.ReceiveAsync().InTime()).ToArray());
    }

    [Fact]
    public async Task The_receive_size_of_the_options_is_the_maximum_where_none_is_given()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync(new() { ReceiveSize = 7 });
        using PlainPeer _ = peer;
        await peer.SendAsync(new byte[20]);
        Assert.Equal(7, (await connection.ReceiveAsync().InTime()).Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_maximum_below_one_is_misuse(int maximum)
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => connection.ReceiveAsync(maximum).AsTask());
    }

    /// <summary>More in a row than the engine completes at once: the turn that it then gives to others must not lose anything.</summary>
    [Fact]
    public async Task A_thousand_receives_of_one_byte_give_every_byte_in_order()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        byte[] sent = Pattern.Make(1000);
        await peer.SendAsync(sent);
        byte[] received = new byte[sent.Length];
        for (int i = 0; i < received.Length; i++)
            received[i] = (await connection.ReceiveAsync(1).InTime()).Span[0];
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task ReceiveExactly_fills_the_buffer_from_as_many_pieces_as_come()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync(new() { ReceiveSize = 1000 });
        using PlainPeer _ = peer;
        byte[] sent = Pattern.Make(5003);
        byte[] received = new byte[5000];
        Task<int> filled = connection.ReceiveExactlyAsync(received).InTime();
        await peer.SendAsync(sent.AsMemory(0, 10));
        await peer.SendAsync(sent.AsMemory(10));
        Assert.Equal(5000, await filled);
        Assert.Equal(sent[..5000], received);
        Assert.Equal(sent[5000..], (await connection.ReceiveAsync().InTime()).ToArray());
    }

    [Fact]
    public async Task ReceiveExactly_gives_what_came_when_the_end_comes_before()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        await peer.SendAsync(Pattern.Make(3));
        peer.Finish();
        byte[] received = new byte[5];
        Assert.Equal(3, await connection.ReceiveExactlyAsync(received).InTime());
        Assert.Equal(Pattern.Make(3), received[..3]);
        Assert.Equal(0, await connection.ReceiveExactlyAsync(received).InTime());
    }

    [Fact]
    public async Task A_second_receive_at_the_same_time_throws_and_the_first_gets_the_bytes()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        Task<ReadOnlyMemory<byte>> first = connection.ReceiveAsync().InTime();
        await Assert.ThrowsAsync<InvalidOperationException>(() => connection.ReceiveAsync().AsTask());
        await peer.SendAsync("x"u8.ToArray());
        Assert.Equal("x"u8.ToArray(), (await first).ToArray());
    }

    [Fact]
    public async Task After_dispose_a_receive_throws()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        peer.Finish();
        await connection.DisposeAsync().InTime();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => connection.ReceiveAsync().AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => connection.ReceiveExactlyAsync(new byte[1]).AsTask());
    }

    [Fact]
    public async Task Inline_dispatch_resumes_on_the_thread_that_completed_the_receive()
    {
        ScriptedSocket socket = new();
        TcpConnection connection = socket.Connect(new() { Dispatch = TcpDispatch.Inline });
        Task<int> resumed = ResumedOnAsync(connection);
        socket.Deliver(1);
        Assert.True(resumed.IsCompletedSuccessfully);
        Assert.Equal(Environment.CurrentManagedThreadId, await resumed);
    }

    [Fact]
    public async Task Thread_pool_dispatch_does_not_resume_on_the_thread_that_completed_the_receive()
    {
        ScriptedSocket socket = new();
        TcpConnection connection = socket.Connect(new() { Dispatch = TcpDispatch.ThreadPool });
        Task<int> resumed = ResumedOnAsync(connection);
        int completing = 0;
        // A thread of its own, which no thread of the pool can be.
        Thread thread = new(() =>
        {
            completing = Environment.CurrentManagedThreadId;
            socket.Deliver(1);
        });
        thread.Start();
        int resuming = await resumed.InTime();
        Assert.True(thread.Join(Bounded.Limit));
        Assert.NotEqual(completing, resuming);
    }

    static async Task<int> ResumedOnAsync(TcpConnection connection)
    {
        await connection.ReceiveAsync().ConfigureAwait(false);
        return Environment.CurrentManagedThreadId;
    }
}
