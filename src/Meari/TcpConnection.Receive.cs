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

    /// <summary>
    /// The engine is being asked. Nobody is sent away in the middle of that: what ends receiving sets its flag first, and who asks looks at
    /// the flags when the engine has not answered at once.
    /// </summary>
    const int Asking = 5;

    Completion<ReadOnlyMemory<byte>> _receive;
    int _receiveTaken;
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
    /// <param name="maximum">Bytes, at least 1; more than the options' receive size is never lent at once.</param>
    /// <param name="cancellationToken">Ends the wait, not the connection: no bytes are lost.</param>
    /// <returns>As <see cref="ReceiveAsync(CancellationToken)"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is less than 1.</exception>
    public ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(int maximum, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 1);
        return ReceiveAtMostAsync(maximum, cancellationToken);
    }

    /// <summary>Of 0 bytes, it waits until there is something to receive.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReceiveAtMostAsync(int maximum, CancellationToken cancellationToken)
    {
        TakeReceiveTurn();
        if (_noMore || cancellationToken.IsCancellationRequested)
        {
            Volatile.Write(ref _receiveTaken, 0);
            return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<ReadOnlyMemory<byte>>(cancellationToken) : default;
        }
        ValueTask<ReadOnlyMemory<byte>> received = ReceiveFromEngine(Math.Min(maximum, _settings.ReceiveSize), out bool waits);
        if (waits)
        {
            if (cancellationToken.CanBeCanceled)
                CancelReceiveBy(cancellationToken);
            // What ends receiving sets the flag and then looks for who waits; this waits and then looks at the flag.
            if (_noMore || Volatile.Read(ref _ending) != 0)
                EndReceive(null);
        }
        return received;
    }

    /// <summary>One receive at a time: the turn is taken from the call until its result is given out.</summary>
    void TakeReceiveTurn()
    {
        ThrowIfEnding();
        if (Interlocked.Exchange(ref _receiveTaken, 1) != 0)
            throw new InvalidOperationException("A receive is under way on this connection already; one at a time.");
        if (Volatile.Read(ref _ending) == 0)
            return;
        Volatile.Write(ref _receiveTaken, 0);
        ThrowIfEnding();
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
            ReadOnlyMemory<byte> bytes = await ReceiveAsync(buffer.Length - filled, cancellationToken).ConfigureAwait(false);
            if (bytes.IsEmpty)
                break;
            bytes.CopyTo(buffer[filled..]);
            filled += bytes.Length;
        }
        return filled;
    }

    /// <summary>By who has the turn; gives it back where there is a result at once.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReceiveFromEngine(int maximum, out bool waits)
    {
        if (!_receive.IsFree)
            _receive = new(_settings.OnThreadPool);
        Completion<ReadOnlyMemory<byte>> receive = _receive;
        receive.Reset();
        ValueTask<ReadOnlyMemory<byte>> received = receive.Task;
        _receiveRequested = maximum;
        waits = true;
        int state = Volatile.Read(ref _receiveState);
        if (state == Idle || (state == Stored && maximum > 0 && IsNewsOnly(in _stored)))
        {
            _receiveStarted = _settings.Stamp();
            Volatile.Write(ref _receiveState, Asking);
            if (_socket.Receive(maximum, out ReceiveResult result))
            {
                Volatile.Write(ref _receiveState, Idle);
                return GiveAtOnce(in result, out waits);
            }
            Interlocked.CompareExchange(ref _receiveState, Waiting, Asking); // unless it has been answered by now
            return received;
        }
        if (Interlocked.CompareExchange(ref _receiveState, Waiting, Armed) == Armed)
            return received;
        ReceiveResult stored = TakeOut(in _stored);
        return GiveAtOnce(in stored, out waits);
    }

    ValueTask<ReadOnlyMemory<byte>> GiveAtOnce(in ReceiveResult result, out bool waits)
    {
        waits = false;
        _receive.Free();
        Volatile.Write(ref _receiveTaken, 0); // first: an observer that disposes would wait for the turn
        return new(Take(in result));
    }

    void ISocketSink.Received(in ReceiveResult result)
    {
        while (true)
        {
            int state = Volatile.Read(ref _receiveState);
            if (state is Asking or Waiting && IsNewsOnly(in result) && _receiveRequested > 0)
            {
                if (_socket.Receive(_receiveRequested, out ReceiveResult bytes))
                    ((ISocketSink)this).Received(in bytes);
                return;
            }
            if (state is Asking or Waiting && Interlocked.CompareExchange(ref _receiveState, Ending, state) == state)
            {
                Completion<ReadOnlyMemory<byte>> receive = _receive;
                ReceiveResult now = TakeOut(in result);
                _receiveCancellation.Dispose();
                Volatile.Write(ref _receiveTaken, 0);
                receive.SetResult(Take(in now));
                return;
            }
            _stored = result;
            if (Interlocked.CompareExchange(ref _receiveState, Stored, Armed) == Armed)
                return;
        }
    }

    /// <summary>A copy waited for the news that there is something; it was cancelled, and a receive that wants the bytes themselves took its place.</summary>
    static bool IsNewsOnly(in ReceiveResult result) => result.Bytes.IsEmpty && result.Outcome == TcpOutcome.Done;

    /// <summary>A receive that took the place of a larger one gets what it asked for; the rest is stored for the next.</summary>
    ReceiveResult TakeOut(in ReceiveResult result)
    {
        ReadOnlyMemory<byte> bytes = result.Bytes;
        int maximum = _receiveRequested;
        if (bytes.Length <= maximum)
        {
            Volatile.Write(ref _receiveState, Idle);
            return result;
        }
        _stored = ReceiveResult.Lend(bytes[maximum..]);
        Volatile.Write(ref _receiveState, Stored);
        return ReceiveResult.Lend(bytes[..maximum]);
    }

    ReadOnlyMemory<byte> Take(in ReceiveResult result)
    {
        if (result.Bytes.Length > 0 || result.Outcome != TcpOutcome.Done)
            Account(result.Outcome, result.Error, result.Bytes.Length);
        return result.Bytes;
    }

    void Account(TcpOutcome outcome, int error, int length)
    {
        if (outcome == TcpOutcome.Done)
        {
            BytesReceived += length;
            MeariMetrics.Received(_settings.IsServer, length);
        }
        if (_settings.Observer is not null)
        {
            OperationResult seen = new() { Transferred = length, Outcome = outcome, Error = error };
            Observe(TcpOperationKind.Receive, _receiveStarted, _receiveRequested, in seen);
        }
        if (outcome == TcpOutcome.Done)
            return;
        if (outcome == TcpOutcome.EndOfStream)
            SetReason(TcpCloseReason.PeerFinished);
        else
            OnFailure("recv", outcome, error);
        _streamEnded = _noMore = true;
    }

    void CancelReceiveBy(CancellationToken cancellationToken)
    {
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (connection, token) => ((TcpConnection)connection!).EndReceive(new OperationCanceledException(token)), this);
        _receiveCancellation = registration;
        // The bytes may have come before the registration was there to be disposed.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _receiveState) != Waiting)
            registration.Dispose();
    }

    /// <summary>Sends away who awaits a receive, with nothing or with an exception, on the connection's own thread.</summary>
    void EndReceive(Exception? exception)
    {
        if (Interlocked.CompareExchange(ref _receiveState, Ending, Waiting) != Waiting)
            return;
        Completion<ReadOnlyMemory<byte>> receive = _receive;
        Volatile.Write(ref _receiveState, Armed);
        _receiveCancellation.Dispose();
        Volatile.Write(ref _receiveTaken, 0);
        _socket.Run(new Resumption(receive, exception));
    }

    /// <summary>Whether every receive from now on gives nothing.</summary>
    internal bool IsReceivingOver => _noMore;

    /// <summary>Who awaits a receive gets nothing, though the connection goes on.</summary>
    internal void WakeReceive() => EndReceive(null);

    /// <summary>Receiving is closing's alone from now on: who still receives is sent away, and nobody else comes, since it is ending.</summary>
    void TakeReceivingOver()
    {
        SpinWait spin = default;
        while (Interlocked.Exchange(ref _receiveTaken, 1) != 0)
        {
            EndReceive(null);
            spin.SpinOnce();
        }
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
