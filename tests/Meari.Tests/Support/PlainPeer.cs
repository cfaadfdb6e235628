using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Meari.Tests.Support;

/// <summary>The other side of a connection as a plain socket, so that nothing is tested against itself. Every wait has an end.</summary>
sealed class PlainPeer(Socket socket) : IDisposable
{
    public Socket Socket => socket;

    public IPEndPoint Local { get; } = (IPEndPoint)socket.LocalEndPoint!;

    /// <param name="server">Where to; an unspecified address stands for loopback of its family.</param>
    /// <param name="receiveBuffer">SO_RCVBUF in bytes, for a peer that is to be full soon; 0 for the system's.</param>
    public static async Task<PlainPeer> ConnectAsync(IPEndPoint server, int receiveBuffer = 0)
    {
        IPAddress address = server.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : server.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : server.Address;
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
            socket.ReceiveBufferSize = receiveBuffer;
        try
        {
            await socket.ConnectAsync(address, server.Port).InTime();
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        return new(socket);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes).InTime()..];
    }

    /// <summary>As many characters as asked for, or fewer if FIN comes first.</summary>
    public async Task<string> ReceiveTextAsync(int count)
    {
        byte[] buffer = new byte[count];
        int filled = 0;
        while (filled < count && await socket.ReceiveAsync(buffer.AsMemory(filled)).InTime() is > 0 and int received)
            filled += received;
        return Encoding.ASCII.GetString(buffer, 0, filled);
    }

    /// <summary>All until FIN. An RST instead is an exception.</summary>
    public async Task<byte[]> ReceiveToEndAsync()
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer.AsMemory()).InTime() is > 0 and int received)
            all.Write(buffer, 0, received);
        return all.ToArray();
    }

    public async Task<string> ReceiveTextToEndAsync() => Encoding.ASCII.GetString(await ReceiveToEndAsync());

    /// <summary>The connection ends with RST, after whatever was received before.</summary>
    public async Task AssertResetAsync()
    {
        SocketException thrown = await Assert.ThrowsAsync<SocketException>(ReceiveToEndAsync);
        Assert.Equal(SocketError.ConnectionReset, thrown.SocketErrorCode);
    }

    /// <summary>A client is reset as soon as it is there; the RST may even be quicker than the news that it is connected.</summary>
    public static async Task AssertIsResetAtOnceAsync(IPEndPoint server)
    {
        SocketException thrown = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using PlainPeer peer = await ConnectAsync(server);
            await peer.ReceiveToEndAsync();
        });
        Assert.Equal(SocketError.ConnectionReset, thrown.SocketErrorCode);
    }

    /// <summary>Sends FIN.</summary>
    public void Finish() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Sends RST.</summary>
    public void Reset()
    {
        socket.LingerState = new(true, 0);
        socket.Dispose();
    }

    /// <summary>Sends for as long as anything is taken within half a second, and tells how much was.</summary>
    /// <param name="most">Where to give up: the other side takes whatever comes.</param>
    public Task<long> SendUntilFullAsync(long most) => Task.Run(() =>
    {
        socket.Blocking = false;
        byte[] bytes = new byte[64 * 1024];
        long sent = 0;
        while (sent < most && socket.Poll(TimeSpan.FromMilliseconds(500), SelectMode.SelectWrite))
            sent += Math.Max(0, socket.Send(bytes, SocketFlags.None, out _));
        return sent;
    });

    public void Dispose() => socket.Dispose();
}
