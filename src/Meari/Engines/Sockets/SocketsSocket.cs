using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Meari.Engines.Sockets;

/// <summary>
/// A connected <see cref="Socket"/>. It waits with a receive of zero bytes, which holds no buffer, and takes the bytes with a
/// non-blocking receive once they are there; what it lends comes from the shared array pool.
/// </summary>
internal sealed class SocketsSocket : EngineSocket
{
    /// <summary>How many receives, or sends, may complete at once in a row before the connection queues behind the others on the thread pool.</summary>
    const int MaxInRow = 64;

    /// <summary>A send that waits hands the kernel so many bytes at a time, so that a slow peer's progress can be seen.</summary>
    const int Piece = 16 * 1024;

    readonly Socket _socket;
    readonly ReceiveArgs _readable;
    SendArgs? _writable;
    byte[]? _loan;
    byte[]? _loanInSend;
    ReadOnlyMemory<byte> _unsent;
    int _sendLength;
    int _maximum;
    int _inRow;
    int _sentInRow;
    bool _moreIsLikely;
    volatile bool _sending;
    volatile bool _aborted;
    int _closed;

    public SocketsSocket(Socket socket)
    {
        _socket = socket;
        socket.Blocking = false;
        _readable = new(this);
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        RemoteEndPoint = (IPEndPoint)socket.RemoteEndPoint!;
    }

    public override IPEndPoint LocalEndPoint { get; }

    public override IPEndPoint RemoteEndPoint { get; }

    public override bool Receive(int maximum, out ReceiveResult result)
    {
        EndLoan();
        _maximum = maximum;
        if (++_inRow > MaxInRow)
        {
            result = default;
            ThreadPool.UnsafeQueueUserWorkItem(_readable, preferLocal: false);
            return false;
        }
        // Trying first costs a failed recv whenever the peer waits for the answer, which is the rule; it pays after a full buffer.
        return (_moreIsLikely && TryReceive(out result)) || Wait(out result);
    }

    bool Wait(out ReceiveResult result)
    {
        while (true)
        {
            try
            {
                if (!_aborted && _socket.ReceiveAsync(_readable))
                {
                    result = default;
                    return false;
                }
            }
            catch (ObjectDisposedException)
            {
            }
            if (_aborted || _readable.SocketError != SocketError.Success)
            {
                result = SocketErrors.Received(_aborted ? SocketError.OperationAborted : _readable.SocketError);
                return true;
            }
            if (TryReceive(out result))
                return true;
        }
    }

