using System.Diagnostics.Tracing;
using System.Net;
using Meari.Diagnostics;
using Meari.Engines;

namespace Meari;

/// <summary>
/// One TCP connection, of a server's handler or of a client. Expected failures are values: receives give nothing and sends give false once
/// the connection is over, and <see cref="CloseReason"/> says why. Only misuse throws.
/// </summary>
/// <remarks>
/// <para>Any thread may call; at most one receive and one send may be under way at a time.</para>
/// <para>While it waits it holds no buffer. While its handler has received bytes it holds at most
/// <see cref="TcpServerOptions.ReceiveSize"/>, twice that while an earlier loan is still being sent.</para>
/// </remarks>
public sealed partial class TcpConnection : IAsyncDisposable, ISocketSink, IThreadPoolWorkItem
{
    static long _lastId;

    readonly EngineSocket _socket;
    readonly ConnectionSettings _settings;
    readonly long _opened;
    TcpCloseReason _reason = TcpCloseReason.Open;
    volatile bool _failed;
    volatile bool _lingerOver;
    TaskCompletionSource? _closed;
    bool _isClosed;
    int _ended;

    internal TcpConnection(EngineSocket socket, ConnectionSettings settings)
    {
        _socket = socket;
        _settings = settings;
        _receive = new(settings.OnThreadPool);
        _opened = LastMoved = settings.Time.GetTimestamp();
        Id = Interlocked.Increment(ref _lastId);
        socket.Sink = this;
        MeariMetrics.Opened(settings.IsServer);
    }

    /// <summary>A number that no other connection of this process has or will have.</summary>
    public long Id { get; }

    /// <summary>This side's IP address and port number.</summary>
    public IPEndPoint LocalEndPoint => _socket.LocalEndPoint;

    /// <summary>The peer's IP address and port number; an IPv4 client of a dual-stack server has a v4-mapped address.</summary>
    public IPEndPoint RemoteEndPoint => _socket.RemoteEndPoint;

    /// <summary>Why the connection came to its end, or <see cref="TcpCloseKind.Open"/>.</summary>
    public TcpCloseReason CloseReason => Volatile.Read(ref _reason);

    /// <summary>Bytes that receives have returned, and then those that were discarded while closing.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Bytes that the kernel's send buffer has taken.</summary>
    public long BytesSent { get; private set; }

    /// <summary>The server whose handler is to be run for it, if any, and its neighbours there: <see cref="ConnectionSet"/>'s own.</summary>
    internal TcpServer? Server { get; set; }

    internal TcpConnection? Next { get; set; }

    internal TcpConnection? Previous { get; set; }

    internal bool IsInSet { get; set; }

    void IThreadPoolWorkItem.Execute() => _ = Server!.ServeAsync(this);

    /// <summary>Segments that had to be sent again so far, or null where the system does not say.</summary>
    internal long? Retransmitted => _socket.Retransmitted;

    /// <summary>Whether the thread that calls is one of the loops that move bytes, which must not be blocked.</summary>
    internal bool IsLoopThread => _settings.Engine.IsLoopThread;

    /// <summary>
    /// Ends the connection at once with RST: what the peer has not received is lost, and what is under way here ends. What is lent
    /// stays readable until the handler returns or the connection is disposed.
    /// </summary>
    public void Abort() => AbortFor(TcpCloseReason.Aborted);

    internal void AbortFor(TcpCloseReason reason)
    {
        if (Volatile.Read(ref _ended) != 0)
            return;
        SetReason(reason);
        _failed = true;
        _noMore = true;
        _socket.Abort();
    }

    /// <summary>
    /// Ends the connection in good order: FIN after what was sent, then reading and discarding until the peer's FIN, at most for
    /// the options' close timeout, so that unread data does not turn into RST and the last bytes arrive. A handler need not call it;
    /// returning does the same. Called again, it waits for the same end.
    /// </summary>
    /// <remarks>Source: RFC 9293, section 3.10.4 (CLOSE) and RFC 2525, section 2.17.</remarks>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _ending, 1) == 0 ? CloseInOrderAsync() : new(WhenClosed());

