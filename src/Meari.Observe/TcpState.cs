namespace Meari.Observe;

/// <summary>The state of a TCP socket, with the kernel's numbers.</summary>
/// <remarks>Source: RFC 9293, section 3.3.2; include/net/tcp_states.h. Linux shows NEW_SYN_RECV (12) as SYN_RECV, and so does Meari.</remarks>
public enum TcpState
{
    /// <summary>Not known: looked at by a source that does not tell.</summary>
    Unknown = 0,

    /// <summary>Both sides can send.</summary>
    Established = 1,

    /// <summary>The client has sent SYN.</summary>
    SynSent = 2,

    /// <summary>The server has answered with SYN and ACK.</summary>
    SynReceived = 3,

    /// <summary>This side closed first, and its FIN is not acknowledged.</summary>
    FinWait1 = 4,

    /// <summary>This side's FIN is acknowledged; the peer's is awaited.</summary>
    FinWait2 = 5,

    /// <summary>Both have finished; the side that closed first waits, lest a late segment reach the next connection of these addresses.</summary>
    TimeWait = 6,

    /// <summary>No connection.</summary>
    Closed = 7,

    /// <summary>The peer has finished; this program has not closed yet.</summary>
    CloseWait = 8,

    /// <summary>The peer finished first, then this side; its FIN is not acknowledged.</summary>
    LastAck = 9,

    /// <summary>A listening socket.</summary>
    Listen = 10,

    /// <summary>Both finished at once; this side's FIN is not acknowledged.</summary>
    Closing = 11,
}

/// <summary>The names of the states.</summary>
public static class TcpStates
{
    /// <summary>As netstat and ss on Linux name it, with underscores: <c>LISTEN</c>, <c>SYN_RECV</c>, <c>FIN_WAIT1</c>, <c>CLOSED</c>.</summary>
    /// <param name="state">A state.</param>
    /// <returns>Its name.</returns>
    public static string NameOf(TcpState state) => state switch
    {
        TcpState.Established => "ESTABLISHED",
        TcpState.SynSent => "SYN_SENT",
        TcpState.SynReceived => "SYN_RECV",
        TcpState.FinWait1 => "FIN_WAIT1",
        TcpState.FinWait2 => "FIN_WAIT2",
        TcpState.TimeWait => "TIME_WAIT",
        TcpState.Closed => "CLOSED",
        TcpState.CloseWait => "CLOSE_WAIT",
        TcpState.LastAck => "LAST_ACK",
        TcpState.Listen => "LISTEN",
        TcpState.Closing => "CLOSING",
        _ => "UNKNOWN",
    };
}
