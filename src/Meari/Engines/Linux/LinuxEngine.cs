using System.Net;
using System.Net.Sockets;
using Meari.Interop.Linux;

namespace Meari.Engines.Linux;

/// <summary>What epoll and io_uring have in common: loops of their own, sockets whose sends are plain system calls.</summary>
internal abstract class LinuxEngine : Engine
{
    readonly Lock _lock = new();
    readonly List<LinuxLoop> _loops = [];
    int _next;

    public override bool IsLoopThread => LinuxLoop.Current is not null;

    /// <summary>Starts the first loop, and so finds out whether the engine can be used: 0, or a negative errno.</summary>
    public int Start() => AddLoop();

    /// <summary>A loop that has not been started.</summary>
    protected abstract LinuxLoop CreateLoop(int number);

    public override ListenResult Listen(IPEndPoint endPoint, ListenSettings settings, IListenerSink sink)
    {
        List<LinuxLoop> loops = Take(settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads, out int error);
        return LinuxListener.Listen(endPoint, settings, sink, loops, error);
    }

    public override async ValueTask<ConnectResult> ConnectAsync(IPEndPoint remote, SocketSettings settings, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return new(null, TcpOutcome.Canceled, 0);
        int fd = OpenSocket(remote.AddressFamily == AddressFamily.InterNetworkV6, settings);
        if (fd < 0)
            return new(null, Errno.ToOutcome(-fd), -fd);
        SockAddr address = SockAddr.Of(remote);
        int connected = settings.Source is { } source ? BindTo(source, fd) : 0;
        if (connected == 0)
            connected = Libc.Connect(fd, in address);
        if (connected is not (0 or -Errno.EINPROGRESS))
        {
            Libc.Close(fd);
            return new(null, Errno.ToOutcome(-connected), -connected);
        }
        if (LoopForClient().Open(fd, in address, null, out int error) is not { } socket)
            return new(null, Errno.ToOutcome(error), error);
        return connected == 0 ? new(socket, TcpOutcome.Done, 0) : await socket.WhenConnectedAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A non-blocking TCP socket with the options that connected sockets have; accepted ones inherit them.</summary>
    public static int OpenSocket(bool isIPv6, SocketSettings settings)
    {
        const int Type = Constants.SOCK_STREAM | Constants.SOCK_NONBLOCK | Constants.SOCK_CLOEXEC;
        int fd = Libc.Socket(isIPv6 ? Constants.AF_INET6 : Constants.AF_INET, Type, Constants.IPPROTO_TCP);
        if (fd < 0)
            return fd;
        int result = settings.NoDelay ? Libc.SetOption(fd, Constants.IPPROTO_TCP, Constants.TCP_NODELAY, 1) : 0;
        if (result == 0 && settings.KeepAlive)
            result = Libc.SetOption(fd, Constants.SOL_SOCKET, Constants.SO_KEEPALIVE, 1);
        if (result == 0)
            return fd;
        Libc.Close(fd);
        return result;
    }

    /// <summary>
    /// The port is chosen at connect, when the peer is known: else no two connections of one address could have the same, and 28,000 would be all.
    /// </summary>
    /// <remarks>Source: ip(7), IP_BIND_ADDRESS_NO_PORT.</remarks>
    static int BindTo(IPAddress source, int fd)
    {
        SockAddr address = SockAddr.Of(new IPEndPoint(source, 0));
        int result = Libc.SetOption(fd, Constants.IPPROTO_IP, Constants.IP_BIND_ADDRESS_NO_PORT, 1);
        return result == 0 ? Libc.Bind(fd, in address) : result;
    }

    public override IReadOnlyList<EngineLoop> TakeLoops(int count, out int error) => Take(count, out error);

    /// <summary>The loop that the caller runs on, so that a relay's two connections share one thread; otherwise each in turn.</summary>
    LinuxLoop LoopForClient()
    {
        if (LinuxLoop.Current is { } current && _loops.Contains(current))
            return current;
        List<LinuxLoop> loops = Take(Environment.ProcessorCount, out _);
        return loops[(int)((uint)Interlocked.Increment(ref _next) % (uint)loops.Count)];
    }

    List<LinuxLoop> Take(int count, out int error)
    {
        lock (_lock)
        {
            error = 0;
            while (_loops.Count < count && error == 0)
                error = -AddLoop();
            return _loops[..Math.Min(count, _loops.Count)];
        }
    }

    int AddLoop()
    {
        lock (_lock)
        {
            LinuxLoop loop = CreateLoop(_loops.Count);
            int result = loop.Start();
            if (result == 0)
                _loops.Add(loop);
            return result;
        }
    }
}
