using System.Collections.Concurrent;
using Meari.Tests.Support;

namespace Meari.Tests;

/// <summary>Memory stays bounded whatever the peer does; the heap is the whole process's, so nothing runs beside these.</summary>
[Collection(nameof(Alone))]
public class TcpServerMemoryTests
{
    [Fact]
    public async Task Peer_that_never_reads_stops_being_read()
    {
        const int Peers = 4;
        // What the kernel may hold of a connection in both sockets; tcp_rmem allows tens of megabytes.
        const long SocketBuffers = 128L << 20, Most = 512L << 20;
        ConcurrentBag<TcpConnection> connections = [];
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", EchoAsync);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        List<PlainPeer> peers = [];
        for (int i = 0; i < Peers; i++)
            peers.Add(await PlainPeer.ConnectAsync(server.EndPoints[0], receiveBuffer: 64 * 1024));
        long[] sent = await Task.WhenAll(peers.Select(static peer => peer.SendUntilFullAsync(Most))).InTime();
        Assert.All(sent, static bytes => Assert.InRange(bytes, 1, SocketBuffers));
        long[] received = [.. connections.Select(static connection => connection.BytesReceived)];
        Assert.Equal(Peers, received.Length);
        Assert.All(received, static bytes => Assert.InRange(bytes, 1, SocketBuffers));
        // A connection may hold two receives of 64 KiB; the rest is the test's own, and what the array pool keeps for each thread.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, (Peers * 2 * 64 * 1024) + (8 << 20));
        // Nothing is lost by having waited.
        PlainPeer reader = peers[0];
        reader.Socket.Blocking = true;
        reader.Finish();
        Assert.Equal(sent[0], (await reader.ReceiveToEndAsync()).Length);
        peers.ForEach(static peer => peer.Dispose());

        ValueTask EchoAsync(TcpConnection connection)
        {
            connections.Add(connection);
            return TcpServices.Echo(connection);
        }
    }

    [Fact]
    public async Task Waiting_connections_hold_no_buffers()
    {
        const int Peers = 500;
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo);
        PlainPeer[] peers = new PlainPeer[Peers];
        // The first round pays for what the process allocates once.
        await OpenAndCloseAsync(50);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Peers; i++)
            peers[i] = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        foreach (PlainPeer peer in peers)
        {
            await peer.SendAsync("a");
            await peer.ReceiveTextAsync(1);
        }
        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Peers;
        // The peers' sockets are of this process, too. A receive buffer alone would be 64 KiB.
        Assert.InRange(each, 0, 16 * 1024);
        foreach (PlainPeer peer in peers)
            peer.Dispose();

        async Task OpenAndCloseAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
                await peer.SendAsync("a");
                await peer.ReceiveTextAsync(1);
            }
            await Bounded.UntilAsync(() => server.ActiveConnections == 0, "all have ended");
        }
    }
}
