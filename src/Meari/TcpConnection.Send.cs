using Meari.Diagnostics;
using Meari.Engines;

namespace Meari;

public sealed partial class TcpConnection
{
    const int FinishAsked = 1, FinishDone = 2;

    [ThreadStatic]
    static Completion<bool>? _spareCompletion;

    Completion<bool>? _send;
    CancellationTokenRegistration _sendCancellation;
    TaskCompletionSource? _sendIdle;
    CancellationToken _sendToken;
    int _sending;
    int _finish;
    int _sendRequested;
    long _sendStarted;

    /// <summary>Sends all of <paramref name="bytes"/>; done when the kernel's send buffer has taken the last one, which is not yet the peer's receive (a blocking send).</summary>
    /// <param name="bytes">Must stay unchanged until the send is done. Lent bytes may be given as they are.</param>
    /// <param name="cancellationToken">Ends the connection with RST if the send has begun: the peer could not tell how much it lacks.</param>
    /// <returns>False once the connection is over; <see cref="CloseReason"/> says why.</returns>
    /// <exception cref="InvalidOperationException">Another send is under way, or <see cref="FinishSending"/> was called.</exception>
    /// <exception cref="ObjectDisposedException">The connection was disposed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before the send was done.</exception>
    /// <remarks>Source: send(2); the slide on send: the call returns when the data has been copied to the send buffer.</remarks>
    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        StartSend(bytes, null, bytes.Length, cancellationToken);

    ValueTask<bool> SendFromAsync(EnginePipe pipe, int count, CancellationToken cancellationToken) => StartSend(default, pipe, count, cancellationToken);

    ValueTask<bool> StartSend(ReadOnlyMemory<byte> bytes, EnginePipe? pipe, int count, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        BeginSend();
        if (_failed || count == 0)
        {
            EndSend();
            return new(!_failed);
        }
        Completion<bool> completion = _send = TakeSendCompletion();
        completion.Reset();
        ValueTask<bool> sent = completion.Task;
        _sendRequested = count;
        _sendStarted = _settings.Stamp();
        _sendToken = cancellationToken;
        if (pipe is null ? _socket.Send(bytes, out OperationResult result) : _socket.SendFrom(pipe, count, out result))
        {
            completion.Free();
            _send = null;
            _spareCompletion = completion;
            TakeSent(in result);
            EndSend();
            return new(result.IsDone);
        }
        if (cancellationToken.CanBeCanceled)
            CancelSendBy(cancellationToken);
        return sent;
    }

    /// <summary>Most sends end at once, and then the thread keeps the completion for the next, whosever that is: an idle connection has none.</summary>
    Completion<bool> TakeSendCompletion()
    {
        if (_send is { IsFree: true } own)
            return own;
        if (_spareCompletion is { } spare && spare.OnThreadPool == _settings.OnThreadPool)
        {
            _spareCompletion = null;
            return spare;
        }
        return new(_settings.OnThreadPool);
    }

    /// <summary>Sends what the kernel's send buffer takes now, and never waits (a non-blocking send).</summary>
    /// <param name="bytes">What to send.</param>
    /// <returns>How many bytes were taken; 0 if the buffer is full (EAGAIN) or the connection is over, as <see cref="CloseReason"/> tells.</returns>
    /// <exception cref="InvalidOperationException">Another send is under way, or <see cref="FinishSending"/> was called.</exception>
    /// <exception cref="ObjectDisposedException">The connection was disposed.</exception>
    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        BeginSend();
        OperationResult result = default;
        if (!_failed && !bytes.IsEmpty)
        {
            _sendRequested = bytes.Length;
            _sendStarted = _settings.Stamp();
            result = _socket.TrySend(bytes);
            TakeSent(in result);
        }
        EndSend();
        return result.Transferred;
    }

    /// <summary>
    /// Sends FIN after what was sent: half-close. Receiving goes on. With a send under way, FIN follows it. Any number of times.
    /// </summary>
    /// <remarks>Source: shutdown(2) with SHUT_WR; RFC 9293, section 3.6.</remarks>
    public void FinishSending()
    {
        Interlocked.CompareExchange(ref _finish, FinishAsked, 0);
        if (IsSendIdle)
            Finish();
    }

    bool IsSendIdle => Volatile.Read(ref _sending) == 0;

    /// <summary>Takes the turn first and looks then: whoever finishes sending does it the other way round, so that nothing is sent after FIN.</summary>
    void BeginSend()
    {
        ThrowIfEnding();
        if (Interlocked.Exchange(ref _sending, 1) != 0)
            throw new InvalidOperationException("A send is under way on this connection already; one at a time.");
        if (Volatile.Read(ref _finish) == 0 && Volatile.Read(ref _ending) == 0)
            return;
        EndSend();
        ThrowIfEnding();
        throw new InvalidOperationException("Sending was finished on this connection: FIN is the last thing that it sends.");
    }

    void EndSend()
    {
        Interlocked.Exchange(ref _sending, 0);
        if (Volatile.Read(ref _finish) == FinishAsked)
            Finish();
        _sendIdle?.TrySetResult();
    }

    void Finish()
    {
        if (Interlocked.CompareExchange(ref _finish, FinishDone, FinishAsked) != FinishAsked || _failed)
            return;
        long started = _settings.Stamp();
        OperationResult result = _socket.FinishSending();
        if (_settings.Observer is not null)
            Observe(TcpOperationKind.Shutdown, started, 0, in result);
    }

    void ISocketSink.Sent(in OperationResult result)
    {
        bool cancelled = !result.IsDone && _sendToken.IsCancellationRequested;
        Completion<bool> send = _send!;
        CancellationToken token = _sendToken;
        TakeSent(in result);
        EndSend();
        // After the send was told to be over, so that a registration that comes later is disposed by who makes it.
        _sendCancellation.Dispose();
        if (cancelled)
            send.SetException(new OperationCanceledException(token));
        else
            send.SetResult(result.IsDone);
    }

    void TakeSent(in OperationResult result)
    {
        BytesSent += result.Transferred;
        MeariMetrics.Sent(_settings.IsServer, result.Transferred);
        if (_settings.Observer is not null)
            Observe(TcpOperationKind.Send, _sendStarted, _sendRequested, in result);
        if (!result.IsDone && result.Outcome != TcpOutcome.WouldBlock)
            OnFailure("send", result.Outcome, result.Error);
    }

    void CancelSendBy(CancellationToken cancellationToken)
    {
        _sendCancellation = cancellationToken.UnsafeRegister(static connection => ((TcpConnection)connection!).Abort(), this);
        Interlocked.MemoryBarrier();
        if (IsSendIdle)
            _sendCancellation.Dispose();
    }

    /// <summary>A handler may have returned without awaiting its last send.</summary>
    Task WhenSendIdle()
    {
        if (IsSendIdle)
            return Task.CompletedTask;
        TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _sendIdle = idle;
        Interlocked.MemoryBarrier();
        if (IsSendIdle)
            idle.TrySetResult();
        return idle.Task;
    }
}
