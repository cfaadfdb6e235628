using Meari.Interop.Linux;

namespace Meari.Engines.Linux;

internal abstract partial class LinuxSocket : IThreadPoolWorkItem
{
    ReadOnlyMemory<byte> _unsent;
    Readiness _writable;
    SplicePipe? _pipe;
    int _sendLength;
    int _sent;
    volatile bool _sending;

    /// <summary>
    /// One system call where the send buffer has room, which is the rule. Sends as io_uring submissions were measured: the same cost for
    /// small messages, 11 % more for streams of 16 KiB, and the handler would have to wait for each.
    /// </summary>
    public override bool Send(ReadOnlyMemory<byte> bytes, out OperationResult result)
    {
        if (++InRow <= MaxInRow)
        {
            _sending = true; // another thread may ask for the next receive, and so end the loan that this moves
            nint sent = Libc.Send(Fd, bytes.Span);
            if (sent == bytes.Length)
            {
                Moved = true;
                _sending = false;
                if (_loanInSend is not null)
                    EndLoanInSend();
                result = OperationResult.Done(bytes.Length);
                return true;
            }
            return SendRest(bytes, sent, out result);
        }
        BeginSend(bytes, null, bytes.Length);
        Loop.Post(this);
        result = default;
        return false;
    }

    /// <summary>Of bytes, or of what is in a pipe.</summary>
    void BeginSend(ReadOnlyMemory<byte> bytes, SplicePipe? pipe, int length)
    {
        _unsent = bytes;
        _pipe = pipe;
        _sendLength = length;
        _sent = 0;
        _sending = true;
    }

    bool SendRest(ReadOnlyMemory<byte> bytes, nint sent, out OperationResult result)
    {
        BeginSend(bytes, null, bytes.Length);
        if (!Advance(sent, out result) && !Push(out result))
            return false;
        EndLoanInSend();
        return true;
    }

    /// <summary>Sends until all is sent, the connection fails, or the send buffer is full and the loop will tell when it is not.</summary>
    bool Push(out OperationResult result)
    {
        while (true)
        {
            nint sent = _aborted ? -Errno.ECANCELED
                : _pipe is { } pipe ? pipe.DrainTo(Fd, _sendLength - _sent)
                : Libc.Send(Fd, _unsent.Span[_sent..]);
            if (Advance(sent, out result))
                return true;
            if (sent == -Errno.EAGAIN && WaitWritable(ref _writable))
                return false;
            _writable.Clear();
        }
    }

    /// <returns>Whether the send has ended.</returns>
    bool Advance(nint sent, out OperationResult result)
    {
        if (sent >= 0)
        {
            Moved = true;
            _sent += (int)sent;
            result = OperationResult.Done(_sendLength);
            return _sent == _sendLength;
        }
        result = Failed((int)-sent, _sent);
        return sent is not (-Errno.EAGAIN or -Errno.EINTR);
    }

    /// <summary>The send buffer is full. True: <see cref="OnWritable"/> follows when it has room. False: it has already.</summary>
    protected abstract bool WaitWritable(ref Readiness writable);

    /// <summary>On the loop's thread: the send buffer has room, or the connection is over.</summary>
    public void OnWritable()
    {
        if (_writable.Signal())
            Execute();
    }

    /// <summary>Goes on with the send, on the loop's thread.</summary>
    public void Execute()
    {
        InRow = 0;
        if (_connecting is not null)
            EndConnect();
        else if (Push(out OperationResult result))
            EndSendWith(result);
    }

    void EndSendWith(OperationResult result)
    {
        _unsent = default;
        _pipe = null;
        EndLoanInSend();
        Sink.Sent(in result);
    }

    public override OperationResult TrySend(ReadOnlySpan<byte> bytes)
    {
        nint sent = _aborted ? -Errno.ECANCELED : Libc.Send(Fd, bytes);
        if (sent < 0)
            return Failed((int)-sent);
        Moved = true;
        return OperationResult.Done((int)sent);
    }
}
