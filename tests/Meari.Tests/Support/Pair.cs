using System.Net;
using System.Net.Sockets;

namespace Meari.Tests.Support;

/// <summary>A connection of the library and the plain socket at its other end.</summary>
static class Pair
{
    /// <param name="options">The connection's.</param>
    /// <param name="receiveBuffer">The peer's SO_RCVBUF, small, so that a send soon has to wait; 0 for the system's.</param>
    public static async Task<(TcpConnection Connection, PlainPeer Peer)> ConnectAsync(TcpConnectOptions? options = null, int receiveBuffer = 0)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // Only what the listening socket has before the handshake bounds the window.
        if (receiveBuffer > 0)
            listener.ReceiveBufferSize = receiveBuffer;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        Task<Socket> accepted = listener.AcceptAsync();
        TcpConnectResult result = await TcpConnection.ConnectAsync((IPEndPoint)listener.LocalEndPoint!, options).InTime();
        Assert.Equal(TcpOutcome.Done, result.Outcome);
        return (result.Connection!, new(await accepted.InTime()));
    }

    /// <summary>So many bytes, or fewer if FIN comes first.</summary>
    public static async Task<byte[]> ReceiveAsync(this PlainPeer peer, int count)
    {
        byte[] bytes = new byte[count];
        int filled = 0;
        while (filled < count && await peer.Socket.ReceiveAsync(bytes.AsMemory(filled)).InTime() is > 0 and int received)
            filled += received;
        return bytes[..filled];
    }
}
