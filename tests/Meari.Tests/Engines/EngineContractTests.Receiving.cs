using System.Buffers;
using System.Net.Sockets;
using Meari.Engines;
using Meari.Tests.Support;

namespace Meari.Tests.Engines;

public abstract partial class EngineContractTests
{
    [Fact]
    public async Task Receive_lends_up_to_the_maximum_and_the_rest_comes_next()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        Task<ReceiveResult> first = end.ReceiveAsync(3);
        await peer.SendAsync("abcdefgh");
        Assert.Equal("abc"u8.ToArray(), (await first).Bytes.ToArray());
        Assert.Equal("def"u8.ToArray(), (await end.ReceiveAsync(3)).Bytes.ToArray());
        Assert.Equal("gh"u8.ToArray(), (await end.ReceiveAsync(3)).Bytes.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(1024 * 1024)]
    public async Task All_bytes_come_in_their_order_whatever_the_maximum(int maximum)
    {
        byte[] message = Pattern(maximum == 1 ? 5000 : 3_000_000);
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        Task<(byte[] Bytes, ReceiveResult End)> received = end.ReceiveToEndAsync(maximum);
        await peer.SendAsync(message);
        peer.Finish();
        Assert.Equal(message, (await received.InTime()).Bytes);
        Assert.False(end.WasCalledFromInside);
    }

    [Fact]
    public async Task Peers_FIN_is_EndOfStream_after_the_bytes_and_again_when_asked_again()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        await peer.SendAsync("last");
        peer.Finish();
        (byte[] bytes, ReceiveResult fin) = await end.ReceiveToEndAsync();
        Assert.Equal("last"u8.ToArray(), bytes);
        Assert.Equal((TcpOutcome.EndOfStream, 0, true), (fin.Outcome, fin.Error, fin.Bytes.IsEmpty));
        Assert.Equal(TcpOutcome.EndOfStream, (await end.ReceiveAsync(10)).Outcome);
        Assert.True((await end.SendAsync("answer"u8.ToArray())).IsDone);
        Assert.Equal("answer", await peer.ReceiveTextAsync(6));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Peers_RST_is_Reset_with_its_errno(bool waiting)
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        Task<ReceiveResult>? received = waiting ? end.ReceiveAsync(10) : null;
        peer.Reset();
        ReceiveResult reset = await (received ?? end.ReceiveAsync(10));
        Assert.Equal(TcpOutcome.Reset, reset.Outcome);
        Assert.NotEqual(0, reset.Error);
        Assert.True(reset.Bytes.IsEmpty);
    }

    [Fact]
    public async Task Receive_that_waits_is_told_to_the_sink_exactly_once_and_never_from_inside()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        for (int i = 0; i < 100; i++)
        {
            Task<ReceiveResult> received = end.ReceiveAsync(10);
            await peer.SendAsync("a");
            Assert.Equal(1, (await received).Bytes.Length);
        }
        await LetTheEngineWorkAsync();
        Assert.Equal(end.Waited, end.ReceivedCalls);
        Assert.InRange(end.Waited, 1, 100);
        Assert.False(end.WasCalledFromInside);
    }

    [Fact]
    public async Task Loan_stays_intact_while_it_is_sent_though_the_next_receive_was_asked_for()
    {
        byte[] message = Pattern(32 * 1024 * 1024);
        (EngineEnd end, PlainPeer peer) = await ConnectAsync(peerReceiveBuffer: 8192);
        Task sending = peer.SendAsync(message);
        Task<OperationResult> send;
        int lent = 0;
        do
        {
            // The peer does not read yet: at last a send has to wait.
            ReceiveResult received = await end.ReceiveAsync(64 * 1024);
            Assert.True(message.AsSpan(lent, received.Bytes.Length).SequenceEqual(received.Bytes.Span));
            lent += received.Bytes.Length;
            send = end.SendAsync(received.Bytes);
            // The kernel may enlarge its buffers a last time.
            if (!send.IsCompleted)
                await LetTheEngineWorkAsync();
        }
        while (send.IsCompleted);
        // Each of these ends a loan; were the one in the send among what the pool gives out now, it would be written over.
        byte[] kept = message[..lent];
        for (int i = 0; i < 4; i++)
        {
            ReceiveResult next = await end.ReceiveAsync(64 * 1024);
            kept = [.. kept, .. next.Bytes.Span];
            SoilThePool();
        }
        Assert.False(send.IsCompleted);
        byte[] echoed = await ReceiveAsync(peer, lent);
        Assert.True((await send).IsDone);
        Assert.True(message.AsSpan(0, lent).SequenceEqual(echoed), "What was sent is not what was received.");
        Assert.True(message.AsSpan(0, kept.Length).SequenceEqual(kept), "What was received is not what was sent.");
        end.Socket.Abort();
        await Assert.ThrowsAnyAsync<SocketException>(() => sending).InTime();

        static void SoilThePool()
        {
            byte[][] rented = [.. Enumerable.Range(0, 64).Select(static _ => ArrayPool<byte>.Shared.Rent(64 * 1024))];
            foreach (byte[] array in rented)
            {
                array.AsSpan().Fill(0xEE);
                ArrayPool<byte>.Shared.Return(array);
            }
        }
    }

    [Fact]
    public async Task Connection_that_always_completes_at_once_lets_the_others_have_their_turn()
    {
        const int Bytes = 5000;
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        await peer.SendAsync(Pattern(Bytes));
        int inRow = 0, mostInRow = 0;
        for (int i = 0; i < Bytes; i++)
        {
            int waited = end.Waited;
            Assert.Equal(1, (await end.ReceiveAsync(1)).Bytes.Length);
            inRow = end.Waited == waited ? inRow + 1 : 0;
            mostInRow = Math.Max(mostInRow, inRow);
        }
        // All bytes were there from the beginning, so an engine that knew no bound would have completed each receive at once.
        Assert.InRange(mostInRow, 1, 1000);
        Assert.Equal(end.Waited, end.ReceivedCalls);
    }

    [Fact]
    public async Task Moved_is_set_whenever_bytes_moved()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        Assert.False(end.Socket.Moved);
        await peer.SendAsync("a");
        await end.ReceiveAsync(1);
        Assert.True(end.Socket.Moved);
        end.Socket.Moved = false;
        await end.SendAsync("a"u8.ToArray());
        Assert.True(end.Socket.Moved);
        end.Socket.Moved = false;
        end.Socket.TrySend("a"u8);
        Assert.True(end.Socket.Moved);
    }

    static async Task<byte[]> ReceiveAsync(PlainPeer peer, int count)
    {
        byte[] bytes = new byte[count];
        int filled = 0;
        while (filled < count && await peer.Socket.ReceiveAsync(bytes.AsMemory(filled)).InTime() is > 0 and int received)
            filled += received;
        return bytes[..filled];
    }
}
