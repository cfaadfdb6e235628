using System.Buffers;
using Meari.Engines;
using Meari.Tests.Support;

namespace Meari.Tests.Engines;

public abstract partial class EngineContractTests
{
    [Fact]
    public async Task Abort_sends_RST_and_ends_what_is_under_way_with_Canceled_exactly_once()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync(peerReceiveBuffer: 8192);
        Task<ReceiveResult> received = end.ReceiveAsync(100);
        Task<OperationResult> send = end.SendAsync(new byte[32 * 1024 * 1024]);
        Assert.Equal(2, end.Waited);
        end.Socket.Abort();
        Assert.Equal(TcpOutcome.Canceled, (await received).Outcome);
        OperationResult sent = await send;
        Assert.Equal(TcpOutcome.Canceled, sent.Outcome);
        Assert.InRange(sent.Transferred, 1, (32 * 1024 * 1024) - 1);
        await peer.AssertResetAsync();
        end.Socket.Close();
        await LetTheEngineWorkAsync();
        Assert.Equal((1, 1), (end.ReceivedCalls, end.SentCalls));
        Assert.False(end.WasCalledFromInside);
    }

    [Fact]
    public async Task Abort_with_nothing_under_way_sends_RST()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        end.Socket.Abort();
        await peer.AssertResetAsync();
    }

    [Fact]
    public async Task Operations_after_Abort_end_with_Canceled()
    {
        (EngineEnd end, _) = await ConnectAsync();
        end.Socket.Abort();
        Assert.Equal(TcpOutcome.Canceled, (await end.ReceiveAsync(10)).Outcome);
        Assert.Equal(TcpOutcome.Canceled, (await end.SendAsync(new byte[10])).Outcome);
        Assert.Equal(TcpOutcome.Canceled, end.Socket.TrySend(new byte[10]).Outcome);
        Assert.Equal(TcpOutcome.Canceled, end.Socket.FinishSending().Outcome);
    }

    [Fact]
    public async Task What_is_lent_stays_readable_after_Abort_until_Close()
    {
        byte[] message = Pattern(50_000);
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        await peer.SendAsync(message);
        ReceiveResult lent = await end.ReceiveAsync(message.Length);
        end.Socket.Abort();
        byte[][] rented = [.. Enumerable.Range(0, 64).Select(_ => ArrayPool<byte>.Shared.Rent(message.Length))];
        Array.ForEach(rented, static array => array.AsSpan().Fill(0xEE));
        Assert.True(message.AsSpan(0, lent.Bytes.Length).SequenceEqual(lent.Bytes.Span));
        Assert.NotEqual(0, lent.Bytes.Length);
        Array.ForEach(rented, static array => ArrayPool<byte>.Shared.Return(array));
    }

    [Fact]
    public async Task Close_without_unread_bytes_sends_FIN()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        await end.SendAsync("last"u8.ToArray());
        end.Socket.Close();
        Assert.Equal("last", await peer.ReceiveTextToEndAsync());
    }

    [Fact]
    public async Task Close_ends_a_receive_that_waits_exactly_once()
    {
        (EngineEnd end, _) = await ConnectAsync();
        Task<ReceiveResult> received = end.ReceiveAsync(100);
        end.Socket.Close();
        Assert.Equal(TcpOutcome.Canceled, (await received).Outcome);
        await LetTheEngineWorkAsync();
        Assert.Equal(1, end.ReceivedCalls);
    }

    [Fact]
    public async Task Close_leaves_it_to_the_kernel_to_deliver_what_was_finished()
    {
        byte[] message = Pattern(200_000);
        (EngineEnd end, PlainPeer peer) = await ConnectAsync(peerReceiveBuffer: 8192);
        Task<ReceiveResult> received = end.ReceiveAsync(100);
        Assert.True((await end.SendAsync(message)).IsDone);
        end.Socket.FinishSending();
        end.Socket.Close();
        Assert.Equal(TcpOutcome.Canceled, (await received).Outcome);
        Assert.Equal(message, await peer.ReceiveToEndAsync());
    }

    [Fact]
    public async Task Close_may_be_called_any_number_of_times_from_any_thread()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(end.Socket.Close))).InTime();
        end.Socket.Close();
        end.Socket.Abort();
        Assert.Empty(await peer.ReceiveToEndAsync());
    }

    [Fact]
    public async Task Abort_twice_and_Close_after_it_are_harmless()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        end.Socket.Abort();
        end.Socket.Abort();
        end.Socket.Close();
        end.Socket.Close();
        await peer.AssertResetAsync();
    }

    [Fact]
    public async Task Abort_after_the_peers_RST_is_harmless()
    {
        (EngineEnd end, PlainPeer peer) = await ConnectAsync();
        peer.Reset();
        Assert.Equal(TcpOutcome.Reset, (await end.ReceiveAsync(10)).Outcome);
        end.Socket.Abort();
        end.Socket.Close();
    }

    [Fact]
    public async Task Abort_at_any_moment_ends_each_operation_exactly_once()
    {
        RecordingListenerSink sink = new();
        EngineListener listener = Listen(sink);
        listener.Resume();
        for (int i = 0; i < 200; i++)
        {
            using PlainPeer peer = await PlainPeer.ConnectAsync(listener.LocalEndPoint, receiveBuffer: 8192);
            EngineEnd end = new(await NextAsync(sink));
            Task<ReceiveResult> received = end.ReceiveAsync(100);
            Task<OperationResult> send = end.SendAsync(new byte[16 * 1024 * 1024]);
            // The byte, the RST and the abort meet in whatever order they like.
            Task abort = Task.Run(end.Socket.Abort);
            Task disturb = Task.Run(() => i % 2 == 0 ? peer.Socket.Send(new byte[1]) : peer.Socket.Receive(new byte[100_000]));
            ReceiveResult got = await received;
            Assert.Contains(got.Outcome, (TcpOutcome[])[TcpOutcome.Done, TcpOutcome.Canceled]);
            Assert.Equal(TcpOutcome.Canceled, (await send).Outcome);
            await abort.InTime();
            await Task.WhenAny(disturb).InTime();
            _ = disturb.Exception;
            end.Socket.Close();
            Assert.Equal((end.Waited, false), (end.ReceivedCalls + end.SentCalls, end.WasCalledFromInside));
        }
    }

    [Fact]
    public async Task Run_runs_the_work_once()
    {
        (EngineEnd end, _) = await ConnectAsync();
        Work work = new();
        end.Socket.Run(work);
        await work.Done.Task.InTime();
        await LetTheEngineWorkAsync();
        Assert.Equal(1, work.Runs);
    }

    [Fact]
    public void Engine_has_a_name_and_this_thread_is_none_of_its_loops()
    {
        Assert.NotEmpty(Engine.Name);
        Assert.False(Engine.IsLoopThread);
    }

    sealed class Work : IThreadPoolWorkItem
    {
        int _runs;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Runs => Volatile.Read(ref _runs);

        public void Execute()
        {
            Interlocked.Increment(ref _runs);
            Done.TrySetResult();
        }
    }
}
