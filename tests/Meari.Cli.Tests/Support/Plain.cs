using System.Net;
using System.Net.Sockets;

namespace Meari.Cli.Tests;

/// <summary>Plain sockets on the other side of the command.</summary>
public static class Plain
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task<Socket> Connect(int port, IPAddress? address = null)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address ?? IPAddress.Loopback, port).WaitAsync(Limit);
        return socket;
    }

    public static (Socket Listener, int Port) Listen()
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return (listener, ((IPEndPoint)listener.LocalEndPoint!).Port);
    }

    public static async Task SendAll(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes).AsTask().WaitAsync(Limit)..];
    }

    /// <summary>Receives exactly so many bytes.</summary>
    public static async Task<byte[]> ReceiveExactly(this Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int filled = 0; filled < count;)
        {
            int received = await socket.ReceiveAsync(bytes.AsMemory(filled)).AsTask().WaitAsync(Limit);
            Assert.True(received > 0, $"The peer finished after {filled} of {count} bytes.");
            filled += received;
        }
        return bytes;
    }

    /// <summary>Receives until the peer's FIN.</summary>
    public static async Task<byte[]> ReceiveToEnd(this Socket socket)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer.AsMemory()).AsTask().WaitAsync(Limit) is > 0 and int received)
            all.Write(buffer, 0, received);
        return all.ToArray();
    }

    public static async Task<byte[]> Echo(this Socket socket, byte[] bytes)
    {
        await socket.SendAll(bytes);
        return await socket.ReceiveExactly(bytes.Length);
    }

    /// <summary>Connects to a server that resets at once, which may be before connect has returned.</summary>
    /// <returns>This side's port.</returns>
    public static async Task<int> ConnectToBeReset(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int own = socket.LocalPort();
        SocketException reset = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            await socket.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Limit);
            await socket.ReceiveToEnd();
        });
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        return own;
    }

    /// <summary>Closes with RST.</summary>
    public static void Reset(this Socket socket)
    {
        socket.LingerState = new(true, 0);
        socket.Dispose();
    }

    public static int LocalPort(this Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    public static void Finish(this Socket socket) => socket.Shutdown(SocketShutdown.Send);
}
