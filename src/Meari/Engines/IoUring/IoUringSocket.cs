using System.Net;
using Meari.Engines.Linux;
using Meari.Interop.Linux;

namespace Meari.Engines.IoUring;

/// <summary>
/// A socket whose bytes the ring brings. What comes while somebody waits is lent as it lies in the ring's buffer; what comes while nobody
/// does is copied out of it, so that a handler which is busy elsewhere holds no more of the ring than its own loan.
/// </summary>
internal sealed class IoUringSocket(IoUringLoop loop, int fd, in SockAddr remote, IPEndPoint? local) : LinuxSocket(loop, fd, in remote, local)
{
    Readiness _readable;
    int _maximum;
    volatile bool _isArmed;
    bool _isPollingWritable;
    bool _isPollingReadable;
    bool _isKnownReadable;

    /// <summary>
    /// Bytes that nobody has asked for yet, from <see cref="_keptStart"/> on. No other receive is armed before they are gone; so they are less
    /// than <see cref="IoUringLoop.ReceiveLimit"/> and the one receive that goes beyond it: two buffers. Under the object's lock.
    /// </summary>
    LoanBuffer? _kept;
    LoanBuffer? _keptNext;
    int _keptStart;
    int _keptEnd;

    /// <summary>How the stream ended, after what is kept; 1 while it has not. Otherwise 0 or a negative errno.</summary>
    int _end = 1;

    new IoUringLoop Loop => (IoUringLoop)base.Loop;

    public override bool Receive(int maximum, out ReceiveResult result)
    {
        EndLoan();
        _maximum = Math.Min(maximum, LoanBuffer.Size);
        while (true)
        {
            if (IsAborted || _readable.IsReady)
            {
                if (++InRow > MaxInRow)
                {
                    result = default;
                    base.Loop.Post(new Turn(this));
                    return false;
                }
                if (TryTakeKept(out result))
                    return true;
            }
            if (!_readable.TryWait())
                continue;
            if (IsAborted && _readable.TakeWaiter())
                continue;
            if (!_isArmed)
                Arm();
            result = default;
            return false;
        }
    }

    bool TryTakeKept(out ReceiveResult result)
    {
        _readable.Clear();
        if (IsAborted)
        {
            result = ReceiveFailed(Errno.ECANCELED);
            return true;
        }
        lock (this)
        {
            if (_kept is { } kept)
            {
                result = _maximum > 0 ? LendKept(kept) : ReceiveResult.Lend(default);
                return true;
            }
            if (_maximum == 0 && _isKnownReadable)
            {
                _isKnownReadable = false;
                result = ReceiveResult.Lend(default);
                return true;
            }
            result = _end <= 0 ? ReceiveFailed(-_end) : default;
            if (_end > 0)
                return false;
            _readable.SetReady(); // an end is an end however often it is asked for
            return true;
        }
    }

    /// <summary>All of it, or what was asked for.</summary>
    ReceiveResult LendKept(LoanBuffer kept)
    {
        int start = _keptStart, length = Math.Min(Math.Min(_keptEnd, LoanBuffer.Size) - _keptStart, _maximum);
        _keptStart += length;
        if (_keptStart < Math.Min(_keptEnd, LoanBuffer.Size))
            kept.Share();
        else
            (_kept, _keptNext, _keptStart, _keptEnd) = (_keptNext, null, 0, _keptEnd - LoanBuffer.Size);
        if (_kept is not null || _end <= 0)
            _readable.SetReady();
        Moved = true;
        return Lend(kept, start, length);
    }

