using System.Diagnostics;
using Meari.Diagnostics;
using Meari.Engines;

namespace Meari;

public sealed partial class TcpConnection
{
    /// <summary>
    /// Lends the socket while nothing is under way on it: until <see cref="TakeBack"/> its operations are told to <paramref name="borrower"/>, who keeps the rules of
    /// <see cref="EngineSocket"/> by itself. No observer hears of them, and bytes are counted, by the metrics too, when the socket comes back. Meanwhile the
    /// connection can be aborted; disposing of it would wait for the socket for ever. On the loop's thread.
    /// </summary>
    /// <remarks>
    /// For a load, whose every request would else bring this object, its completion and a state machine into the processor's cache only to pass them by: with
    /// 1,000 connections that was 0.08 of what the same request costs a client in C.
    /// </remarks>
    internal EngineSocket Lend(ISocketSink borrower)
    {
        Debug.Assert(_receiveState == Idle && IsSendIdle && _finish == 0 && _settings.Observer is null, "Nothing is under way, nothing was finished, and nobody looks");
        TakeReceiveTurn();
        BeginSend();
        _socket.Sink = borrower;
        return _socket;
    }

    /// <summary>A send of the borrower's has failed. The receive ends, too.</summary>
    internal void SendFailed(in OperationResult result) => OnFailure("send", result.Outcome, result.Error);

    /// <summary>The socket is the connection's again. On the loop's thread.</summary>
    internal void TakeBack(in SocketUse use)
    {
        BytesReceived += use.Received;
        BytesSent += use.Sent;
        MeariMetrics.Received(_settings.IsServer, use.Received);
        MeariMetrics.Sent(_settings.IsServer, use.Sent);
        if (use.End.Outcome != TcpOutcome.Done)
            Account(use.End.Outcome, use.End.Error, 0);
        if (use.IsReceiving)
            Volatile.Write(ref _receiveState, Armed);
        if (use.IsSending)
        {
            _send = TakeSendCompletion();
            _send.Reset();
        }
        _socket.Sink = this;
        Volatile.Write(ref _receiveTaken, 0);
        if (!use.IsSending)
            EndSend();
    }
}

/// <summary>What a borrower of a socket has done with it.</summary>
/// <param name="Received">Bytes.</param>
/// <param name="Sent">Bytes, without those of a send that is under way.</param>
/// <param name="IsReceiving">A receive is under way; its result is the connection's.</param>
/// <param name="IsSending">A send is under way; its result is the connection's.</param>
/// <param name="End">How the last receive ended, if it brought no bytes.</param>
internal readonly record struct SocketUse(long Received, long Sent, bool IsReceiving, bool IsSending, ReceiveResult End);
