using System.Diagnostics;
using Meari.Engines;

namespace Meari.Bench.Loads;

/// <summary>
/// How it moves bytes: by the engine's socket, which its connection lends, so that a request touches no object but the socket and this one. With 1,000
/// connections neither is in the processor's nearer caches when its turn comes; through <see cref="TcpConnection"/> and an await it would be six.
/// </summary>
internal sealed partial class EchoConnection : ISocketSink
{
    const int MaxReceive = 64 * 1024;

    EngineSocket? _socket;
    TaskCompletionSource? _over;
    int _unsent;
    bool _isReceiving, _isSending;

    /// <summary>Borrows a connection's socket and receives; the task ends when the connection has come to its end or was given back.</summary>
    Task UseAsync(TcpConnection connection)
    {
        TaskCompletionSource over = _over = new();
        _socket = connection.Lend(Thread.Loop.CompletesOperations ? this : new FromElsewhere(this, connection));
        if (Ask(_socket, out ReceiveResult result))
            Received(in result);
        return over.Task;
    }

    bool Ask(EngineSocket socket, out ReceiveResult result)
    {
        _isReceiving = true;
        return socket.Receive(MaxReceive, out result);
    }

    public void Received(in ReceiveResult result)
    {
        Debug.Assert(Thread.Loop.IsCurrent, "Whatever completes elsewhere comes by way of the loop");
        EngineSocket? socket = _socket;
        ReceiveResult came = result;
        do
        {
            _isReceiving = false;
            // Bytes may have been on their way when the connection was given up: its requests are counted by then.
            if (came.Outcome != TcpOutcome.Done || _isGivenUp || !Take(came.Bytes.Span, Thread.Time.GetTimestamp()))
            {
                GiveBack(came.Outcome == TcpOutcome.Done ? default : came);
                return;
            }
        }
        while (socket is not null && _socket == socket && Ask(socket, out came));
    }

    /// <summary>Sends what was asked for. What the kernel does not take at once goes on when it does, while answers are received.</summary>
    void Push()
    {
        while (_sent < _asked && _unsent == 0 && !_isGivenUp && _socket is { } socket)
        {
            ReadOnlyMemory<byte> bytes = Thread.Payload.At(_phase + _sent, _asked - _sent);
            _sent += bytes.Length; // what comes back before the send has ended was sent all the same
            Thread.Counted.BytesSent += bytes.Length;
            if (!socket.Send(bytes, out OperationResult result))
                (_unsent, _isSending) = (bytes.Length, true);
            else if (!result.IsDone)
                EndSending(bytes.Length, in result);
        }
    }

    public void Sent(in OperationResult result)
    {
        _isSending = false;
        if (result.IsDone)
            _unsent = 0;
        else
            EndSending(_unsent, in result);
        Push();
    }

    /// <summary>The connection is over; the receive ends, too, and says so.</summary>
    void EndSending(int length, in OperationResult result)
    {
        _unsent = length - result.Transferred;
        _connection!.SendFailed(in result);
    }

    /// <summary>The connection has its socket again, with what is under way. It is closed from here, and the next one may be opened before this returns.</summary>
    void GiveBack(in ReceiveResult end)
    {
        if (_socket is null)
            return;
        _socket = null;
        _connection!.TakeBack(new(_back, _sent - _unsent, _isReceiving, _isSending, end));
        _over!.SetResult();
    }

    /// <summary>
    /// On an engine that completes operations on other threads: brings what they gave to the loop, where the socket may have been given back before.
    /// </summary>
    sealed class FromElsewhere(EchoConnection borrower, TcpConnection connection) : ISocketSink
    {
        ISocketSink Whose => borrower._socket is not null && borrower._connection == connection ? borrower : connection;

        void ISocketSink.Received(in ReceiveResult result) => borrower.Thread.Loop.Post(new Late(this, result, null));

        void ISocketSink.Sent(in OperationResult result) => borrower.Thread.Loop.Post(new Late(this, default, result));

        sealed class Late(FromElsewhere sink, ReceiveResult received, OperationResult? sent) : IThreadPoolWorkItem
        {
            public void Execute()
            {
                if (sent is { } result)
                    sink.Whose.Sent(in result);
                else
                    sink.Whose.Received(in received);
            }
        }
    }
}
