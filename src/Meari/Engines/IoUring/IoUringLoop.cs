using System.Net;
using Meari.Engines.Linux;
using Meari.Interop.Linux;
using static Meari.Interop.Linux.IoUring;

namespace Meari.Engines.IoUring;

/// <summary>
/// One ring: receives are multishot, from provided buffers, on ordinary descriptors; one io_uring_enter brings the bytes of all connections
/// that have some. Sends and accepts are plain system calls, which measured as cheap as submissions and leave nothing to wait for.
/// </summary>
/// <remarks>Source: io_uring_prep_recv_multishot(3), io_uring_prep_poll_multishot(3), io_uring_prep_cancel64(3).</remarks>
internal sealed class IoUringLoop : LinuxLoop
{
    /// <summary>In the upper four bits of the user data; the rest is the key of the slot.</summary>
    const int KindShift = 60;

    const ulong KeyMask = (1ul << KindShift) - 1;

    /// <summary>
    /// A multishot receive ends after so many bytes and is asked for again only when the handler asks: what a handler that does not
    /// receive leaves here is bounded by it.
    /// </summary>
    public const uint ReceiveLimit = LoanBuffer.Size;

    readonly Ring _ring = new();
    readonly ReceiveBuffers _buffers;
    readonly Queue<IoUringSocket> _starved = new();

    /// <summary>
    /// The listening sockets, behind an epoll of their own: what the ring itself polls stays open until the ring has gone, some milliseconds
    /// after a process that was killed, and a server that is started again at once would find its address in use.
    /// </summary>
    readonly int _listening = Libc.EpollCreate();

    readonly Lock _watching = new();
    volatile LinuxAcceptor[] _acceptors = [];

    public IoUringLoop(int number)
        : base($"Meari io_uring {number}") => _buffers = new(this);

    enum Kind : uint
    {
        Receive = 1,
        Writable,
        Readable,
        Acceptable,
        Wake,
        Cancel,
        Timer,
    }

    protected override int SetUp()
    {
        int result = _listening < 0 ? _listening : _ring.SetUp();
        if (result == 0)
            result = _buffers.SetUp(_ring);
        if (result == 0)
            result = ProbeReceiveLimit();
        if (result < 0)
        {
            _ring.Close();
            return result;
        }
        PollWake();
        PollAcceptors();
        return 0;
    }

    /// <summary>A kernel before 6.17 takes a receive with a limit for malformed; one that knows it goes on to find that there is no descriptor -1.</summary>
    int ProbeReceiveLimit()
    {
        Receive(-1, 0);
        int result = _ring.Enter(mayWait: true);
        if (result < 0)
            return result;
        bool isAnswered = _ring.TryTake(out CompletionEntry completion);
        return isAnswered && completion.Result == -Errno.EBADF ? 0 : -Errno.EINVAL;
    }

    public override LinuxSocket? Open(int fd, in SockAddr remote, IPEndPoint? local, out int error)
    {
        error = 0;
        IoUringSocket socket = new(this, fd, in remote, local);
        socket.Key = Slots.Take(socket);
        return socket;
    }

    /// <summary>Arms the socket's receive. On the loop's thread.</summary>
    public void Receive(IoUringSocket socket) => Receive(socket.Fd, socket.Key);

    void Receive(int fd, ulong key)
    {
        ref SubmissionEntry entry = ref _ring.Next();
        entry.Opcode = IORING_OP_RECV;
        entry.Flags = IOSQE_BUFFER_SELECT;
        entry.IoPriority = IORING_RECV_MULTISHOT;
        entry.Fd = fd;
        entry.BufferGroup = ReceiveBuffers.Group;
        entry.OptionalLength = ReceiveLimit;
        entry.UserData = UserData(Kind.Receive, key);
    }

    /// <summary><see cref="LinuxSocket.OnWritable"/> follows once. On the loop's thread.</summary>
    public void PollWritable(IoUringSocket socket) => Poll(socket.Fd, POLLOUT, Kind.Writable, socket.Key, isMultishot: false);

    /// <summary><see cref="IoUringSocket.OnPolledReadable"/> follows once. On the loop's thread.</summary>
    public void PollReadable(IoUringSocket socket) => Poll(socket.Fd, POLLIN | POLLRDHUP, Kind.Readable, socket.Key, isMultishot: false);

    void Poll(int fd, uint events, Kind kind, ulong key, bool isMultishot)
    {
        ref SubmissionEntry entry = ref _ring.Next();
        entry.Opcode = IORING_OP_POLL_ADD;
        entry.Fd = fd;
        entry.Length = isMultishot ? IORING_POLL_ADD_MULTI : 0;
        entry.OperationFlags = events; // in two halves, the lower first: on x86-64 and arm64 as it stands
        entry.UserData = UserData(kind, key);
    }

