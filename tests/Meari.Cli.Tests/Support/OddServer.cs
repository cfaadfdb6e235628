using System.Net.Sockets;

namespace Meari.Cli.Tests;

/// <summary>A server that does with each connection what a test wants it to, until the client is done with it or the test is over.</summary>
public sealed class OddServer : IAsyncDisposable
{
    readonly Socket _listener;
    readonly Task _accepting;

    public OddServer(Func<Socket, Task> serve)
    {
        (_listener, int port) = Plain.Listen();
        Address = $"127.0.0.1:{port}";
        _accepting = AcceptAsync(serve);
    }

    public string Address { get; }

    async Task AcceptAsync(Func<Socket, Task> serve)
    {
        List<Task> served = [];
        try
        {
            while (true)
                served.Add(ServeAsync(await _listener.AcceptAsync(), serve));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(served); // the listener is closed
        }
    }

    static async Task ServeAsync(Socket socket, Func<Socket, Task> serve)
    {
        using (socket)
        {
            try
            {
                await serve(socket);
            }
            catch (Exception e) when (e is SocketException or Xunit.Sdk.XunitException)
            {
                // The client has looked whether somebody is there, or has reset a connection that misbehaves: as expected.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting.WaitAsync(Plain.Limit);
    }
}