    /// <summary>Under the lock.</summary>
    void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_kept is null)
        {
            _kept = LoanPool.Rent();
            _keptStart = _keptEnd = 0;
        }
        if (_keptEnd < LoanBuffer.Size)
        {
            int fits = Math.Min(bytes.Length, LoanBuffer.Size - _keptEnd);
            bytes[..fits].CopyTo(_kept.Span[_keptEnd..]);
            _keptEnd += fits;
            bytes = bytes[fits..];
        }
        if (bytes.IsEmpty)
            return;
        _keptNext ??= LoanPool.Rent();
        bytes.CopyTo(_keptNext.Span[(_keptEnd - LoanBuffer.Size)..]);
        _keptEnd += bytes.Length;
    }

    void Arm()
    {
        if (base.Loop.IsCurrent)
            ArmIfAwaited();
        else
            base.Loop.Post(new Arming(this));
    }

    /// <summary>On the loop's thread.</summary>
    public void ArmIfAwaited()
    {
        if (_isArmed || IsClosed || !_readable.IsWaiting)
            return;
        if (_maximum > 0)
        {
            _isArmed = true;
            Loop.Receive(this);
        }
        else if (!_isPollingReadable)
        {
            _isPollingReadable = true;
            Loop.PollReadable(this);
        }
    }

    /// <summary>On the loop's thread: there is something for a copy to take.</summary>
    public void OnPolledReadable()
    {
        _isPollingReadable = false;
        if (_maximum > 0)
            return;
        _isKnownReadable = true;
        TellWaiter();
    }

    /// <summary>What lies here goes first; then what the kernel has.</summary>
    protected override nint FillPipe(SplicePipe pipe)
    {
        LoanBuffer? kept;
        int start, end;
        lock (this)
        {
            if (_kept is null)
                return pipe.FillFrom(Fd);
            kept = _kept;
            (start, end) = (_keptStart, Math.Min(_keptEnd, LoanBuffer.Size));
            (_kept, _keptNext, _keptStart, _keptEnd) = (_keptNext, null, 0, _keptEnd - LoanBuffer.Size);
            if (_kept is not null || _end <= 0)
                _readable.SetReady();
        }
        nint moved = pipe.Fill(kept.Span[start..end]);
        kept.Return(start, end - start);
        return moved;
    }

    /// <summary>On the loop's thread: bytes.</summary>
    public void OnReceived(RingBuffer buffer, int start, int length, bool goesOn)
    {
        _isArmed = goesOn;
        if (_readable.TakeWaiter())
        {
            InRow = 0;
            Moved = true;
            int lent = Math.Min(length, _maximum);
            if (lent < length)
            {
                lock (this)
                    Keep(buffer.Span.Slice(start + lent, length - lent));
                _readable.SetReady();
            }
            Sink.Received(Lend(buffer, start, lent));
            return;
        }
        lock (this)
            Keep(buffer.Span.Slice(start, length));
        buffer.Return(start, length);
        TellWaiter();
    }

    /// <summary>On the loop's thread: the receive has ended without bytes.</summary>
    public void OnReceiveEnded(int result, bool goesOn)
    {
        _isArmed = goesOn;
        switch (result)
        {
            case -Errno.ENOBUFS:
                Loop.Starve(this);
                return;
            case -Errno.EINTR or -Errno.EAGAIN:
                Interlocked.MemoryBarrier();
                ArmIfAwaited();
                return;
        }
        lock (this)
            _end = result;
        TellWaiter();
    }

    /// <summary>There is something; who waits for it may have come only now.</summary>
    void TellWaiter()
    {
        if (!_readable.Signal())
            return;
        InRow = 0;
        DeliverKept();
    }

    void DeliverKept()
    {
        ReceiveResult result;
        while (!TryTakeKept(out result))
        {
            if (!_readable.TryWait())
                continue;
            ArmIfAwaited();
            return;
        }
        Sink.Received(in result);
    }

    protected override bool WaitWritable(ref Readiness writable)
    {
        if (!writable.TryWait())
            return false;
        if (base.Loop.IsCurrent)
            PollWritable();
        else
            base.Loop.Post(new Polling(this));
        return true;
    }

    void PollWritable()
    {
        if (IsClosed || _isPollingWritable)
            return;
        _isPollingWritable = true;
        Loop.PollWritable(this);
    }

    public void OnPolledWritable()
    {
        _isPollingWritable = false;
        OnWritable();
    }

    protected override bool TakeReceiver()
    {
        lock (this)
        {
            _kept?.Return(_keptStart, Math.Min(_keptEnd, LoanBuffer.Size) - _keptStart);
            _keptNext?.Return(0, _keptEnd - LoanBuffer.Size);
            _kept = _keptNext = null;
        }
        return _readable.TakeWaiter();
    }

    protected override void Withdraw()
    {
        if (_isArmed)
            Loop.CancelReceive(this);
        if (_isPollingWritable)
            Loop.CancelWritable(this);
        if (_isPollingReadable)
            Loop.CancelReadable(this);
    }

    sealed class Turn(IoUringSocket socket) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            socket.InRow = 0;
            socket.DeliverKept();
        }
    }

    sealed class Arming(IoUringSocket socket) : IThreadPoolWorkItem
    {
        public void Execute() => socket.ArmIfAwaited();
    }

    sealed class Polling(IoUringSocket socket) : IThreadPoolWorkItem
    {
        public void Execute() => socket.PollWritable();
    }
}