    async ValueTask CloseInOrderAsync()
    {
        SetReason(TcpCloseReason.Finished);
        // Where nothing is left to be sent or received, closing sends FIN itself.
        if (!_failed && !(_streamEnded && IsSendIdle))
            FinishSending();
        TakeReceivingOver();
        try
        {
            if (!_failed && !(_streamEnded && IsSendIdle))
                await LingerAsync().ConfigureAwait(false);
            await WhenSendIdle().ConfigureAwait(false); // one that the failure of the connection is just ending
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Who disposes of it a second time waits for the first: a handler may have left closing to a stream's synchronous Dispose.</summary>
    Task WhenClosed()
    {
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        closed = Interlocked.CompareExchange(ref _closed, closed, null) ?? closed;
        if (Volatile.Read(ref _isClosed))
            closed.TrySetResult();
        return closed.Task;
    }

    async ValueTask LingerAsync()
    {
        await using ITimer deadline = _settings.Time.CreateTimer(
            static connection => ((TcpConnection)connection!).EndLinger(), this, _settings.CloseTimeout, Timeout.InfiniteTimeSpan);
        // A drain that begins meanwhile sends a receive away, too; the peer's FIN is still to be waited for.
        while (!_streamEnded && !_lingerOver)
            await DiscardAsync().ConfigureAwait(false);
        await WhenSendIdle().ConfigureAwait(false);
    }

    ValueTask<ReadOnlyMemory<byte>> DiscardAsync()
    {
        ValueTask<ReadOnlyMemory<byte>> received = ReceiveFromEngine(_settings.ReceiveSize, out bool waits);
        // The deadline sets the flag and then looks for who waits; this waits and then looks at the flag.
        if (waits && _lingerOver)
            EndReceive(null);
        return received;
    }

    /// <summary>The peer's FIN did not come in time: discarding stops and closing follows; a send that still waits for the peer is lost.</summary>
    void EndLinger()
    {
        _lingerOver = true;
        Interlocked.MemoryBarrier();
        EndReceive(null);
        if (!IsSendIdle)
            AbortFor(new(TcpCloseKind.Error, TcpOutcome.TimedOut));
    }

    void Close()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        long started = _settings.Stamp();
        _failed = true;
        _noMore = true;
        _socket.Close();
        TcpCloseReason reason = CloseReason;
        if (_settings.Observer is not null)
            Observe(TcpOperationKind.Close, started, 0, OperationResult.Done(), reason);
        MeariMetrics.Closed(_settings.IsServer, reason.Kind, _settings.Time.GetElapsedTime(_opened));
        if (MeariEventSource.Log.IsEnabled(EventLevel.Informational, EventKeywords.None))
            MeariEventSource.Log.Closed(Id, reason.Kind.ToString(), reason.Outcome.ToString(), reason.Error);
        Volatile.Write(ref _isClosed, true);
        Interlocked.MemoryBarrier();
        _closed?.TrySetResult();
    }

    /// <summary>The first cause counts, except that a failure replaces an orderly end.</summary>
    void SetReason(TcpCloseReason reason)
    {
        TcpCloseReason current = CloseReason;
        while (current.Kind == TcpCloseKind.Open || (current.IsOrderly && !reason.IsOrderly))
        {
            TcpCloseReason seen = Interlocked.CompareExchange(ref _reason, reason, current);
            if (ReferenceEquals(seen, current))
                return;
            current = seen;
        }
    }

    /// <summary>A receive or a send met the end of the connection.</summary>
    void OnFailure(string operation, TcpOutcome outcome, int error)
    {
        if (Volatile.Read(ref _ended) != 0)
            return;
        if (outcome == TcpOutcome.Unknown)
            MeariEventSource.Log.UnknownError(operation, error);
        SetReason(TcpCloseReason.Of(outcome, error));
        _failed = true;
        _noMore = true;
        _socket.Abort();
    }

    internal void Observe(TcpOperationKind kind, long started, int requested, in OperationResult result, TcpCloseReason? reason = null) =>
        _settings.Observe(new()
        {
            Kind = kind,
            ConnectionId = Id,
            Local = LocalEndPoint,
            Remote = RemoteEndPoint,
            Requested = requested,
            Transferred = result.Transferred,
            Outcome = result.Outcome,
            Error = result.Error,
            Started = started,
            Ended = _settings.Stamp(),
            Reason = reason,
        });

    void ThrowIfEnding() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _ending) != 0, this);
}
