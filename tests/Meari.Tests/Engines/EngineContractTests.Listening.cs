using System.Net;
using System.Text;
using Meari.Engines;
using Meari.Tests.Support;

namespace Meari.Tests.Engines;

public abstract partial class EngineContractTests
{
    [Fact]
    public void Listening_on_port_0_gives_the_real_port()
    {
        EngineListener one = Listen(new()), other = Listen(new());
        Assert.Equal(IPAddress.Loopback, one.LocalEndPoint.Address);
        Assert.InRange(one.LocalEndPoint.Port, 1, 65535);
        Assert.NotEqual(one.LocalEndPoint, other.LocalEndPoint);
    }

    [Fact]
    public async Task Nothing_is_accepted_before_Resume()
    {
        RecordingListenerSink sink = new();
        EngineListener listener = Listen(sink);
        PlainPeer peer = await ConnectPeerAsync(listener);
        await LetTheEngineWorkAsync();
        Assert.Equal(0, sink.Count);
        listener.Resume();
        EngineSocket socket = await NextAsync(sink);
        Assert.Equal(peer.Local, socket.RemoteEndPoint);
        Assert.Equal(listener.LocalEndPoint, socket.LocalEndPoint);
    }

    [Fact]
    public async Task Sinks_no_stops_accepting_until_Resume()
    {
        RecordingListenerSink sink = new() { Answer = static () => false };
        EngineListener listener = Listen(sink);
        for (int i = 0; i < 3; i++)
            await ConnectPeerAsync(listener);
        for (int accepted = 1; accepted <= 3; accepted++)
        {
            listener.Resume();
            await NextAsync(sink);
            await LetTheEngineWorkAsync();
            Assert.Equal(accepted, sink.Count);
        }
    }

    [Fact]
    public async Task Resume_while_accepting_does_nothing()
    {
        RecordingListenerSink sink = new();
        EngineListener listener = Listen(sink);
        for (int i = 0; i < 20; i++)
        {
            listener.Resume();
            await ConnectPeerAsync(listener);
            listener.Resume();
        }
        HashSet<IPEndPoint> remotes = [];
        for (int i = 0; i < 20; i++)
            remotes.Add((await NextAsync(sink)).RemoteEndPoint);
        await LetTheEngineWorkAsync();
        Assert.Equal((20, 20), (sink.Count, remotes.Count));
        Assert.Empty(sink.Failures);
    }

    [Fact]
    public async Task Resume_while_the_sink_decides_is_not_lost()
    {
        RecordingListenerSink sink = new();
        EngineListener listener = Listen(sink);
        sink.Answer = () =>
        {
            // What made the sink say no ends at this moment.
            listener.Resume();
            return false;
        };
        listener.Resume();
        for (int i = 0; i < 10; i++)
        {
            await ConnectPeerAsync(listener);
            await NextAsync(sink);
        }
        Assert.Equal(10, sink.Count);
    }

