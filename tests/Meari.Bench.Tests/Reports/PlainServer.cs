using System.Net;
using System.Net.Sockets;

namespace Meari.Bench.Tests.Reports;

/// <summary>A server of plain sockets, for loads that last less than a second.</summary>
internal sealed class PlainServer : IAsyncDisposable
{
    readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    readonly List<Socket> _connections = [];
    readonly Task _accepting;

    PlainServer(Func<Socket, Task> serve)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync(serve);
    }

    public IPEndPoint EndPoint { get; }

    public static PlainServer Echo() => new(static async connection =>
    {
        byte[] buffer = new byte[64 * 1024];
        while (await connection.ReceiveAsync(buffer) is > 0 and int length)
            await SendAllAsync(connection, buffer.AsMemory(0, length));
    });

    public static PlainServer Discard() => new(static async connection =>
    {
        byte[] buffer = new byte[64 * 1024];
        while (await connection.ReceiveAsync(buffer) > 0)
        {
        }
    });

    public static PlainServer Generate() => new(static async connection =>
    {
        byte[] buffer = new byte[64 * 1024];
        while (true)
            await SendAllAsync(connection, buffer);
    });

    /// <summary>A port where nobody listens.</summary>
    public static async Task<IPEndPoint> NobodyAsync()
    {
        await using PlainServer server = Echo();
        return server.EndPoint;
    }

    static async Task SendAllAsync(Socket connection, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await connection.SendAsync(bytes)..];
    }

    async Task AcceptAsync(Func<Socket, Task> serve)
    {
        try
        {
            while (true)
            {
                Socket connection = await _listener.AcceptAsync();
                lock (_connections)
                    _connections.Add(connection);
                _ = ServeAsync(connection, serve);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // disposed of
        }
    }

    static async Task ServeAsync(Socket connection, Func<Socket, Task> serve)
    {
        try
        {
            connection.NoDelay = true;
            await serve(connection);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the client has gone, or the test is over
        }
        connection.Dispose();
    }

    /// <summary>Resets every connection, and takes no more.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        lock (_connections)
        {
            foreach (Socket connection in _connections)
            {
                try
                {
                    connection.LingerState = new(true, 0);
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    // closed already
                }
                connection.Dispose();
            }
        }
    }
}
