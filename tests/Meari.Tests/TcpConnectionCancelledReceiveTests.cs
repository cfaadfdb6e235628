using Meari.Tests.Fakes;
using Meari.Tests.Support;

namespace Meari.Tests;

/// <summary>A receive that nobody awaits any more is not withdrawn from the engine; the next one takes its place.</summary>
public sealed class TcpConnectionCancelledReceiveTests
{
    [Fact]
    public async Task A_cancelled_receive_throws_and_the_connection_goes_on()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        using CancellationTokenSource cancel = new();
        Task<ReadOnlyMemory<byte>> received = connection.ReceiveAsync(cancel.Token).InTime();
        await cancel.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => received);
        Assert.Equal(cancel.Token, e.CancellationToken);
        Assert.Equal(TcpCloseKind.Open, connection.CloseReason.Kind);
        await peer.SendAsync("later"u8.ToArray());
        Assert.Equal("later"u8.ToArray(), (await connection.ReceiveAsync().InTime()).ToArray());
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_takes_no_bytes()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        await peer.SendAsync("kept"u8.ToArray());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connection.ReceiveAsync(new CancellationToken(true)).AsTask());
        Assert.Equal("kept"u8.ToArray(), (await connection.ReceiveAsync().InTime()).ToArray());
    }

    [Fact]
    public async Task Bytes_that_come_when_nobody_awaits_are_the_next_receives()
    {
        ScriptedSocket socket = new();
        TcpConnection connection = socket.Connect(new());
        using CancellationTokenSource cancel = new();
        Task<ReadOnlyMemory<byte>> cancelled = connection.ReceiveAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTime());
        socket.Deliver(1, 2, 3);
        ValueTask<ReadOnlyMemory<byte>> next = connection.ReceiveAsync();
        Assert.True(next.IsCompletedSuccessfully);
        Assert.Equal([1, 2, 3], (await next).ToArray());
        Assert.Equal(1, socket.Receives);
    }

    [Fact]
    public async Task The_next_receive_takes_the_place_of_a_cancelled_one()
    {
        ScriptedSocket socket = new();
        TcpConnection connection = socket.Connect(new());
        using CancellationTokenSource cancel = new();
        Task<ReadOnlyMemory<byte>> cancelled = connection.ReceiveAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTime());
        Task<ReadOnlyMemory<byte>> next = connection.ReceiveAsync().AsTask();
        Assert.Equal(1, socket.Receives);
        socket.Deliver(4, 5);
        Assert.Equal([4, 5], (await next.InTime()).ToArray());
    }

    [Fact]
    public async Task An_end_that_comes_when_nobody_awaits_is_told_to_the_next_receive()
    {
        ScriptedSocket socket = new();
        TcpConnection connection = socket.Connect(new());
        using CancellationTokenSource cancel = new();
        Task<ReadOnlyMemory<byte>> cancelled = connection.ReceiveAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTime());
        socket.Deliver(TcpOutcome.EndOfStream);
        Assert.True((await connection.ReceiveAsync().InTime()).IsEmpty);
        Assert.Equal(TcpCloseKind.PeerFinished, connection.CloseReason.Kind);
    }

    [Fact]
    public async Task Cancelling_after_the_bytes_have_come_does_nothing_to_later_receives()
    {
        ScriptedSocket socket = new();
        TcpConnection connection = socket.Connect(new());
        using CancellationTokenSource cancel = new();
        Task<ReadOnlyMemory<byte>> first = connection.ReceiveAsync(cancel.Token).AsTask();
        socket.Deliver(1);
        await first.InTime();
        Task<ReadOnlyMemory<byte>> second = connection.ReceiveAsync().AsTask();
        await cancel.CancelAsync();
        socket.Deliver(2);
        Assert.Equal([2], (await second.InTime()).ToArray());
    }

    /// <summary>The stored receive was asked for with another maximum; what it lends must still not exceed what is asked for now.</summary>
    [Fact]
    public async Task A_smaller_maximum_holds_also_after_a_cancelled_receive()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        using CancellationTokenSource cancel = new();
        Task<ReadOnlyMemory<byte>> cancelled = connection.ReceiveAsync(cancel.Token).InTime();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        byte[] sent = Pattern.Make(10);
        await peer.SendAsync(sent);
        byte[] received = new byte[4];
        Assert.Equal(4, await connection.ReceiveExactlyAsync(received).InTime());
        Assert.Equal(sent[..4], received);
        Assert.Equal(sent[4..], (await connection.ReceiveAsync().InTime()).ToArray());
    }

    [Theory]
    [InlineData(TcpDispatch.Inline)]
    [InlineData(TcpDispatch.ThreadPool)]
    public async Task Cancelling_at_any_moment_loses_no_byte(TcpDispatch dispatch)
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync(new() { Dispatch = dispatch, ReceiveSize = 100 });
        using PlainPeer _ = peer;
        const int Total = 100_000;
        Task writing = Task.Run(async () =>
        {
            byte[] sent = Pattern.Make(Total);
            for (int at = 0; at < Total; at += 50)
                await peer.SendAsync(sent.AsMemory(at, 50));
            peer.Finish();
        });
        int filled = 0, cancelled = 0;
        while (connection.CloseReason.Kind == TcpCloseKind.Open)
        {
            using CancellationTokenSource cancel = new();
            ValueTask<ReadOnlyMemory<byte>> receiving = connection.ReceiveAsync(cancel.Token);
            Task cancelling = Task.Run(cancel.Cancel);
            try
            {
                ReadOnlyMemory<byte> bytes = await receiving.InTime();
                Assert.Equal(-1, Pattern.Mismatch(bytes.Span, 0, filled));
                filled += bytes.Length;
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }
            await cancelling;
        }
        await writing.InTime();
        Assert.Equal(Total, filled);
        Assert.NotEqual(0, cancelled);
    }
}