    bool TryReceive(out ReceiveResult result)
    {
        byte[] buffer = Loans.RentArray(_maximum);
        SocketError error;
        int received = 0;
        try
        {
            received = _socket.Receive(buffer.AsSpan(0, _maximum), SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            error = SocketError.OperationAborted;
        }
        if (error == SocketError.Success && received > 0)
        {
            Moved = true;
            _moreIsLikely = received == _maximum;
            _loan = buffer;
            Interlocked.MemoryBarrier();
            if (_closed != 0)
                EndLoanOfClosed();
            result = ReceiveResult.Lend(buffer.AsMemory(0, received));
            return true;
        }
        Loans.ReturnArray(buffer);
        _moreIsLikely = false;
        if (_aborted)
            error = SocketError.OperationAborted; // whatever name the framework gives to a socket that is closed under the call
        result = error == SocketError.Success ? ReceiveResult.Failed(TcpOutcome.EndOfStream) : SocketErrors.Received(error);
        return error != SocketError.WouldBlock;
    }

    void EndLoan()
    {
        if (_loan is not { } loan)
            return;
        _loan = null;
        EndLoan(loan);
    }

    /// <summary>Bytes may have come for a receive that was under way while another thread closed: each of the two looks.</summary>
    void EndLoanOfClosed()
    {
        if (Interlocked.Exchange(ref _loan, null) is { } loan)
            EndLoan(loan);
    }

    /// <summary>Memory that a send is still moving must not reach the pool before that send has ended; then the send gives it back.</summary>
    void EndLoan(byte[] loan)
    {
        if (!_sending || Interlocked.CompareExchange(ref _loanInSend, loan, null) is not null)
            Loans.ReturnArray(loan);
        else if (!_sending)
            EndLoanInSend();
    }

    void EndLoanInSend()
    {
        if (Interlocked.Exchange(ref _loanInSend, null) is { } loan)
            Loans.ReturnArray(loan);
    }

    public override bool Send(ReadOnlyMemory<byte> bytes, out OperationResult result)
    {
        _unsent = bytes;
        _sendLength = bytes.Length;
        _sending = true;
        if (++_sentInRow > MaxInRow)
        {
            result = default;
            ThreadPool.UnsafeQueueUserWorkItem(_writable ??= new(this), preferLocal: false);
            return false;
        }
        if (!Push(out result))
            return false;
        EndSend();
        return true;
    }

    bool Push(out OperationResult result)
    {
        while (true)
        {
            int sent = SendNow(_unsent.Span, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                _writable ??= new(this);
                try
                {
                    _writable.SetBuffer(MemoryMarshal.AsMemory(_unsent[..Math.Min(_unsent.Length, Piece)]));
                    if (_socket.SendAsync(_writable))
                    {
                        result = default;
                        return false;
                    }
                    sent = _writable.BytesTransferred;
                    error = _writable.SocketError;
                }
                catch (ObjectDisposedException)
                {
                    error = SocketError.OperationAborted;
                }
            }
            if (Advance(sent, error, out result))
                return true;
        }
    }

    bool Advance(int sent, SocketError error, out OperationResult result)
    {
        if (sent > 0)
        {
            Moved = true;
            _unsent = _unsent[sent..];
        }
        if (_aborted)
            error = SocketError.OperationAborted;
        result = error == SocketError.Success
            ? OperationResult.Done(_sendLength)
            : SocketErrors.Failed(error, _sendLength - _unsent.Length);
        return error != SocketError.Success || _unsent.IsEmpty;
    }

    int SendNow(ReadOnlySpan<byte> bytes, out SocketError error)
    {
        error = SocketError.OperationAborted;
        if (_aborted)
            return 0;
        try
        {
            return Math.Max(0, _socket.Send(bytes, SocketFlags.None, out error));
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    void EndSend()
    {
        _unsent = default;
        _sending = false;
        Interlocked.MemoryBarrier();
        if (_loanInSend is not null)
            EndLoanInSend();
    }

    public override OperationResult TrySend(ReadOnlySpan<byte> bytes)
    {
        int sent = SendNow(bytes, out SocketError error);
        if (sent > 0)
            Moved = true;
        if (_aborted)
            error = SocketError.OperationAborted;
        return sent > 0 || error == SocketError.Success ? OperationResult.Done(sent) : SocketErrors.Failed(error);
    }

    public override OperationResult FinishSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            return OperationResult.Done();
        }
        catch (SocketException e)
        {
            return SocketErrors.Failed(e.SocketErrorCode);
        }
        catch (ObjectDisposedException)
        {
            return SocketErrors.Failed(SocketError.OperationAborted);
        }
    }

    public override void Abort()
    {
        _aborted = true;
        try
        {
            _socket.LingerState = new(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer's RST was first, or the socket is closed: there is nothing left to reset.
        }
        _socket.Dispose();
    }

    public override void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        _aborted = true;
        _socket.Dispose();
        EndLoanOfClosed();
        _readable.Dispose();
        _writable?.Dispose();
    }

    public override void Run(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);

    sealed class ReceiveArgs(SocketsSocket owner) : SocketAsyncEventArgs(true), IThreadPoolWorkItem
    {
        protected override void OnCompleted(SocketAsyncEventArgs e)
        {
            if (SocketError != SocketError.Success)
                owner.Sink.Received(SocketErrors.Received(owner._aborted ? SocketError.OperationAborted : SocketError));
            else
                Execute();
        }

        public void Execute()
        {
            owner._inRow = owner._sentInRow = 0;
            if (owner.TryReceive(out ReceiveResult result) || owner.Wait(out result))
                owner.Sink.Received(in result);
        }
    }

    sealed class SendArgs(SocketsSocket owner) : SocketAsyncEventArgs(true), IThreadPoolWorkItem
    {
        protected override void OnCompleted(SocketAsyncEventArgs e)
        {
            owner._sentInRow = 0;
            if (owner.Advance(BytesTransferred, SocketError, out OperationResult result) || owner.Push(out result))
                End(in result);
        }

        public void Execute()
        {
            owner._sentInRow = 0;
            if (owner.Push(out OperationResult result))
                End(in result);
        }

        void End(in OperationResult result)
        {
            owner.EndSend();
            owner.Sink.Sent(in result);
        }
    }
}
