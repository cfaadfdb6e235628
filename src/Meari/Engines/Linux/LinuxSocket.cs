using System.Net;
using Meari.Interop.Linux;

namespace Meari.Engines.Linux;

/// <summary>
/// A connected socket of a loop: everything but receiving, which each engine does in its own way. Sends are made by the calling thread,
/// at once; only what the kernel's send buffer does not take waits for the loop.
/// </summary>
/// <remarks>
/// The descriptor is closed on the loop's thread alone, so that the loop never uses a number that has become another socket's. The rest of
/// what concerns closing is under the object's own lock, which no receive or send takes.
/// </remarks>
internal abstract partial class LinuxSocket : EngineSocket
{
    /// <summary>How many operations may complete at once in a row before the connection queues behind the others of its loop.</summary>
    protected const int MaxInRow = 64;

    readonly SockAddr _remoteAddress;
    IPEndPoint? _remote;
    IPEndPoint? _local;
    volatile bool _aborted;
    bool _closing;

    protected LinuxSocket(LinuxLoop loop, int fd, in SockAddr remote, IPEndPoint? local)
    {
        Loop = loop;
        Fd = fd;
        _remoteAddress = remote;
        _local = local;
    }

    public int Fd { get; }

    protected LinuxLoop Loop { get; }

    /// <summary>Its number at the loop, with its generation.</summary>
    public ulong Key { get; set; }

    /// <summary>Since it last waited.</summary>
    protected int InRow { get; set; }

    protected bool IsAborted => _aborted;

    /// <summary>On the loop's thread: it was closed by what the loop called.</summary>
    public bool IsClosed { get; private set; }

    public override IPEndPoint RemoteEndPoint => _remote ??= _remoteAddress.ToEndPoint();

    public override IPEndPoint LocalEndPoint => _local ??= Libc.GetSockName(Fd, out SockAddr local) == 0 ? local.ToEndPoint() : new(IPAddress.Any, 0);

    public override void Run(IThreadPoolWorkItem work) => Loop.Run(work);

    public override long? Retransmitted => Libc.GetTcpInfo(Fd, out TcpInfo info) == 0 ? info.TotalRetransmitted : null;

    public override OperationResult FinishSending()
    {
        int result = _aborted ? -Errno.ECANCELED : Libc.ShutdownSend(Fd);
        return result == 0 ? OperationResult.Done() : Failed(-result);
    }

    /// <summary>
    /// Not SO_LINGER and close: closing is the loop's, and RST is to be sent now. The kernel wakes what waits, and the loop ends it.
    /// </summary>
    public override void Abort()
    {
        lock (this)
        {
            if (_aborted || _closing)
                return;
            _ = LocalEndPoint; // the kernel forgets it
            _aborted = true;
            _ = Libc.Disconnect(Fd); // an error means that the peer's RST was first
        }
    }

    public override void Close()
    {
        lock (this)
        {
            if (_closing)
                return;
            _ = LocalEndPoint;
            _closing = true;
            _aborted = true;
        }
        if (Loop.IsCurrent)
            CloseNow();
        else
            Loop.Post(new Closing(this));
    }

    void CloseNow()
    {
        IsClosed = true;
        if (TakeReceiver())
            Loop.Post(new Cancelled(this, receive: true));
        EndLoan(); // here, since bytes may have come for a receive that was under way while another thread closed
        if (_writable.TakeWaiter())
            Loop.Post(new Cancelled(this, receive: false));
        else if (_loanInSend is not null && !_sending)
            EndLoanInSend();
        Withdraw();
        Loop.Slots.GiveBack(Key);
        Libc.Close(Fd);
    }

    /// <summary>Whether a receive waited; now it does not, and nothing that was kept for it is left.</summary>
    protected abstract bool TakeReceiver();

    /// <summary>Before the descriptor is closed: what the kernel still has to do for it.</summary>
    protected virtual void Withdraw()
    {
    }

    /// <summary>Operations after <see cref="Abort"/> end with Canceled, whatever errno the kernel has for them.</summary>
    protected OperationResult Failed(int error, int transferred = 0) => _aborted
        ? OperationResult.Failed(TcpOutcome.Canceled, 0, transferred)
        : OperationResult.Failed(Errno.ToOutcome(error), error, transferred);

    protected ReceiveResult ReceiveFailed(int error) => _aborted
        ? ReceiveResult.Failed(TcpOutcome.Canceled)
        : error == 0 ? ReceiveResult.Failed(TcpOutcome.EndOfStream) : ReceiveResult.Failed(Errno.ToOutcome(error), error);

    sealed class Closing(LinuxSocket socket) : IThreadPoolWorkItem
    {
        public void Execute() => socket.CloseNow();
    }

    /// <summary>What waited when the socket was closed ends afterwards, never from inside <see cref="Close"/>.</summary>
    sealed class Cancelled(LinuxSocket socket, bool receive) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            if (receive)
                socket.Sink.Received(ReceiveResult.Failed(TcpOutcome.Canceled));
            else
                socket.EndSendWith(OperationResult.Failed(TcpOutcome.Canceled, 0, socket._sent));
        }
    }
}
