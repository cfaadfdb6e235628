using System.Collections.Concurrent;
using System.Threading.Channels;
using Meari.Engines;

namespace Meari.Tests.Support;

/// <summary>Keeps what a listening socket tells.</summary>
sealed class RecordingListenerSink : IListenerSink
{
    readonly Channel<EngineSocket> _accepted = Channel.CreateUnbounded<EngineSocket>();
    int _count;

    /// <summary>What to say to each connection; true by default.</summary>
    public Func<bool> Answer { get; set; } = static () => true;

    public int Count => Volatile.Read(ref _count);

    public ConcurrentQueue<TcpOutcome> Failures { get; } = new();

    public bool Accepted(EngineSocket socket)
    {
        Interlocked.Increment(ref _count);
        _accepted.Writer.TryWrite(socket);
        return Answer();
    }

    public bool AcceptFailed(TcpOutcome outcome, int error)
    {
        Failures.Enqueue(outcome);
        return false;
    }

    public Task<EngineSocket> NextAsync() => _accepted.Reader.ReadAsync().InTime();
}

/// <summary>
/// An engine's socket with the sink that the contract asks for: each operation becomes a task, and what the contract forbids is counted.
/// </summary>
sealed class EngineEnd : ISocketSink
{
    /// <summary>The call of an operation that this thread is inside of, if any.</summary>
    [ThreadStatic]
    static EngineEnd? _inside;

    readonly Channel<ReceiveResult> _received = Channel.CreateUnbounded<ReceiveResult>();
    readonly Channel<OperationResult> _sent = Channel.CreateUnbounded<OperationResult>();
    int _receivedCalls;
    int _sentCalls;
    int _calledFromInside;

    public EngineEnd(EngineSocket socket)
    {
        Socket = socket;
        socket.Sink = this;
    }

    /// <param name="lend">Who has the socket and tells this from now on.</param>
    public EngineEnd(Func<ISocketSink, EngineSocket> lend) => Socket = lend(this);

    public EngineSocket Socket { get; }

    public int ReceivedCalls => Volatile.Read(ref _receivedCalls);

    public int SentCalls => Volatile.Read(ref _sentCalls);

    /// <summary>How many operations did not end at once.</summary>
    public int Waited { get; private set; }

    public bool WasCalledFromInside => Volatile.Read(ref _calledFromInside) != 0;

    public Task<ReceiveResult> ReceiveAsync(int maximum)
    {
        _inside = this;
        bool now = Socket.Receive(maximum, out ReceiveResult result);
        _inside = null;
        if (now)
            return Task.FromResult(result);
        Waited++;
        return _received.Reader.ReadAsync().InTime();
    }

    public Task<OperationResult> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        _inside = this;
        bool now = Socket.Send(bytes, out OperationResult result);
        _inside = null;
        if (now)
            return Task.FromResult(result);
        Waited++;
        return _sent.Reader.ReadAsync().InTime();
    }

    /// <summary>Copies what is lent until there is an outcome other than bytes.</summary>
    public async Task<(byte[] Bytes, ReceiveResult End)> ReceiveToEndAsync(int maximum = 64 * 1024)
    {
        using MemoryStream all = new();
        while (true)
        {
            ReceiveResult result = await ReceiveAsync(maximum);
            if (result.Outcome != TcpOutcome.Done)
                return (all.ToArray(), result);
            Assert.InRange(result.Bytes.Length, 1, maximum);
            all.Write(result.Bytes.Span);
        }
    }

    void ISocketSink.Received(in ReceiveResult result)
    {
        Count(ref _receivedCalls);
        _received.Writer.TryWrite(result);
    }

    void ISocketSink.Sent(in OperationResult result)
    {
        Count(ref _sentCalls);
        _sent.Writer.TryWrite(result);
    }

    void Count(ref int calls)
    {
        Interlocked.Increment(ref calls);
        if (_inside == this)
            Interlocked.Increment(ref _calledFromInside);
    }
}
