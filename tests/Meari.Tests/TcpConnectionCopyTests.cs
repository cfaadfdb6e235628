using System.Net;
using Meari.Tests.Support;

namespace Meari.Tests;

/// <summary>CopyToAsync: the same bytes, whether or not they come to user space.</summary>
public sealed class TcpConnectionCopyTests
{
    static async ValueTask EchoByCopying(TcpConnection connection)
    {
        await connection.CopyToAsync(connection);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(20_000_000)]
    public async Task Copy_to_itself_echoes_every_byte(int length)
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", EchoByCopying);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        byte[] message = Pattern.Make(length);
        Task<byte[]> echoed = peer.ReceiveToEndAsync();
        await peer.SendAsync(message);
        peer.Finish();
        Assert.Equal(message, await echoed.InTime());
    }

    [Fact]
    public async Task Many_small_messages_arrive_one_by_one()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", EchoByCopying);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        for (int i = 0; i < 1000; i++)
        {
            await peer.SendAsync($"{i:D6}");
            Assert.Equal($"{i:D6}", await peer.ReceiveTextAsync(6));
        }
    }

    [Fact]
    public async Task Copy_counts_its_bytes_and_ends_with_the_peers_FIN()
    {
        TaskCompletionSource<(long Copied, long Received, long Sent, TcpCloseReason Reason)> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection =>
        {
            long copied = await connection.CopyToAsync(connection);
            ended.SetResult((copied, connection.BytesReceived, connection.BytesSent, connection.CloseReason));
        });
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync(new byte[5000]);
        peer.Finish();
        Assert.Equal(5000, (await peer.ReceiveToEndAsync()).Length);
        Assert.Equal((5000L, 5000L, 5000L, TcpCloseReason.PeerFinished), await ended.Task.InTime());
    }

    [Fact]
    public async Task Relay_moves_both_ways_and_passes_on_the_ends()
    {
        await using TcpServer echo = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        await using TcpServer relay = TcpServer.Start("127.0.0.1:0", client => RelayAsync(client, echo.EndPoints[0]));
        using PlainPeer peer = await PlainPeer.ConnectAsync(relay.EndPoints[0]);
        byte[] message = Pattern.Make(5_000_000);
        Task<byte[]> echoed = peer.ReceiveToEndAsync();
        await peer.SendAsync(message);
        peer.Finish();
        Assert.Equal(message, await echoed.InTime());
    }

    static async ValueTask RelayAsync(TcpConnection client, IPEndPoint server)
    {
        await using TcpConnection upstream = (await TcpConnection.ConnectAsync(server)).Connection!;
        await Task.WhenAll(CopyAsync(client, upstream), CopyAsync(upstream, client));

        static async Task CopyAsync(TcpConnection from, TcpConnection to)
        {
            await from.CopyToAsync(to);
            to.FinishSending();
        }
    }

    [Fact]
    public async Task Peer_that_never_reads_stops_being_read()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", EchoByCopying);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0], receiveBuffer: 8192);
        const long Most = 64 * 1024 * 1024;
        Assert.InRange(await peer.SendUntilFullAsync(Most), 1, Most - 1);
    }

    [Fact]
    public async Task Destination_that_is_reset_ends_the_copy()
    {
        TaskCompletionSource<TcpConnection> sink = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<long> copied = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection =>
        {
            if (sink.TrySetResult(connection))
                await copied.Task;
            else
                copied.SetResult(await connection.CopyToAsync(await sink.Task));
        });
        PlainPeer destination = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await sink.Task.InTime();
        using PlainPeer source = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        destination.Reset();
        using CancellationTokenSource sending = new();
        Task feed = Task.Run(async () =>
        {
            while (!copied.Task.IsCompleted)
                await source.SendAsync(new byte[1000]);
        });
        Assert.InRange(await copied.Task.InTime(), 0, long.MaxValue);
        await Task.WhenAny(feed).InTime();
        Assert.False((await sink.Task).CloseReason.IsOrderly);
    }

    [Fact]
    public async Task Cancelled_copy_loses_no_bytes()
    {
        using CancellationTokenSource cancellation = new();
        TaskCompletionSource waits = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<string> rest = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection =>
        {
            ValueTask<long> copy = connection.CopyToAsync(connection, cancellation.Token);
            waits.SetResult();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await copy);
            byte[] buffer = new byte[5];
            await connection.ReceiveExactlyAsync(buffer);
            rest.SetResult(System.Text.Encoding.ASCII.GetString(buffer));
            await connection.CopyToAsync(connection);
        });
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await waits.Task.InTime();
        await cancellation.CancelAsync();
        await peer.SendAsync("hello");
        Assert.Equal("hello", await rest.Task.InTime());
        await peer.SendAsync("again");
        Assert.Equal("again", await peer.ReceiveTextAsync(5));
    }

    [Fact]
    public async Task Bytes_of_a_cancelled_receive_are_copied_first()
    {
        using CancellationTokenSource cancellation = new();
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously), sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection =>
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await connection.ReceiveAsync(cancellation.Token));
            cancelled.SetResult();
            await sent.Task;
            await connection.CopyToAsync(connection);
        });
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await cancellation.CancelAsync();
        await cancelled.Task.InTime();
        await peer.SendAsync("first");
        sent.SetResult();
        Assert.Equal("first", await peer.ReceiveTextAsync(5));
        await peer.SendAsync("second");
        Assert.Equal("second", await peer.ReceiveTextAsync(6));
    }

    [Fact]
    public async Task Drain_ends_a_copy_that_waits()
    {
        TcpServer server = TcpServer.Start("127.0.0.1:0", EchoByCopying);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("hello");
        Assert.Equal("hello", await peer.ReceiveTextAsync(5));
        Task<TcpDrainResult> drain = server.DrainAsync(Bounded.Limit);
        Assert.Empty(await peer.ReceiveToEndAsync());
        peer.Finish();
        Assert.Equal(new(1, 0), await drain.InTime());
    }
}
