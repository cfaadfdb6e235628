namespace Meari.Observe;

/// <summary>shutdown and close: what goes out depends on what the connection has come to.</summary>
internal sealed partial class Explanations
{
    string? Shutdown(CallEvent call, LadderConnection connection)
    {
        // Meari's own operation is SHUT_WR.
        string how = call.Arguments ?? (call.Descriptor is null ? "SHUT_WR" : "");
        if (call.Connection == 0)
            return _sockets[call].IsListening && how is "SHUT_RD" or "SHUT_RDWR" ? texts.ListenerShut : null;
        bool isSecond = HasFinished(connection.Peer(call.Side));
        return how switch
        {
            "SHUT_RD" => texts.ReceivingShut,
            "SHUT_RDWR" or "SHUT_WR" when IsOver(connection, call.Side) || HasFinished(connection.End(call.Side)) => null,
            "SHUT_RDWR" => texts.BothShut,
            "SHUT_WR" => isSecond ? texts.SecondShut : texts.HalfClosed,
            _ => null,
        };
    }

    string Close(CallEvent call, LadderConnection connection)
    {
        LadderSocket socket = _sockets[call];
        if (call.Connection == 0)
            return CloseWithout(call, socket);
        LadderEnd? own = connection.End(call.Side);
        if (IsOver(connection, call.Side))
            return texts.ClosedAfterEnd;
        if (own is { State: TcpState.SynSent } || socket.IsConnecting && own is not { State: TcpState.Established })
            return texts.ClosedConnecting;
        if (Unread(connection, call.Side) is > 0 and long unread)
            return texts.ClosedUnread(unread);
        bool areBothFinished = HasFinished(own) && HasFinished(connection.Peer(call.Side));
        if (areBothFinished)
            return texts.ClosedFinished;
        if (socket.Linger == 0)
            return texts.ClosedLingerZero;
        if (Has(call, "RST"))
            return texts.ClosedAborting;
        if (HasFinished(own))
            return texts.ClosedAfterShutdown;
        return socket.Linger is { } seconds ? texts.ClosedLinger(seconds) : texts.ClosedSocket;
    }

    string CloseWithout(CallEvent call, LadderSocket socket) =>
        socket.IsListening || call is { Descriptor: null, Side: TimelineSide.Server, Remote: null } ? texts.ClosedListener
        : socket.IsConnecting ? texts.ClosedConnecting
        : texts.ClosedUnconnected;

    /// <summary>A reset or a refusal has ended it, or both FINs.</summary>
    static bool IsOver(LadderConnection connection, TimelineSide side) =>
        connection.WasReset || connection.End(side) is { State: TcpState.Closed } or { HasFailed: true };

    /// <summary>Whether this end has sent its FIN, or is to once its data is sent.</summary>
    static bool HasFinished(LadderEnd? end) => end is { FinAcknowledgment: not null } or { SendingShut: true }
        or { State: TcpState.FinWait1 or TcpState.FinWait2 or TcpState.Closing or TcpState.LastAck or TcpState.TimeWait };

    /// <summary>Bytes of data that the program has not read. The kernel counts a FIN that is not read as one byte.</summary>
    static long? Unread(LadderConnection connection, TimelineSide side) =>
        connection.End(side)?.Queues is not { ReceiveQueue: { } bytes } queues ? null
        : queues.Sampled && (HasFinished(connection.Peer(side)) || connection.End(side) is { State: TcpState.CloseWait }) ? bytes - 1 : bytes;
}
