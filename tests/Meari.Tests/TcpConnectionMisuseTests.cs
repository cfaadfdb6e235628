using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Meari.Tests.Support;

namespace Meari.Tests;

/// <summary>Each of these was a fault once: what is misuse throws, what is legal but rare keeps its promises.</summary>
public sealed class TcpConnectionMisuseTests
{
    const int Large = 8 * 1024 * 1024;

    /// <summary>The writer gave the buffer of a flush that waited back to the pool, and the peer got whatever was rented there next.</summary>
    [Fact]
    public async Task A_writer_that_is_completed_while_a_flush_waits_sends_no_other_bytes()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync(receiveBuffer: 4096);
        using PlainPeer _ = peer;
        PipeWriter output = connection.AsPipe().Output;
        output.GetSpan(Large)[..Large].Fill((byte)'A');
        output.Advance(Large);
        Task<FlushResult> flush = output.FlushAsync().AsTask();
        Assert.False(flush.IsCompleted);
        output.Complete(new InvalidOperationException());
        for (int i = 0; i < 8; i++)
        {
            byte[] rented = ArrayPool<byte>.Shared.Rent(Large);
            Array.Fill(rented, (byte)'B');
            ArrayPool<byte>.Shared.Return(rented);
        }
        byte[] received = await peer.ReceiveToEndAsync().InTime();
        Assert.Equal(Large, received.Length);
        Assert.Equal(-1, received.AsSpan().IndexOfAnyExcept((byte)'A'));
        await flush.InTime();
        peer.Finish();
        await connection.DisposeAsync().InTime();
    }

    [Fact]
    public async Task A_flush_that_was_cancelled_before_it_began_loses_nothing()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        PipeWriter output = connection.AsPipe().Output;
        output.Write("AAAA"u8);
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await output.FlushAsync(new CancellationToken(canceled: true)));
        output.Write("BBBB"u8);
        await output.FlushAsync().InTime();
        Assert.Equal("AAAABBBB", await peer.ReceiveTextAsync(8));
        connection.Abort();
        await connection.DisposeAsync().InTime();
    }

    /// <summary>A handler that disposes a stream synchronously leaves closing under way; the server counted such a connection as gone.</summary>
    [Fact]
    public async Task A_second_dispose_waits_for_the_first()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        connection.AsStream().Dispose();
        Task second = connection.DisposeAsync().AsTask();
        Assert.Equal("", await peer.ReceiveTextToEndAsync().InTime()); // FIN is there, and the peer's own is what both wait for
        Assert.False(second.IsCompleted);
        peer.Finish();
        await second.InTime();
    }

    /// <summary>Overlapping sends reset a completion under another's feet, which ended the process or left a caller waiting.</summary>
    [Fact]
    public async Task Sends_from_many_threads_throw_or_succeed_and_break_nothing()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        Task<byte[]> everything = peer.ReceiveToEndAsync();
        byte[] bytes = new byte[4096];
        long sent = 0;
        Task[] threads = [.. Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            for (int n = 0; n < 3000; n++)
            {
                try
                {
                    if (await connection.SendAsync(bytes))
                        Interlocked.Add(ref sent, bytes.Length);
                }
                catch (InvalidOperationException)
                {
                    // One at a time: another was under way.
                }
            }
        }))];
        await Task.WhenAll(threads).InTime();
        connection.FinishSending();
        Assert.Equal(sent, (await everything.InTime()).Length);
        peer.Finish();
        await connection.DisposeAsync().InTime();
        Assert.Equal(TcpCloseKind.Finished, connection.CloseReason.Kind);
    }

    [Fact]
    public async Task Nothing_is_sent_after_FIN_whoever_finishes()
    {
        for (int round = 0; round < 200; round++)
        {
            (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
            using PlainPeer _ = peer;
            Task sending = Task.Run(async () =>
            {
                try
                {
                    while (await connection.SendAsync(new byte[1]))
                    {
                    }
                }
                catch (InvalidOperationException)
                {
                    // Finished, and said so.
                }
            });
            connection.FinishSending();
            await peer.ReceiveToEndAsync().InTime();
            peer.Finish();
            await sending.InTime();
            await connection.DisposeAsync().InTime();
            Assert.Equal(TcpCloseKind.Finished, connection.CloseReason.Kind);
        }
    }

    [Fact]
    public async Task A_receive_rents_no_more_than_the_receive_size_whatever_is_asked_for()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync(new() { ReceiveSize = 16 });
        using PlainPeer _ = peer;
        await peer.SendAsync(new byte[100]);
        Assert.InRange((await connection.ReceiveAsync(int.MaxValue).InTime()).Length, 1, 16);
        peer.Finish();
        await connection.DisposeAsync().InTime();
    }

    [Fact]
    public async Task Limits_that_no_timer_takes_are_refused_at_once()
    {
        IPEndPoint[] endPoints = [new(IPAddress.Loopback, 0)];
        TcpServerOptions[] wrong =
        [
            new() { CloseTimeout = TimeSpan.MaxValue }, new() { CloseTimeout = TimeSpan.FromSeconds(-2) }, new() { IdleTimeout = TimeSpan.MaxValue },
            new() { IdleTimeout = TimeSpan.Zero }, new() { MaxConnections = 0 }, new() { ReceiveSize = 0 },
        ];
        Assert.All(wrong, options => Assert.ThrowsAny<ArgumentOutOfRangeException>(() => TcpServer.Start(endPoints, TcpServices.Echo, options)));
        Assert.ThrowsAny<ArgumentException>(() => TcpServer.Start([], TcpServices.Echo));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => TcpConnection.ConnectAsync("localhost", 1, new() { ReceiveSize = 0 }));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => TcpConnection.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 0)));
        await using TcpServer server = TcpServer.Start(endPoints, TcpServices.Echo);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => server.DrainAsync(TimeSpan.MaxValue));
        Assert.Equal(new TcpDrainResult(0, 0), await server.DrainAsync(TimeSpan.FromSeconds(1)).InTime());
    }
}
