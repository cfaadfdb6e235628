using System.Net;
using Meari.Engines.Linux;
using Meari.Interop.Linux;

namespace Meari.Engines.Epoll;

/// <summary>A socket that is received from when epoll says that it is readable.</summary>
internal sealed class EpollSocket(EpollLoop loop, int fd, in SockAddr remote, IPEndPoint? local) : LinuxSocket(loop, fd, in remote, local)
{
    Readiness _readable;
    int _maximum;
    bool _watchesWritable;
    bool _isLast;

    public override bool Receive(int maximum, out ReceiveResult result)
    {
        EndLoan();
        _maximum = Math.Min(maximum, LoanBuffer.Size);
        while (_readable.IsReady || IsAborted)
        {
            if (++InRow > MaxInRow)
                return Later(out result);
            _readable.Clear();
            if (TryReceive(out result))
                return true;
        }
        result = default;
        if (_readable.TryWait() && !(IsAborted && _readable.TakeWaiter()))
            return false;
        return Receive(maximum, out result); // it has become readable, or was aborted, this very moment
    }

    /// <summary>The others of the loop first; readiness is remembered.</summary>
    bool Later(out ReceiveResult result)
    {
        result = default;
        Loop.Post(new Turn(this));
        return false;
    }

    protected override nint FillPipe(SplicePipe pipe)
    {
        _readable.Clear();
        nint moved = pipe.FillFrom(Fd);
        // Whether the socket had no more or the pipe no room is not told; so the next one tries.
        if (moved != -Errno.EAGAIN)
            _readable.SetReady();
        return moved;
    }

    /// <summary>False: there is nothing yet.</summary>
    bool TryReceive(out ReceiveResult result)
    {
        if (_maximum == 0)
        {
            _readable.SetReady();
            result = IsAborted ? ReceiveFailed(Errno.ECANCELED) : ReceiveResult.Lend(default);
            return true;
        }
        EpollLoop? current = Loop.IsCurrent ? (EpollLoop)Loop : null;
        LoanBuffer buffer = current is not null ? current.LendBuffer() : LoanPool.Rent();
        nint received = IsAborted ? -Errno.ECANCELED : ReceiveInto(buffer);
        if (received > 0)
        {
            Moved = true;
            // A full buffer, or news of an end that comes after the bytes: there will be no other edge for what is left.
            if (received == _maximum || _isLast)
                _readable.SetReady();
            result = Lend(buffer, 0, (int)received);
            return true;
        }
        Return(buffer, 0, 0);
        result = received == -Errno.EAGAIN ? default : ReceiveFailed((int)-received);
        if (received == -Errno.EAGAIN)
            return false;
        _readable.SetReady(); // an end is an end however often it is asked for
        return true;
    }

    unsafe nint ReceiveInto(LoanBuffer buffer)
    {
        nint received;
        do
            received = Libc.Receive(Fd, buffer.Pointer, _maximum);
        while (received == -Errno.EINTR);
        return received;
    }

    protected override void Return(LoanBuffer buffer, int start, int length)
    {
        if (Loop.IsCurrent && ((EpollLoop)Loop).TakeBack(buffer))
            buffer.Poison(start, length);
        else
            buffer.Return(start, length);
    }

    /// <summary>On the loop's thread: an edge.</summary>
    /// <param name="isLast">The peer's FIN, RST, or our own end is there, perhaps behind bytes.</param>
    public void OnReadable(bool isLast)
    {
        _isLast |= isLast;
        if (_readable.Signal())
            ReceiveForWaiter();
    }

    void ReceiveForWaiter()
    {
        InRow = 0;
        do
        {
            if (TryReceive(out ReceiveResult result))
            {
                Sink.Received(in result);
                return;
            }
        }
        while (!_readable.TryWait());
    }

    protected override bool TakeReceiver() => _readable.TakeWaiter();

    protected override bool WaitWritable(ref Readiness writable)
    {
        if (!_watchesWritable)
        {
            _watchesWritable = true;
            // Cannot fail for a descriptor that is registered; if it did, the send would try again and again, in turn with the others.
            _ = ((EpollLoop)Loop).WatchWritable(this);
        }
        return writable.TryWait();
    }

    sealed class Turn(EpollSocket socket) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            socket._readable.Clear();
            socket.ReceiveForWaiter();
        }
    }
}
