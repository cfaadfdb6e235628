using System.Text;
using Meari.Engines;
using Meari.Tests.Support;

namespace Meari.Tests.Engines;

public abstract partial class EngineContractTests
{
    [Fact]
    public async Task Send_tells_how_many_bytes_the_kernel_took()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        OperationResult sent = await end.SendAsync("hello"u8.ToArray());
        Assert.Equal((TcpOutcome.Done, 5, 0), (sent.Outcome, sent.Transferred, sent.Error));
        Assert.Equal("hello", await peer.ReceiveTextAsync(5));
    }

    [Fact]
    public async Task Send_to_a_peer_that_does_not_read_waits_until_the_kernel_took_the_last_byte()
    {
        byte[] message = Pattern(32 * 1024 * 1024);
        (EngineEnd end, PlainPeer peer) = await ConnectAsync(peerReceiveBuffer: 8192);
        Task<OperationResult> send = end.SendAsync(message);
        Assert.Equal(1, end.Waited);
        byte[] first = await ReceiveAsync(peer, 1000);
        await LetTheEngineWorkAsync();
        Assert.False(send.IsCompleted, "The kernel cannot have taken all.");
        byte[] rest = await ReceiveAsync(peer, message.Length - first.Length);
        OperationResult sent = await send;
        Assert.Equal((TcpOutcome.Done, message.Length), (sent.Outcome, sent.Transferred));
        Assert.True(message.AsSpan().SequenceEqual([.. first, .. rest]));
        Assert.Equal(1, end.SentCalls);
        Assert.False(end.WasCalledFromInside);
    }

    [Fact]
    public async Task Connection_whose_sends_always_complete_at_once_lets_the_others_have_their_turn()
    {
        const int Sends = 5000;
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        int inRow = 0, mostInRow = 0;
        for (int i = 0; i < Sends; i++)
        {
            int waited = end.Waited;
            Assert.Equal(TcpOutcome.Done, (await end.SendAsync(new byte[1])).Outcome);
            inRow = end.Waited == waited ? inRow + 1 : 0;
            mostInRow = Math.Max(mostInRow, inRow);
        }
        // The kernel takes so few bytes without waiting.
        Assert.InRange(mostInRow, 1, 1000);
        Assert.Equal(end.Waited, end.SentCalls);
        Assert.Equal(Sends, (await ReceiveAsync(peer, Sends)).Length);
    }

    [Fact]
    public async Task Sends_keep_their_order()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync(peerReceiveBuffer: 8192);
        StringBuilder expected = new();
        Task<byte[]> received = peer.ReceiveToEndAsync();
        for (int i = 0; i < 2000; i++)
        {
            string text = $"message {i} {new string((char)('a' + (i % 26)), i)};";
            expected.Append(text);
            Assert.True((await end.SendAsync(Encoding.ASCII.GetBytes(text))).IsDone);
        }
        Assert.True(end.Socket.FinishSending().IsDone);
        Assert.Equal(expected.ToString(), Encoding.ASCII.GetString(await received.InTime()));
    }

    [Fact]
    public async Task TrySend_is_WouldBlock_when_the_buffer_is_full_and_works_again_when_the_peer_has_read()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync(peerReceiveBuffer: 8192);
        byte[] bytes = Pattern(64 * 1024);
        long taken = 0;
        OperationResult result;
        while ((result = end.Socket.TrySend(bytes)).IsDone)
        {
            Assert.InRange(result.Transferred, 1, bytes.Length);
            taken += result.Transferred;
            Assert.InRange(taken, 1, 1L << 30);
        }
        Assert.Equal((TcpOutcome.WouldBlock, 0), (result.Outcome, result.Transferred));
        Task<byte[]> received = peer.ReceiveToEndAsync();
        await Bounded.UntilAsync(() => (result = end.Socket.TrySend("z"u8)).IsDone, "there is room again");
        end.Socket.FinishSending();
        byte[] all = await received.InTime();
        Assert.Equal(taken + 1, all.Length);
        Assert.Equal((byte)'z', all[^1]);
    }

    [Fact]
    public async Task FinishSending_sends_FIN_after_the_last_byte_and_receiving_goes_on()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        Task<ReceiveResult> received = end.ReceiveAsync(100);
        await end.SendAsync("last"u8.ToArray());
        Assert.True(end.Socket.FinishSending().IsDone);
        Assert.Equal("last", await peer.ReceiveTextToEndAsync());
        Assert.False(received.IsCompleted);
        await peer.SendAsync("still heard");
        Assert.Equal("still heard"u8.ToArray(), (await received).Bytes.ToArray());
        peer.Finish();
        Assert.Equal(TcpOutcome.EndOfStream, (await end.ReceiveAsync(100)).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sending_after_the_peers_RST_is_a_named_outcome(bool waiting)
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync(peerReceiveBuffer: 8192);
        Task<OperationResult>? send = waiting ? end.SendAsync(new byte[32 * 1024 * 1024]) : null;
        peer.Reset();
        OperationResult result = await (send ?? end.SendAsync(new byte[32 * 1024 * 1024]));
        Assert.Contains(result.Outcome, (TcpOutcome[])[TcpOutcome.Reset, TcpOutcome.NotConnected]);
        Assert.NotEqual(0, result.Error);
        Assert.InRange(result.Transferred, 0, (32 * 1024 * 1024) - 1);
        OperationResult again = end.Socket.TrySend("more"u8);
        Assert.Contains(again.Outcome, (TcpOutcome[])[TcpOutcome.Reset, TcpOutcome.NotConnected]);
        OperationResult finish = end.Socket.FinishSending();
        Assert.Contains(finish.Outcome, (TcpOutcome[])[TcpOutcome.Done, TcpOutcome.Reset, TcpOutcome.NotConnected]);
    }

    [Fact]
    public async Task Receive_and_send_may_be_under_way_at_the_same_time()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync(peerReceiveBuffer: 8192);
        Task<ReceiveResult> received = end.ReceiveAsync(100);
        Task<OperationResult> send = end.SendAsync(new byte[32 * 1024 * 1024]);
        Assert.Equal(2, end.Waited);
        await peer.SendAsync("meanwhile");
        Assert.Equal("meanwhile"u8.ToArray(), (await received).Bytes.ToArray());
        Assert.False(send.IsCompleted);
        await ReceiveAsync(peer, 32 * 1024 * 1024);
        Assert.True((await send).IsDone);
    }

    [Fact]
    public async Task Sink_may_start_the_next_operation_at_once()
    {
        byte[] message = Pattern(8_000_000);
        RecordingListenerSink sink = new();
        EngineListener listener = Listen(sink);
        listener.Resume();
        PlainPeer peer = await ConnectPeerAsync(listener);
        SelfDrivenEcho echo = new(await NextAsync(sink));
        echo.Start();
        Task<byte[]> echoed = peer.ReceiveToEndAsync();
        await peer.SendAsync(message);
        peer.Finish();
        byte[] all = await echoed.InTime();
        Assert.True(message.AsSpan().SequenceEqual(all));
        Assert.Equal(1, echo.DeepestNesting);
    }

    /// <summary>An echo in the sink's own calls, without a task between; on no thread do they nest.</summary>
    sealed class SelfDrivenEcho : ISocketSink
    {
        [ThreadStatic]
        static int _nesting;

        readonly EngineSocket _socket;

        public SelfDrivenEcho(EngineSocket socket)
        {
            _socket = socket;
            socket.Sink = this;
        }

        public int DeepestNesting { get; private set; }

        public void Start()
        {
            if (_socket.Receive(16 * 1024, out ReceiveResult received))
                Go(in received);
        }

        void ISocketSink.Received(in ReceiveResult result)
        {
            Enter();
            Go(in result);
            _nesting--;
        }

        void ISocketSink.Sent(in OperationResult result)
        {
            Enter();
            if (result.IsDone)
                Start();
            _nesting--;
        }

        void Enter() => DeepestNesting = Math.Max(DeepestNesting, ++_nesting);

        void Go(in ReceiveResult received)
        {
            ReceiveResult next = received;
            while (next.Outcome == TcpOutcome.Done)
            {
                if (!_socket.Send(next.Bytes, out OperationResult sent) || !sent.IsDone || !_socket.Receive(16 * 1024, out next))
                    return;
            }
            _socket.FinishSending();
        }
    }
}
