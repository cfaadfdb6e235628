using System.Net;
using Meari.Interop.Linux;

namespace Meari.Engines.Linux;

/// <summary>One listening socket of one loop, which accepts until its sink says to stop.</summary>
internal sealed class LinuxAcceptor(LinuxLoop loop, int fd, IPEndPoint local, int backlog, IListenerSink sink) : IThreadPoolWorkItem
{
    const int Paused = 0, Accepting = 1, Deciding = 2, Stopped = 3;

    /// <summary>So many accepts in a row; then the loop's connections have their turn.</summary>
    const int MaxInRow = 64;

    /// <summary>So many failures while the queue is taken show that it is the listening socket or the system that fails.</summary>
    const int MaxFailedOfQueue = 64;

    /// <summary>The descriptor is used and closed under it, never while the sink is called.</summary>
    readonly Lock _lock = new();

    readonly IPEndPoint? _specificLocal = local.Address.Equals(IPAddress.Any) || local.Address.Equals(IPAddress.IPv6Any) ? null : local;
    int _state = Paused;
    bool _closed;
    bool _descriptorsWereShort;

    /// <summary>Asked for once a row: for each accept it would be one more system call.</summary>
    nint _firstNearLimit;

    public int Fd => fd;

    /// <summary>Its number at the loop.</summary>
    public ulong Key { get; set; }

    public int Watch() => loop.Watch(this);

    public void Resume()
    {
        // While the sink decides, Resume wins over its "stop": what made it say so may have ended meanwhile.
        if (Interlocked.CompareExchange(ref _state, Accepting, Deciding) != Deciding
            && Interlocked.CompareExchange(ref _state, Accepting, Paused) == Paused)
            loop.Post(this);
    }

    /// <summary>On the loop's thread: there may be connections in the accept queue.</summary>
    public void Ready() => Execute();

    public void Execute()
    {
        _firstNearLimit = DescriptorLimit.FirstNear();
        for (int inRow = 0; Volatile.Read(ref _state) == Accepting; inRow++)
        {
            if (inRow == MaxInRow)
            {
                loop.Post(this);
                return;
            }
            int accepted = Accept(out SockAddr remote);
            if (accepted == -Errno.EAGAIN || !GoesOn(accepted, in remote))
                return;
        }
    }

    int Accept(out SockAddr remote)
    {
        remote = default;
        if (AreDescriptorsStillShort())
            return -Errno.EMFILE;
        lock (_lock)
            return _closed ? -Errno.EAGAIN : Libc.Accept(fd, out remote);
    }

    bool GoesOn(int accepted, in SockAddr remote)
    {
        if (accepted == -Errno.EINTR)
            return true;
        int before = Interlocked.CompareExchange(ref _state, Deciding, Accepting);
        if (before == Stopped && accepted < 0)
            return false;
        loop.MayRunAtOnce = true;
        bool goesOn = accepted >= 0 ? HandOver(accepted, in remote) : sink.AcceptFailed(Errno.ToOutcome(-accepted), -accepted);
        loop.RunAtOnce();
        return goesOn
            ? Interlocked.CompareExchange(ref _state, Accepting, Deciding) != Stopped
            : Interlocked.CompareExchange(ref _state, Paused, Deciding) == Accepting;
    }

    bool HandOver(int accepted, in SockAddr remote)
    {
        if (loop.Open(accepted, in remote, _specificLocal, out int error) is not { } socket)
            return sink.AcceptFailed(Errno.ToOutcome(error), error);
        _descriptorsWereShort = accepted >= _firstNearLimit;
        return sink.Accepted(socket) && (!_descriptorsWereShort || sink.AcceptFailed(TcpOutcome.NoDescriptors, Errno.EMFILE));
    }

    /// <summary>Only where they were: then one is opened to see its number.</summary>
    bool AreDescriptorsStillShort()
    {
        if (!_descriptorsWereShort)
            return false;
        int probe = Libc.Socket(Constants.AF_INET, Constants.SOCK_STREAM | Constants.SOCK_CLOEXEC, 0);
        if (probe < 0)
            return true;
        _descriptorsWereShort = DescriptorLimit.IsNear(probe);
        Libc.Close(probe);
        return _descriptorsWereShort;
    }

    public void Stop()
    {
        if (Interlocked.Exchange(ref _state, Stopped) == Stopped)
            return;
        TakeTheQueue();
        lock (_lock)
        {
            _closed = true;
            loop.Unwatch(this);
            Libc.Close(fd);
        }
    }

    /// <summary>The kernel has finished these handshakes: their clients believe themselves connected, and closing would reset them.</summary>
    void TakeTheQueue()
    {
        _firstNearLimit = DescriptorLimit.FirstNear();
        int failed = 0;
        // No more than the queue holds: where clients keep coming, it would never be empty.
        for (int taken = 0; taken <= backlog && failed < MaxFailedOfQueue; taken++)
        {
            int accepted = Accept(out SockAddr remote);
            if (accepted >= 0)
                HandOver(accepted, in remote);
            else if (accepted is -Errno.EAGAIN or -Errno.EMFILE)
                return;
            else
                failed++; // one client has gone while it waited; the next may be there
        }
    }
}
