using System.Net;
using System.Net.Sockets;

namespace Meari.Engines.Sockets;

/// <summary>
/// The portable engine: <see cref="Socket"/> on the framework's own event loop, completions on the thread pool, the same on every
/// platform that .NET runs on.
/// </summary>
internal sealed class SocketsEngine : Engine
{
    readonly List<SerialLoop> _loops = [];

    public static SocketsEngine Instance { get; } = new();

    public override string Name => "sockets";

    public override bool IsLoopThread => false;

    public override ListenResult Listen(IPEndPoint endPoint, ListenSettings settings, IListenerSink sink)
    {
        Socket? socket = null;
        try
        {
            if (settings.ReusePort && !CanReusePort)
                throw new PlatformNotSupportedException("This system cannot share a port between processes (no SO_REUSEPORT).");
            socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = settings.DualStack;
            if (settings.ReusePort)
                ReusePort(socket);
            Apply(socket, settings.Socket);
            socket.Bind(endPoint);
            socket.Listen(settings.Backlog);
            return new(new SocketsListener(socket, settings, sink), TcpOutcome.Done, 0);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            return new(null, SocketErrors.ToOutcome(e.SocketErrorCode), SocketErrors.Number(e.SocketErrorCode));
        }
    }

    public override async ValueTask<ConnectResult> ConnectAsync(IPEndPoint remote, SocketSettings settings, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            socket = new(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            Apply(socket, settings);
            if (settings.Source is { } source)
                socket.Bind(new IPEndPoint(source, 0));
            await socket.ConnectAsync(remote, cancellationToken).ConfigureAwait(false);
            return new(new SocketsSocket(socket), TcpOutcome.Done, 0);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            return new(null, SocketErrors.ToOutcome(e.SocketErrorCode), SocketErrors.Number(e.SocketErrorCode));
        }
        catch (OperationCanceledException)
        {
            socket?.Dispose();
            return new(null, TcpOutcome.Canceled, 0);
        }
    }

    public override IReadOnlyList<EngineLoop> TakeLoops(int count, out int error)
    {
        error = 0;
        lock (_loops)
        {
            while (_loops.Count < count)
                _loops.Add(new SerialLoop(_loops.Count));
            return _loops[..count];
        }
    }

    internal static void Apply(Socket socket, SocketSettings settings)
    {
        socket.NoDelay = settings.NoDelay;
        if (settings.KeepAlive)
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
    }

    static bool CanReusePort => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD();

    /// <summary>SO_REUSEPORT has no name in .NET; the numbers are those of asm-generic/socket.h and of BSD's sys/socket.h.</summary>
    static void ReusePort(Socket socket)
    {
        ReadOnlySpan<byte> one = BitConverter.IsLittleEndian ? [1, 0, 0, 0] : [0, 0, 0, 1];
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(1, 15, one);
        else
            socket.SetRawSocketOption(0xffff, 0x0200, one);
    }
}
