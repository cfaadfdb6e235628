using System.Net;
using System.Net.Sockets;

namespace Meari.Observe.Tests.Segments;

/// <summary>A listening socket on loopback with a port of its own, and connections to it.</summary>
sealed class Loopback : IDisposable
{
    readonly Socket _listener;
    readonly List<Socket> _sockets = [];

    public Loopback(IPAddress address)
    {
        _listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, 0));
        _listener.Listen();
        Address = (IPEndPoint)_listener.LocalEndPoint!;
    }

    public IPEndPoint Address { get; }

    public async Task<(Socket Client, Socket Server)> ConnectAsync()
    {
        Socket client = new(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(Address);
        Socket server = await _listener.AcceptAsync();
        _sockets.AddRange(client, server);
        return (client, server);
    }

    public void StopListening() => _listener.Dispose();

    /// <summary>Receives as many bytes, or to the end.</summary>
    public static async Task<long> ReceiveAsync(Socket socket, long most)
    {
        byte[] buffer = new byte[64 << 10];
        long received = 0;
        while (received < most && await socket.ReceiveAsync(buffer) is int count and > 0)
            received += count;
        return received;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _sockets.ForEach(static socket => socket.Dispose());
    }
}
