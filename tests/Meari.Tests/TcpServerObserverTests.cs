using Meari.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Meari.Tests;

public class TcpServerObserverTests
{
    static async Task EchoOnceAsync(TcpServer server)
    {
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("hello");
        Assert.Equal("hello", await peer.ReceiveTextAsync(5));
        peer.Finish();
        Assert.Empty(await peer.ReceiveToEndAsync());
        await Bounded.UntilAsync(() => server.ActiveConnections == 0, "the connection ended");
    }

    [Fact]
    public async Task Observer_sees_each_operation_of_an_echo_in_its_order()
    {
        OperationLog log = new();
        TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo, new() { Observer = log, ReceiveSize = 1000 });
        await EchoOnceAsync(server);
        await server.DisposeAsync();
        Assert.Equal(
            [
                (TcpOperationKind.Listen, 0, 0, TcpOutcome.Done),
                (TcpOperationKind.Accept, 0, 0, TcpOutcome.Done),
                (TcpOperationKind.Receive, 1000, 5, TcpOutcome.Done),
                (TcpOperationKind.Send, 5, 5, TcpOutcome.Done),
                (TcpOperationKind.Receive, 1000, 0, TcpOutcome.EndOfStream),
                (TcpOperationKind.Close, 0, 0, TcpOutcome.Done),
                (TcpOperationKind.Close, 0, 0, TcpOutcome.Done),
            ],
            log.Operations.Select(static o => (o.Kind, o.Requested, o.Transferred, o.Outcome)));
        Assert.Equal(TcpCloseKind.PeerFinished, log.Operations[5].Reason!.Kind);
        Assert.All(log.Operations, static o => Assert.True(o.Kind == TcpOperationKind.Close || o.Reason is null));
    }

    [Fact]
    public async Task Operations_name_their_connection_and_its_addresses()
    {
        OperationLog log = new();
        long id = 0;
        TcpServer server = TcpServer.Start("127.0.0.1:0", KeepIdAsync, new() { Observer = log });
        await EchoOnceAsync(server);
        await server.DisposeAsync();
        Assert.All(log.Operations, o => Assert.Equal(server.EndPoints[0], o.Local));
        foreach (TcpOperation operation in (TcpOperation[])[log.Operations[0], log.Operations[^1]])
        {
            Assert.Equal(0, operation.ConnectionId);
            Assert.Null(operation.Remote);
        }
        Assert.All(log.Operations.Skip(1).SkipLast(1), o => Assert.Equal(id, o.ConnectionId));
        Assert.Single(log.Operations.Skip(1).SkipLast(1).Select(static o => o.Remote).Distinct());

        ValueTask KeepIdAsync(TcpConnection connection)
        {
            id = connection.Id;
            return TcpServices.Echo(connection);
        }
    }

    [Fact]
    public async Task Operations_have_their_times_on_the_options_clock()
    {
        FakeTimeProvider time = new();
        OperationLog log = new();
        TaskCompletionSource waits = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", ReceiveAsync, new() { Observer = log, TimeProvider = time });
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await waits.Task.InTime();
        long asked = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(7));
        await peer.SendAsync("a");
        Assert.Empty(await peer.ReceiveToEndAsync());
        TcpOperation receive = Assert.Single(log.Operations, static o => o.Kind == TcpOperationKind.Receive && o.Transferred > 0);
        Assert.Equal(asked, receive.Started);
        Assert.Equal(TimeSpan.FromSeconds(7), time.GetElapsedTime(receive.Started, receive.Ended));

        async ValueTask ReceiveAsync(TcpConnection connection)
        {
            ValueTask<ReadOnlyMemory<byte>> receive = connection.ReceiveAsync();
            waits.SetResult();
            await receive;
        }
    }

    [Fact]
    public async Task Failure_to_listen_is_observed()
    {
        OperationLog log = new();
        await using TcpServer first = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        Assert.Throws<TcpListenException>(() => TcpServer.Start([first.EndPoints[0]], TcpServices.Echo, new() { Observer = log }));
        TcpOperation listen = Assert.Single(log.Operations);
        Assert.Equal((TcpOperationKind.Listen, TcpOutcome.AddressInUse), (listen.Kind, listen.Outcome));
        Assert.Equal(first.EndPoints[0], listen.Local);
        Assert.NotEqual(0, listen.Error);
    }

    [Fact]
    public async Task Peers_reset_is_observed_with_its_errno_and_is_the_reason()
    {
        OperationLog log = new();
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo, new() { Observer = log });
        PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("a");
        Assert.Equal("a", await peer.ReceiveTextAsync(1));
        peer.Reset();
        await Bounded.UntilAsync(() => log.Operations.Any(static o => o.Reason is not null), "the connection was closed");
        TcpOperation receive = Assert.Single(log.Operations, static o => o.Outcome == TcpOutcome.Reset);
        TcpCloseReason reason = log.Operations[^1].Reason!;
        Assert.Equal((TcpOperationKind.Receive, true), (receive.Kind, receive.Error != 0));
        Assert.Equal(new(TcpCloseKind.PeerReset, TcpOutcome.Reset, receive.Error), reason);
    }

    [Fact]
    public async Task Observer_that_throws_harms_nothing()
    {
        Thrower thrower = new();
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo, new() { Observer = thrower });
        await EchoOnceAsync(server);
        await EchoOnceAsync(server);
        Assert.Equal(2, server.TotalConnections);
        Assert.InRange(thrower.Calls, 10, 15);
        Assert.False(server.Completion.IsCompleted);
    }

    sealed class Thrower : TcpObserver
    {
        int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public override void OnOperation(in TcpOperation operation)
        {
            Interlocked.Increment(ref _calls);
            throw new InvalidOperationException("A fault of the observer.");
        }
    }
}
