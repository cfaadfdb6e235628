using System.Net;
using System.Net.Sockets;

namespace Meari.Observe.Tests.States;

/// <summary>A listening socket whose port is known before it listens, and clients of it.</summary>
sealed class LoopbackPair : IDisposable
{
    readonly Socket _listener;

    public LoopbackPair(IPAddress? address = null, int port = 0)
    {
        address ??= IPAddress.Loopback;
        _listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (address.Equals(IPAddress.IPv6Any))
            _listener.DualMode = true;
        _listener.Bind(new IPEndPoint(address, port));
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
    }

    public int Port { get; }

    public TimelineFilter Filter => new(Port);

    public void Listen(int backlog = 512) => _listener.Listen(backlog);

    public (Socket Client, Socket Accepted) Connect(IPAddress? to = null)
    {
        Socket client = Client(to);
        return (client, _listener.Accept());
    }

    public Socket Client(IPAddress? to = null)
    {
        to ??= IPAddress.Loopback;
        Socket client = new(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(new IPEndPoint(to, Port));
        return client;
    }

    /// <summary>The client closes first, and both wait for each other's FIN.</summary>
    public void ConnectAndClose()
    {
        (Socket client, Socket accepted) = Connect();
        client.Shutdown(SocketShutdown.Send);
        byte[] end = new byte[1];
        _ = accepted.Receive(end);
        accepted.Close();
        _ = client.Receive(end);
        client.Close();
    }

    public static void Reset(Socket socket)
    {
        socket.LingerState = new(true, 0);
        socket.Close();
    }

    public void Dispose() => _listener.Dispose();
}
