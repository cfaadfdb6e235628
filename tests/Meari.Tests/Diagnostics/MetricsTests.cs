using System.Net;
using Meari.Tests.Fakes;
using Meari.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Meari.Tests.Diagnostics;

[Collection(nameof(Alone))]
public sealed class MetricsTests : IAsyncLifetime
{
    const string Server = "meari.role=server";

    readonly RecordingMeter _meter = new();

    public ValueTask InitializeAsync() => _meter.BeginAsync();

    public ValueTask DisposeAsync()
    {
        _meter.Dispose();
        return default;
    }

    static async Task EchoAsync(TcpServer server, string text)
    {
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync(text);
        Assert.Equal(text, await peer.ReceiveTextAsync(text.Length));
        peer.Finish();
        Assert.Empty(await peer.ReceiveToEndAsync());
        await Bounded.UntilAsync(() => server.ActiveConnections == 0, "the connection ended");
    }

    [Fact]
    public async Task Connections_are_counted_while_open_and_in_all()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("a");
        await peer.ReceiveTextAsync(1);
        Assert.Equal([1.0], _meter.Of("meari.active_connections", Server));
        peer.Dispose();
        await Bounded.UntilAsync(() => server.ActiveConnections == 0, "the connection ended");
        await EchoAsync(server, "b");
        Assert.Equal([1, -1, 1, -1], _meter.Of("meari.active_connections", Server));
        Assert.Equal([1.0, 1.0], _meter.Of("meari.connections", Server));
    }

    [Fact]
    public async Task Bytes_are_counted_in_each_direction()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", async connection =>
        {
            while (await connection.ReceiveAsync() is { IsEmpty: false } bytes)
            {
                await connection.SendAsync(bytes);
                connection.TrySend("..."u8);
            }
        });
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("twelve bytes");
        Assert.Equal("twelve bytes...", await peer.ReceiveTextAsync(15));
        Assert.Equal([12.0], _meter.Of("meari.network.io", Server, "network.io.direction=receive"));
        // The peer may have the bytes before the server has counted them.
        await Bounded.UntilAsync(() => Transmitted().Length == 2, "both sends were counted");
        Assert.Equal([12.0, 3.0], Transmitted());

        double[] Transmitted() => _meter.Of("meari.network.io", Server, "network.io.direction=transmit");
    }

    [Fact]
    public async Task Duration_is_measured_on_the_options_clock_with_the_reason()
    {
        FakeTimeProvider time = new();
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo, new() { TimeProvider = time });
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("a");
        await peer.ReceiveTextAsync(1);
        time.Advance(TimeSpan.FromSeconds(2.5));
        peer.Finish();
        await Bounded.UntilAsync(() => server.ActiveConnections == 0, "the connection ended");
        Assert.Equal([2.5], _meter.Of("meari.connection.duration", "meari.close_reason=peer_finished", Server));
    }

    [Theory]
    [InlineData(TcpCloseKind.PeerReset, "peer_reset")]
    [InlineData(TcpCloseKind.HandlerFailed, "handler_failed")]
    [InlineData(TcpCloseKind.Aborted, "aborted")]
    [InlineData(TcpCloseKind.Finished, "finished")]
    [InlineData(TcpCloseKind.DrainDeadline, "drain_deadline")]
    public async Task Each_reason_has_its_name(TcpCloseKind kind, string name)
    {
        TcpServer server = TcpServer.Start("127.0.0.1:0", EndAsync);
        PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("a");
        Assert.Equal("!", await peer.ReceiveTextAsync(1));
        if (kind == TcpCloseKind.PeerReset)
            peer.Reset();
        else if (kind == TcpCloseKind.DrainDeadline)
            await server.DisposeAsync();
        else if (kind == TcpCloseKind.Finished)
            peer.Finish();
        await Bounded.UntilAsync(() => server.ActiveConnections == 0, "the connection ended");
        Assert.Single(_meter.Of("meari.connection.duration", "meari.close_reason=" + name, Server));
        peer.Dispose();
        await server.DisposeAsync();

        async ValueTask EndAsync(TcpConnection connection)
        {
            await connection.ReceiveAsync();
            await connection.SendAsync("!"u8.ToArray());
            if (kind == TcpCloseKind.HandlerFailed)
                throw new InvalidOperationException();
            if (kind == TcpCloseKind.Aborted)
                connection.Abort();
            else if (kind != TcpCloseKind.Finished)
                await connection.ReceiveAsync();
        }
    }

    [Fact]
    public async Task Client_over_the_limit_is_counted_with_its_reason_and_is_not_left_active()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo, new() { MaxConnections = 1 });
        using PlainPeer first = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await first.SendAsync("a");
        await first.ReceiveTextAsync(1);
        await PlainPeer.AssertIsResetAtOnceAsync(server.EndPoints[0]);
        await Bounded.UntilAsync(
            () => _meter.Of("meari.connection.duration", "meari.close_reason=limit", Server).Length == 1, "the refusal was measured");
        Assert.Equal(1, _meter.Of("meari.active_connections", Server).Sum());
    }

    [Fact]
    public async Task Failed_accepts_are_counted_by_their_error()
    {
        FakeEngine engine = new();
        await using TcpServer server = TcpServer.Start([new(IPAddress.Loopback, 1)], TcpServices.Discard, new() { OwnEngine = engine });
        engine.Listeners[0].Fail(TcpOutcome.ConnectionAborted);
        engine.Listeners[0].Fail(TcpOutcome.ConnectionAborted);
        engine.Listeners[0].Fail(TcpOutcome.NoDescriptors);
        Assert.Equal([1.0, 1.0], _meter.Of("meari.accept_errors", "error.type=connection_aborted"));
        Assert.Equal([1.0], _meter.Of("meari.accept_errors", "error.type=no_descriptors"));
    }
}