    [Fact]
    public async Task Stop_hands_over_the_accept_queue_whatever_the_sink_answers()
    {
        RecordingListenerSink sink = new() { Answer = static () => false };
        EngineListener listener = Listen(sink);
        for (int i = 0; i < 10; i++)
            await ConnectPeerAsync(listener);
        listener.Stop();
        Assert.Equal(10, sink.Count);
        for (int i = 0; i < 10; i++)
        {
            EngineSocket socket = await NextAsync(sink);
            socket.TrySend(Encoding.ASCII.GetBytes(socket.RemoteEndPoint.ToString()));
            socket.FinishSending();
        }
        foreach (PlainPeer peer in _peers)
            Assert.Equal(peer.Local.ToString(), await peer.ReceiveTextToEndAsync());
        Assert.Empty(sink.Failures);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Port_is_free_when_Stop_returns(bool accepting)
    {
        RecordingListenerSink sink = new();
        EngineListener listener = Listen(sink);
        if (accepting)
            listener.Resume();
        PlainPeer peer = await ConnectPeerAsync(listener);
        listener.Stop();
        // The connection stays; only the listening socket has gone.
        EngineListener again = Listen(new(), listener.LocalEndPoint);
        Assert.Equal(listener.LocalEndPoint, again.LocalEndPoint);
        (await NextAsync(sink)).TrySend("still here"u8);
        Assert.Equal("still here", await peer.ReceiveTextAsync(10));
    }

    [Fact]
    public async Task After_Stop_clients_are_refused_and_Resume_does_nothing()
    {
        RecordingListenerSink sink = new();
        EngineListener listener = Listen(sink);
        listener.Resume();
        listener.Stop();
        listener.Resume();
        await AssertRefusedAsync(listener.LocalEndPoint);
        await LetTheEngineWorkAsync();
        Assert.Equal(0, sink.Count);
        Assert.Empty(sink.Failures);
    }

    [Fact]
    public async Task Stop_may_be_called_any_number_of_times_from_any_thread()
    {
        RecordingListenerSink sink = new();
        EngineListener listener = Listen(sink);
        listener.Resume();
        await ConnectPeerAsync(listener);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(listener.Stop))).InTime();
        listener.Stop();
        await NextAsync(sink);
        Assert.Equal(1, sink.Count);
    }

    [Fact]
    public void Address_in_use_is_a_named_outcome()
    {
        EngineListener listener = Listen(new());
        AssertFailed(TcpOutcome.AddressInUse, Engine.Listen(listener.LocalEndPoint, Defaults, new RecordingListenerSink()));
    }

    [Fact]
    public void Address_of_another_machine_is_a_named_outcome() => AssertFailed(
        TcpOutcome.AddressNotAvailable, Engine.Listen(new(IPAddress.Parse("192.0.2.1"), 0), Defaults, new RecordingListenerSink()));

    [Fact]
    public async Task Dual_stack_socket_shows_an_IPv4_client_as_v4_mapped()
    {
        RecordingListenerSink sink = new();
        EngineListener listener = Listen(sink, new(IPAddress.IPv6Any, 0));
        listener.Resume();
        using PlainPeer four = await PlainPeer.ConnectAsync(new(IPAddress.Loopback, listener.LocalEndPoint.Port));
        Assert.Equal(new(IPAddress.Loopback.MapToIPv6(), four.Local.Port), (await NextAsync(sink)).RemoteEndPoint);
        using PlainPeer six = await PlainPeer.ConnectAsync(listener.LocalEndPoint);
        Assert.Equal(six.Local, (await NextAsync(sink)).RemoteEndPoint);
    }

    [Fact]
    public async Task Socket_that_is_not_dual_stack_refuses_IPv4_and_leaves_it_free()
    {
        RecordingListenerSink sink = new();
        EngineListener six = Listen(sink, new(IPAddress.IPv6Any, Ports.Free()), Defaults with { DualStack = false });
        await AssertRefusedAsync(new(IPAddress.Loopback, six.LocalEndPoint.Port));
        EngineListener four = Listen(new(), new(IPAddress.Loopback, six.LocalEndPoint.Port));
        Assert.Equal(six.LocalEndPoint.Port, four.LocalEndPoint.Port);
        six.Resume();
        using PlainPeer peer = await PlainPeer.ConnectAsync(six.LocalEndPoint);
        Assert.Equal(IPAddress.IPv6Loopback, (await NextAsync(sink)).RemoteEndPoint.Address);
    }

    [Fact]
    public async Task Sockets_with_ReusePort_share_an_address_and_others_do_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SO_REUSEPORT.");
        ListenSettings shared = Defaults with { ReusePort = true };
        RecordingListenerSink one = new(), other = new();
        EngineListener first = Listen(one, settings: shared), second = Listen(other, first.LocalEndPoint, shared);
        AssertFailed(TcpOutcome.AddressInUse, Engine.Listen(first.LocalEndPoint, Defaults, new RecordingListenerSink()));
        first.Resume();
        second.Resume();
        // The kernel chooses by a hash of the client's port: 64 clients all on one side would be a chance of 2 to the power of -63.
        for (int i = 0; i < 64; i++)
            await ConnectPeerAsync(first);
        await Bounded.UntilAsync(() => one.Count + other.Count == 64, "all were accepted");
        Assert.InRange(one.Count, 1, 63);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Options_are_set_on_accepted_and_on_connected_sockets(bool on)
    {
        RecordingListenerSink sink = new();
        SocketSettings settings = new(NoDelay: on, KeepAlive: on);
        EngineListener listener = Listen(sink, settings: Defaults with { Socket = settings });
        listener.Resume();
        ConnectResult connected = await Engine.ConnectAsync(listener.LocalEndPoint, settings, CancellationToken.None).InTime();
        _sockets.Add(connected.Socket!);
        Assert.Equal((on, on), OptionsOf(connected.Socket!));
        Assert.Equal((on, on), OptionsOf(await NextAsync(sink)));
    }
}
