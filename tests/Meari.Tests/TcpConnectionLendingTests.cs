using System.Text;
using Meari.Engines;
using Meari.Tests.Support;

namespace Meari.Tests;

/// <summary>A connection whose socket somebody else drives for a while, as a load does.</summary>
public sealed class TcpConnectionLendingTests
{
    [Fact]
    public async Task Who_borrows_the_socket_moves_bytes_and_the_connection_counts_them_and_goes_on()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        EngineEnd borrower = new(connection.Lend);
        await peer.SendAsync("hello");
        Assert.Equal("hello", Encoding.ASCII.GetString((await borrower.ReceiveAsync(64)).Bytes.Span));
        Assert.True((await borrower.SendAsync("echo"u8.ToArray())).IsDone);
        Assert.Equal("echo", await peer.ReceiveTextAsync(4));

        connection.TakeBack(new(Received: 5, Sent: 4, IsReceiving: false, IsSending: false, End: default));
        Assert.Equal((5, 4), (connection.BytesReceived, connection.BytesSent));
        await peer.SendAsync("more");
        Assert.Equal("more", Encoding.ASCII.GetString((await connection.ReceiveAsync().InTime()).Span));
        Assert.True(await connection.SendAsync("last"u8.ToArray()).InTime());
        peer.Finish();
        await connection.DisposeAsync().InTime();
        Assert.Equal("last", await peer.ReceiveTextToEndAsync());
    }

    [Fact]
    public async Task A_receive_that_waits_when_the_socket_comes_back_is_the_connections()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        EngineEnd borrower = new(connection.Lend);
        Assert.False(borrower.Socket.Receive(64, out ReceiveResult _));
        connection.TakeBack(new(0, 0, IsReceiving: true, IsSending: false, End: default));
        await peer.SendAsync("late");
        Assert.Equal("late", Encoding.ASCII.GetString((await connection.ReceiveAsync().InTime()).Span));
        Assert.Equal((0, 4), (borrower.ReceivedCalls, connection.BytesReceived));
        peer.Finish();
        await connection.DisposeAsync().InTime();
    }

    [Fact]
    public async Task A_send_that_waits_when_the_socket_comes_back_is_finished_before_FIN()
    {
        const int Large = 8 * 1024 * 1024;
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync(receiveBuffer: 4096);
        using PlainPeer _ = peer;
        EngineEnd borrower = new(connection.Lend);
        Assert.False(borrower.Socket.Send(new byte[Large], out OperationResult _));
        connection.TakeBack(new(0, 0, IsReceiving: false, IsSending: true, End: default));
        Task closed = connection.DisposeAsync().AsTask();
        peer.Finish();
        Assert.Equal(Large, (await peer.ReceiveToEndAsync().InTime()).Length);
        await closed.InTime();
        Assert.Equal((0, Large), (borrower.SentCalls, connection.BytesSent));
    }

    [Fact]
    public async Task Nobody_receives_or_sends_on_a_connection_whose_socket_is_lent()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        EngineEnd borrower = new(connection.Lend);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await connection.ReceiveAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await connection.SendAsync(new byte[1]));
        connection.TakeBack(new(0, 0, IsReceiving: false, IsSending: false, End: default));
        connection.Abort();
        await connection.DisposeAsync().InTime();
        Assert.Equal((0, 0), (borrower.ReceivedCalls, borrower.SentCalls));
    }

    [Theory]
    [InlineData(true, TcpCloseKind.PeerReset)]
    [InlineData(false, TcpCloseKind.PeerFinished)]
    public async Task How_the_borrowers_last_receive_ended_is_why_the_connection_closes(bool resets, TcpCloseKind kind)
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        EngineEnd borrower = new(connection.Lend);
        Task<ReceiveResult> receiving = borrower.ReceiveAsync(64);
        if (resets)
            peer.Reset();
        else
            peer.Finish();
        connection.TakeBack(new(0, 0, IsReceiving: false, IsSending: false, End: await receiving));
        Assert.Equal(kind, connection.CloseReason.Kind);
        Assert.True((await connection.ReceiveAsync().InTime()).IsEmpty);
        await connection.DisposeAsync().InTime();
    }
}
