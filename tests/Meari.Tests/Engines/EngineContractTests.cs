using System.Net;
using System.Net.Sockets;
using Meari.Engines;
using Meari.Tests.Support;

namespace Meari.Tests.Engines;

/// <summary>
/// What <see cref="Meari.Engines.Engine"/> and <see cref="EngineSocket"/> promise, sentence by sentence. An engine's own test class names
/// the engine and inherits these.
/// </summary>
[Trait("Engine", "none")]
public abstract partial class EngineContractTests : IAsyncLifetime
{
    static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);
    static readonly ListenSettings Defaults = new(new(NoDelay: true, KeepAlive: true), Backlog: 128, DualStack: true, ReusePort: false, Threads: 1);

    readonly List<EngineListener> _listeners = [];
    readonly List<EngineSocket> _sockets = [];
    readonly List<PlainPeer> _peers = [];

    private protected abstract Engine Engine { get; }

    /// <summary>TCP_NODELAY and SO_KEEPALIVE as they are set on the socket; the contract itself does not show them.</summary>
    private protected abstract (bool NoDelay, bool KeepAlive) OptionsOf(EngineSocket socket);

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _listeners.ForEach(static listener => listener.Stop());
        _sockets.ForEach(static socket => socket.Close());
        _peers.ForEach(static peer => peer.Dispose());
        return default;
    }

    EngineListener Listen(RecordingListenerSink sink, IPEndPoint? endPoint = null, ListenSettings? settings = null)
    {
        ListenResult result = Engine.Listen(endPoint ?? AnyPort, settings ?? Defaults, sink);
        Assert.Equal((TcpOutcome.Done, 0), (result.Outcome, result.Error));
        EngineListener listener = Assert.IsType<EngineListener>(result.Listener, exactMatch: false);
        _listeners.Add(listener);
        return listener;
    }

    async Task<PlainPeer> ConnectPeerAsync(EngineListener listener, int receiveBuffer = 0)
    {
        PlainPeer peer = await PlainPeer.ConnectAsync(listener.LocalEndPoint, receiveBuffer);
        _peers.Add(peer);
        return peer;
    }

    async Task<EngineSocket> NextAsync(RecordingListenerSink sink)
    {
        EngineSocket socket = await sink.NextAsync();
        _sockets.Add(socket);
        return socket;
    }

    /// <summary>A connection, accepted by the engine.</summary>
    async Task<(EngineEnd End, PlainPeer Peer)> ConnectAsync(int peerReceiveBuffer = 0)
    {
        RecordingListenerSink sink = new();
        EngineListener listener = Listen(sink);
        listener.Resume();
        PlainPeer peer = await ConnectPeerAsync(listener, peerReceiveBuffer);
        return (new(await NextAsync(sink)), peer);
    }

    /// <summary>A connection is made and accepted elsewhere, so that what the engine would have done at once has been done by now.</summary>
    async Task LetTheEngineWorkAsync()
    {
        for (int i = 0; i < 3; i++)
        {
            (EngineEnd end, PlainPeer peer) = await ConnectAsync();
            Task<ReceiveResult> received = end.ReceiveAsync(1);
            await peer.SendAsync("a");
            Assert.Equal(TcpOutcome.Done, (await received).Outcome);
        }
    }

    static byte[] Pattern(int length)
    {
        byte[] bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }

    static void AssertFailed(TcpOutcome outcome, ListenResult result)
    {
        Assert.Equal(outcome, result.Outcome);
        Assert.Null(result.Listener);
        Assert.NotEqual(0, result.Error);
    }

    static async Task AssertRefusedAsync(IPEndPoint endPoint)
    {
        SocketException thrown = await Assert.ThrowsAsync<SocketException>(() => PlainPeer.ConnectAsync(endPoint));
        Assert.Equal(SocketError.ConnectionRefused, thrown.SocketErrorCode);
    }
}
