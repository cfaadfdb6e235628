using System.Net;
using System.Net.Sockets;

namespace Meari.Tests.Stress;

/// <summary>A plain socket, so that the library is not tested against itself alone.</summary>
sealed class PlainEnd : End
{
    readonly byte[] _buffer = new byte[100_000];
    readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>The other side's RST, or our own, was met.</summary>
    public bool WasReset { get; private set; }

    public static async ValueTask<PlainEnd> ConnectAsync(IPEndPoint server, int buffers)
    {
        PlainEnd end = new();
        if (buffers > 0)
            end._socket.ReceiveBufferSize = end._socket.SendBufferSize = buffers;
        await end._socket.ConnectAsync(server);
        return end;
    }

    public override async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(Draw draw, int outstanding)
    {
        try
        {
            int most = draw.OneIn(4) ? draw.Between(1, 1000) : _buffer.Length;
            return _buffer.AsMemory(0, await _socket.ReceiveAsync(_buffer.AsMemory(0, most)));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            WasReset = true;
            return default;
        }
    }

    public override async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, Draw? draw)
    {
        try
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await _socket.SendAsync(bytes)..];
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            WasReset = true;
            return false;
        }
    }

    public override void FinishSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            WasReset = true;
        }
    }

    public override void Abort()
    {
        try
        {
            _socket.LingerState = new(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server's RST was first, or this side's other half.
        }
        _socket.Dispose();
    }

    public override ValueTask CloseAsync()
    {
        _socket.Dispose();
        return default;
    }
}
