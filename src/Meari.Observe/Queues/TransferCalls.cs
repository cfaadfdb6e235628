namespace Meari.Observe;

/// <summary>What a call does to the buffers.</summary>
internal enum Transfer
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its result is how many bytes went into the send buffer.</summary>
    Send,

    /// <summary>Its result is how many bytes were taken from the receive buffer.</summary>
    Receive,

    /// <summary>It puts bytes into the send buffer, and its result is something else.</summary>
    SendUncounted,

    /// <summary>It takes bytes from the receive buffer, and its result is something else.</summary>
    ReceiveUncounted,
}

/// <summary>Which calls move bytes.</summary>
internal static class TransferCalls
{
    /// <summary>The arguments of a splice that says which way it goes: one end of it is always a pipe.</summary>
    public const string ToPipe = "to pipe", FromPipe = "from pipe";

    public static Transfer DirectionOf(CallEvent call) => call.Name switch
    {
        "send" or "sendto" or "sendmsg" or "write" or "writev" or "pwritev2" or "sendfile" or "sendfile64" => Transfer.Send,
        // A look ahead leaves the bytes where they are.
        "recv" or "recvfrom" or "recvmsg" or "read" or "readv" or "preadv2" =>
            call.Arguments?.Contains("MSG_PEEK", StringComparison.Ordinal) == true ? Transfer.None : Transfer.Receive,
        "sendmmsg" when call.Result is not < 0 => Transfer.SendUncounted,
        "recvmmsg" when call.Result is not < 0 => Transfer.ReceiveUncounted,
        "splice" when call.Arguments == ToPipe => Transfer.Receive,
        "splice" when call.Arguments == FromPipe => Transfer.Send,
        // A recording that does not say: the descriptor named may be either end of the copy.
        "splice" when call.Result is > 0 => Transfer.SendUncounted,
        _ => Transfer.None,
    };
}
