using System.Runtime.CompilerServices;
using Meari.Diagnostics;
using Meari.Engines;

namespace Meari;

public sealed partial class TcpConnection
{
    /// <summary>No receive is under way.</summary>
    const int Idle = 0;

    /// <summary>The engine was asked and somebody awaits.</summary>
    const int Waiting = 1;

    /// <summary>The engine was asked, and who awaited has gone: cancelled, or told to finish. The next receive takes its place.</summary>
    const int Armed = 2;

    /// <summary>The engine answered when nobody awaited; the next receive gets it, so that cancelling loses no bytes.</summary>
    const int Stored = 3;

    /// <summary>For a few instructions: whoever ends the wait, the engine or what sends the waiter away, takes the completion out.</summary>
    const int Ending = 4;

    Completion<ReadOnlyMemory<byte>> _receive;
    CancellationTokenRegistration _receiveCancellation;
    ReceiveResult _stored;
    int _receiveState;
    int _receiveRequested;
    long _receiveStarted;
    bool _streamEnded;
    volatile bool _noMore;
    int _ending;

    /// <summary>
    /// Waits for bytes and lends them. <em>Empty</em> means that nothing more will come, for whatever reason;
    /// <see cref="CloseReason"/> says which.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait, not the connection: no bytes are lost.</param>
    /// <returns>
    /// Bytes that stay valid until the next receive on this connection is asked for, or until the connection is disposed or its handler
    /// returns; what a <see cref="SendAsync"/> of this connection is still sending stays valid until it has been sent.
    /// </returns>
    /// <exception cref="InvalidOperationException">Another receive of this connection is under way.</exception>
    /// <exception cref="ObjectDisposedException">The connection was disposed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <remarks>Source: recv(2), its two kinds of success: data, and 0 at a normal close.</remarks>
    public ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken = default) =>
        ReceiveAsync(_settings.ReceiveSize, cancellationToken);

    /// <summary>As <see cref="ReceiveAsync(CancellationToken)"/>, but lends at most <paramref name="maximum"/> bytes; the rest stays for the next receive.</summary>
    /// <param name="maximum">Bytes, at least 1.</param>
    /// <param name="cancellationToken">Ends the wait, not the connection: no bytes are lost.</param>
    /// <returns>As <see cref="ReceiveAsync(CancellationToken)"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is less than 1.</exception>
    public ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(int maximum, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 1);
        ThrowIfEnding();
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<ReadOnlyMemory<byte>>(cancellationToken);
        if (_noMore)
            return default;
        ValueTask<ReadOnlyMemory<byte>> received = ReceiveFromEngine(maximum);
        if (_receiveState != Idle)
        {
            if (cancellationToken.CanBeCanceled)
                CancelReceiveBy(cancellationToken);
            // What ends receiving sets the flag and then looks for who waits; this waits and then looks at the flag.
            if (_noMore)
                EndReceive(null);
        }
        return received;
    }

    /// <summary>Fills <paramref name="buffer"/>, as recv with MSG_WAITALL does.</summary>
    /// <param name="buffer">Where to; unlike lent memory it is the caller's own.</param>
    /// <param name="cancellationToken">Ends the wait; what has arrived in <paramref name="buffer"/> by then is lost to later receives.</param>
    /// <returns>The bytes that came: all of <paramref name="buffer"/>, or fewer if the connection came to its end before.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveExactlyAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            int maximum = Math.Min(buffer.Length - filled, _settings.ReceiveSize);
            ReadOnlyMemory<byte> bytes = await ReceiveAsync(maximum, cancellationToken).ConfigureAwait(false);
            if (bytes.IsEmpty)
                break;
            bytes.CopyTo(buffer[filled..]);
            filled += bytes.Length;
        }
        return filled;
    }

    ValueTask<ReadOnlyMemory<byte>> ReceiveFromEngine(int maximum)
    {
        int state = Volatile.Read(ref _receiveState);
        if (state is Waiting or Ending)
            throw new InvalidOperationException("A receive is under way on this connection already; one at a time.");
        _receive.Reset();
        ValueTask<ReadOnlyMemory<byte>> received = _receive.Task;
        _receiveRequested = maximum;
        if (state == Idle)
        {
            _receiveStarted = _settings.Stamp();
            Volatile.Write(ref _receiveState, Waiting);
            if (!_socket.Receive(maximum, out ReceiveResult result))
                return received;
            if (Interlocked.CompareExchange(ref _receiveState, Idle, Waiting) == Waiting)
                return new(Take(in result));
            // Sent away in the middle of it: the answer is for the next receive.
            ((ISocketSink)this).Received(in result);
            return received;
        }
        if (Interlocked.CompareExchange(ref _receiveState, Waiting, Armed) == Armed)
            return received;
        ReceiveResult stored = TakeOut(in _stored);
        return new(Take(in stored));
    }

    void ISocketSink.Received(in ReceiveResult result)
    {
        while (true)
        {
            if (Interlocked.CompareExchange(ref _receiveState, Ending, Waiting) == Waiting)
            {
                Completion<ReadOnlyMemory<byte>> receive = _receive;
                ReceiveResult now = TakeOut(in result);
                _receiveCancellation.Dispose();
                receive.SetResult(Take(in now));
                return;
            }
            _stored = result;
            if (Interlocked.CompareExchange(ref _receiveState, Stored, Armed) == Armed)
                return;
        }
    }

    /// <summary>A receive that took the place of a larger one gets what it asked for; the rest is stored for the next.</summary>
    ReceiveResult TakeOut(in ReceiveResult result)
    {
        ReadOnlyMemory<byte> bytes = result.Bytes;
        int maximum = _receiveRequested;
        ReceiveResult now = bytes.Length <= maximum ? result : ReceiveResult.Lend(bytes[..maximum]);
        _stored = bytes.Length <= maximum ? default : ReceiveResult.Lend(bytes[maximum..]);
        Volatile.Write(ref _receiveState, bytes.Length <= maximum ? Idle : Stored);
        return now;
    }

    ReadOnlyMemory<byte> Take(in ReceiveResult result)
    {
        int length = result.Bytes.Length;
        if (result.Outcome == TcpOutcome.Done)
        {
            BytesReceived += length;
            MeariMetrics.Received(_settings.IsServer, length);
        }
        if (_settings.Observer is not null)
        {
            OperationResult seen = new() { Transferred = length, Outcome = result.Outcome, Error = result.Error };
            Observe(TcpOperationKind.Receive, _receiveStarted, _receiveRequested, in seen);
        }
        if (result.Outcome == TcpOutcome.EndOfStream)
            SetReason(TcpCloseReason.PeerFinished);
        else if (result.Outcome != TcpOutcome.Done)
            OnFailure("recv", result.Outcome, result.Error);
        if (result.Outcome != TcpOutcome.Done)
            _streamEnded = _noMore = true;
        return result.Bytes;
    }

    void CancelReceiveBy(CancellationToken cancellationToken)
    {
        _receiveCancellation = cancellationToken.UnsafeRegister(
            static (connection, token) => ((TcpConnection)connection!).EndReceive(new OperationCanceledException(token)), this);
        // The bytes may have come before the registration was there to be disposed.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _receiveState) != Waiting)
            _receiveCancellation.Dispose();
    }

    /// <summary>Sends away who awaits a receive, with nothing or with an exception, on the connection's own thread.</summary>
    void EndReceive(Exception? exception)
    {
        if (Interlocked.CompareExchange(ref _receiveState, Ending, Waiting) != Waiting)
            return;
        Completion<ReadOnlyMemory<byte>> receive = _receive;
        Volatile.Write(ref _receiveState, Armed);
        _receiveCancellation.Dispose();
        _socket.Run(new Resumption(receive, exception));
    }

    /// <summary>Who awaits a receive gets nothing, though the connection goes on.</summary>
    internal void WakeReceive() => EndReceive(null);

    /// <summary>The handler has gone and may have left a receive behind: it ends empty, and its completion is no longer ours to reset.</summary>
    void AbandonReceive()
    {
        EndReceive(null);
        SpinWait spin = default;
        while (Volatile.Read(ref _receiveState) == Ending)
            spin.SpinOnce();
        _receive = new(_settings.OnThreadPool);
    }

    /// <summary>Nothing more is received: who waits gets nothing, and so does whoever asks.</summary>
    internal void FinishReceiving(TcpCloseReason reason)
    {
        SetReason(reason);
        _noMore = true;
        Interlocked.MemoryBarrier();
        EndReceive(null);
    }

    /// <summary>
    /// Closes the connection if nothing has moved for <paramref name="limit"/> while somebody waits for it to; called from time to time.
    /// </summary>
    internal void EndIfIdle(long now, TimeSpan limit)
    {
        bool receives = Volatile.Read(ref _receiveState) == Waiting;
        bool sends = !IsSendIdle;
        bool lingers = Volatile.Read(ref _ending) != 0;
        if (_socket.Moved || lingers || (!receives && !sends))
        {
            _socket.Moved = false;
            LastMoved = now;
        }
        else if (_settings.Time.GetElapsedTime(LastMoved, now) >= limit)
        {
            if (sends)
                AbortFor(TcpCloseReason.Idle);
            else
                FinishReceiving(TcpCloseReason.Idle);
        }
    }

    /// <summary>When bytes were last seen to have moved; written by the server's sweep only.</summary>
    long LastMoved { get; set; }

    sealed class Resumption(Completion<ReadOnlyMemory<byte>> receive, Exception? exception) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            if (exception is null)
                receive.SetResult(default);
            else
                receive.SetException(exception);
        }
    }
}
