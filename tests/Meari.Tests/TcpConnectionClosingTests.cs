using Meari.Engines;
using Meari.Tests.Fakes;
using Meari.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Meari.Tests;

public sealed class TcpConnectionClosingTests
{
    const int Large = 48 * 1024 * 1024;

    [Fact]
    public async Task Abort_sends_RST_and_ends_everything()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        Task<ReadOnlyMemory<byte>> received = connection.ReceiveAsync().AsTask();
        Task<bool> sent = connection.SendAsync(new byte[Large]).AsTask();
        connection.Abort();
        Assert.True((await received.InTime()).IsEmpty);
        Assert.False(await sent.InTime());
        Assert.Equal(new TcpCloseReason(TcpCloseKind.Aborted), connection.CloseReason);
        await peer.AssertResetAsync();
        Assert.True((await connection.ReceiveAsync().InTime()).IsEmpty);
        Assert.False(await connection.SendAsync(new byte[1]).InTime());
        ValueTask disposing = connection.DisposeAsync();
        Assert.True(disposing.IsCompletedSuccessfully);
        await disposing;
        Assert.Equal(TcpCloseKind.Aborted, connection.CloseReason.Kind);
    }

    [Fact]
    public async Task Dispose_sends_FIN_after_the_last_byte_and_waits_for_the_peers()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync(new() { TimeProvider = new FakeTimeProvider() });
        using PlainPeer _ = peer;
        Assert.True(await connection.SendAsync("bye"u8.ToArray()).InTime());
        Task disposing = connection.DisposeAsync().AsTask();
        Assert.Equal("bye", await peer.ReceiveTextToEndAsync());
        Assert.False(disposing.IsCompleted);
        peer.Finish();
        await disposing.InTime();
        Assert.Equal(new TcpCloseReason(TcpCloseKind.Finished), connection.CloseReason);
    }

    [Fact]
    public async Task Dispose_has_nothing_to_wait_for_when_the_peer_has_finished_first()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        peer.Finish();
        Assert.True((await connection.ReceiveAsync().InTime()).IsEmpty);
        ValueTask disposing = connection.DisposeAsync();
        Assert.True(disposing.IsCompletedSuccessfully);
        await disposing;
        Assert.Empty(await peer.ReceiveToEndAsync());
        Assert.Equal(TcpCloseKind.PeerFinished, connection.CloseReason.Kind);
    }

    /// <summary>A socket that is closed with unread data sends RST, which destroys what the peer has not read yet.</summary>
    [Fact]
    public async Task What_the_handler_did_not_read_does_not_destroy_its_answer()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        byte[] answer = Pattern.Make(100_000);
        Task talking = peer.SendAsync(new byte[Large]);
        Assert.True(await connection.SendAsync(answer).InTime());
        Task disposing = connection.DisposeAsync().AsTask();
        await talking.InTime();
        Assert.Equal(answer, await peer.ReceiveToEndAsync());
        Assert.False(disposing.IsCompleted);
        peer.Finish();
        await disposing.InTime();
        Assert.Equal(answer.Length, connection.BytesSent);
    }

    [Fact]
    public async Task Dispose_gives_up_waiting_at_the_close_timeout()
    {
        FakeTimeProvider time = new();
        (TcpConnection connection, PlainPeer peer) =
            await Pair.ConnectAsync(new() { TimeProvider = time, CloseTimeout = TimeSpan.FromSeconds(5) });
        using PlainPeer _ = peer;
        Task disposing = connection.DisposeAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Empty(await peer.ReceiveToEndAsync());
        Assert.False(disposing.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        await disposing.InTime();
        Assert.Equal(TcpCloseKind.Finished, connection.CloseReason.Kind);
    }

    [Fact]
    public async Task A_send_that_was_not_awaited_arrives_before_FIN()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        byte[] bytes = Pattern.Make(Large);
        Task<bool> sent = connection.SendAsync(bytes).AsTask();
        Task disposing = connection.DisposeAsync().AsTask();
        byte[] received = await peer.ReceiveToEndAsync();
        Assert.True(received.AsSpan().SequenceEqual(bytes));
        Assert.True(await sent.InTime());
        peer.Finish();
        await disposing.InTime();
    }

    [Fact]
    public async Task A_send_that_still_waits_at_the_close_timeout_is_cut_off()
    {
        FakeTimeProvider time = new();
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync(new() { TimeProvider = time });
        using PlainPeer _ = peer;
        Task<bool> sent = connection.SendAsync(new byte[Large]).AsTask();
        Task disposing = connection.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(10));
        await disposing.InTime();
        Assert.False(await sent.InTime());
        Assert.Equal(new TcpCloseReason(TcpCloseKind.Error, TcpOutcome.TimedOut), connection.CloseReason);
        await peer.AssertResetAsync();
    }

    [Fact]
    public async Task A_receive_that_was_not_awaited_ends_empty_at_dispose()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        Task<ReadOnlyMemory<byte>> received = connection.ReceiveAsync().AsTask();
        Task disposing = connection.DisposeAsync().AsTask();
        Assert.True((await received.InTime()).IsEmpty);
        Assert.False(disposing.IsCompleted);
        peer.Finish();
        await disposing.InTime();
    }

    /// <summary>The observer stands for another thread that disposes just when the bytes are being handed over.</summary>
    [Fact]
    public async Task Dispose_at_the_moment_when_bytes_come_ends_both_the_receive_and_itself()
    {
        ScriptedSocket socket = new();
        DisposingObserver observer = new();
        observer.Connection = socket.Connect(new() { Dispatch = TcpDispatch.Inline, Observer = observer });
        Task<ReadOnlyMemory<byte>> received = observer.Connection.ReceiveAsync().AsTask();
        socket.Deliver(1);
        Assert.Equal(1, (await received.InTime()).Length);
        Assert.False(observer.Disposing!.IsCompleted);
        socket.Deliver(TcpOutcome.EndOfStream);
        await observer.Disposing.InTime();
        Assert.True(socket.IsClosed);
    }

    [Fact]
    public async Task A_drain_in_the_middle_of_a_receive_that_ends_at_once_does_not_cut_the_close_short()
    {
        ScriptedSocket socket = new();
        TcpConnection connection = socket.Connect(new() { Dispatch = TcpDispatch.Inline });
        socket.Receiving = () =>
        {
            socket.Receiving = null;
            connection.FinishReceiving(TcpCloseReason.Drain);
            return ReceiveResult.Lend(new byte[1]);
        };
        Assert.Equal(1, (await connection.ReceiveAsync().InTime()).Length);
        Assert.True((await connection.ReceiveAsync().InTime()).IsEmpty);
        Task disposing = connection.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        socket.Deliver(TcpOutcome.EndOfStream);
        await disposing.InTime();
        Assert.Equal(TcpCloseKind.Drain, connection.CloseReason.Kind);
    }

    sealed class DisposingObserver : TcpObserver
    {
        public TcpConnection Connection { get; set; } = null!;

        public Task? Disposing { get; private set; }

        public override void OnOperation(in TcpOperation operation)
        {
            if (operation.Kind == TcpOperationKind.Receive)
                Disposing ??= Connection.DisposeAsync().AsTask();
        }
    }

    [Fact]
    public async Task A_peer_that_resets_ends_the_wait_for_its_FIN()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync(new() { TimeProvider = new FakeTimeProvider() });
        Task disposing = connection.DisposeAsync().AsTask();
        peer.Reset();
        await disposing.InTime();
        Assert.Equal(TcpCloseKind.PeerReset, connection.CloseReason.Kind);
    }

    [Fact]
    public async Task A_peer_that_finishes_and_then_resets_has_reset()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        peer.Finish();
        Assert.True((await connection.ReceiveAsync().InTime()).IsEmpty);
        Assert.Equal(TcpCloseKind.PeerFinished, connection.CloseReason.Kind);
        Task<bool> sent = connection.SendAsync(new byte[Large]).AsTask();
        peer.Reset();
        Assert.False(await sent.InTime());
        Assert.Equal(TcpCloseKind.PeerReset, connection.CloseReason.Kind);
    }

    [Fact]
    public async Task A_failure_is_not_replaced_by_what_comes_after_it()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        peer.Reset();
        Assert.True((await connection.ReceiveAsync().InTime()).IsEmpty);
        connection.Abort();
        await connection.DisposeAsync().InTime();
        Assert.Equal(TcpCloseKind.PeerReset, connection.CloseReason.Kind);
    }

    [Fact]
    public async Task Abort_cuts_a_dispose_short()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync(new() { TimeProvider = new FakeTimeProvider() });
        using PlainPeer _ = peer;
        Task disposing = connection.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        connection.Abort();
        await disposing.InTime();
        Assert.Equal(TcpCloseKind.Aborted, connection.CloseReason.Kind);
    }

    [Fact]
    public async Task Dispose_and_Abort_may_be_called_any_number_of_times()
    {
        (TcpConnection connection, PlainPeer peer) = await Pair.ConnectAsync();
        using PlainPeer _ = peer;
        peer.Finish();
        await connection.DisposeAsync().InTime();
        await connection.DisposeAsync().InTime();
        connection.Abort();
        connection.FinishSending();
        Assert.Equal(TcpCloseKind.Finished, connection.CloseReason.Kind);
    }

    [Fact]
    public void No_two_connections_have_the_same_id()
    {
        HashSet<long> ids = [];
        Parallel.For(0, 1000, _ =>
        {
            long id = new ScriptedSocket().Connect(new()).Id;
            lock (ids)
                Assert.True(ids.Add(id));
        });
        Assert.Equal(1000, ids.Count);
    }
}