    /// <summary>An operation under way keeps the connection open though its descriptor is closed; so it is withdrawn. On the loop's thread.</summary>
    public void CancelReceive(IoUringSocket socket) => Cancel(UserData(Kind.Receive, socket.Key));

    public void CancelWritable(IoUringSocket socket) => Cancel(UserData(Kind.Writable, socket.Key));

    public void CancelReadable(IoUringSocket socket) => Cancel(UserData(Kind.Readable, socket.Key));

    void Cancel(ulong userData)
    {
        ref SubmissionEntry entry = ref _ring.Next();
        entry.Opcode = IORING_OP_ASYNC_CANCEL;
        entry.Fd = -1;
        entry.Address = userData;
        entry.UserData = UserData(Kind.Cancel, 0);
    }

    static ulong UserData(Kind kind, ulong key) => ((ulong)kind << KindShift) | key;

    public override int Watch(LinuxAcceptor acceptor)
    {
        lock (_watching)
            _acceptors = [.. _acceptors, acceptor];
        return Libc.EpollControl(_listening, Constants.EPOLL_CTL_ADD, acceptor.Fd, Constants.EPOLLIN, 0);
    }

    public override void Unwatch(LinuxAcceptor acceptor)
    {
        lock (_watching)
            _acceptors = [.. _acceptors.Where(other => other != acceptor)];
    }

    protected override int Watch(LoopTimer timer)
    {
        Poll(timer.Fd, POLLIN, Kind.Timer, timer.Key, isMultishot: true);
        return 0;
    }

    public override void Unwatch(LoopTimer timer) => Cancel(UserData(Kind.Timer, timer.Key));

    void PollWake() => Poll(WakeFd, POLLIN, Kind.Wake, 0, isMultishot: true);

    void PollAcceptors() => Poll(_listening, POLLIN, Kind.Acceptable, 0, isMultishot: true);

    /// <summary>The ring ran dry under this socket's receive; it is armed again when there are buffers.</summary>
    public void Starve(IoUringSocket socket)
    {
        _buffers.Grow();
        _starved.Enqueue(socket);
    }

    protected override void Turn(bool mayWait)
    {
        Check("io_uring_enter", _ring.Enter(mayWait));
        while (_ring.TryTake(out CompletionEntry completion))
        {
            LookAhead();
            Handle(in completion);
        }
        if (!_buffers.Refill())
            return;
        while (_starved.TryDequeue(out IoUringSocket? socket))
            socket.ArmIfAwaited();
    }

    /// <summary>The next one's socket was asked for a completion ago, so that it can be read who is told of it.</summary>
    void LookAhead()
    {
        if (!Prefetch.IsSupported)
            return;
        if (_ring.TryPeek(0, out ulong next) && Slots.Find(next & KeyMask) is IoUringSocket socket)
            Prefetch.Object(socket.Sink);
        if (_ring.TryPeek(1, out ulong afterNext) && Slots.Find(afterNext & KeyMask) is { } target)
            Prefetch.Object(target);
    }

    void Handle(in CompletionEntry completion)
    {
        ulong key = completion.UserData & KeyMask;
        switch ((Kind)(completion.UserData >> KindShift))
        {
            case Kind.Receive:
                HandleReceive(in completion, Slots.Find(key) as IoUringSocket);
                break;
            case Kind.Writable:
                (Slots.Find(key) as IoUringSocket)?.OnPolledWritable();
                break;
            case Kind.Readable:
                (Slots.Find(key) as IoUringSocket)?.OnPolledReadable();
                break;
            case Kind.Acceptable:
                HandleAcceptable(in completion);
                break;
            case Kind.Timer when Slots.Find(key) is LoopTimer timer:
                if ((completion.Flags & IORING_CQE_F_MORE) == 0)
                    Watch(timer);
                timer.Ready();
                break;
            case Kind.Wake when (completion.Flags & IORING_CQE_F_MORE) == 0:
                PollWake();
                break;
        }
    }

    void HandleReceive(in CompletionEntry completion, IoUringSocket? socket)
    {
        bool goesOn = (completion.Flags & IORING_CQE_F_MORE) != 0;
        if (completion.Result <= 0)
        {
            socket?.OnReceiveEnded(completion.Result, goesOn);
            return;
        }
        int length = completion.Result;
        RingBuffer buffer = _buffers.Take((int)(completion.Flags >> IORING_CQE_BUFFER_SHIFT), length, out int start);
        if (socket is not null)
            socket.OnReceived(buffer, start, length, goesOn);
        else
            buffer.Return(start, length);
    }

    void HandleAcceptable(in CompletionEntry completion)
    {
        if ((completion.Flags & IORING_CQE_F_MORE) == 0)
            PollAcceptors();
        foreach (LinuxAcceptor acceptor in _acceptors)
            acceptor.Ready();
    }
}
