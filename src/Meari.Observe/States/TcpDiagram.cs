namespace Meari.Observe;

/// <summary>What the diagram of TCP's states says about a change that was not seen itself, but only the states before and after.</summary>
/// <remarks>
/// Source: RFC 9293, section 3.3.2, figure 5. A reset, or giving up, leads from everywhere to CLOSED. A listening socket only closes: on Linux a
/// connection has a socket of its own from SYN_RECV on.
/// </remarks>
internal static class TcpDiagram
{
    /// <summary>Where each state leads, besides CLOSED; the index is the state.</summary>
    static readonly int[] Next =
    [
        0,
        /* ESTABLISHED */ Bit(TcpState.FinWait1) | Bit(TcpState.CloseWait),
        /* SYN_SENT */ Bit(TcpState.SynReceived) | Bit(TcpState.Established),
        /* SYN_RECV */ Bit(TcpState.Established) | Bit(TcpState.FinWait1),
        /* FIN_WAIT1 */ Bit(TcpState.FinWait2) | Bit(TcpState.Closing) | Bit(TcpState.TimeWait),
        /* FIN_WAIT2 */ Bit(TcpState.TimeWait),
        /* TIME_WAIT */ 0,
        /* CLOSED */ 0,
        /* CLOSE_WAIT */ Bit(TcpState.LastAck),
        /* LAST_ACK */ 0,
        /* LISTEN */ 0,
        /* CLOSING */ Bit(TcpState.TimeWait),
    ];

    /// <summary>Whether a socket can come from one state to another without being closed between.</summary>
    /// <param name="from">Before.</param>
    /// <param name="to">After, another one.</param>
    /// <returns>Whether there is a way.</returns>
    public static bool Leads(TcpState from, TcpState to) => (Reach(SuccessorsOf(from), 0) & Bit(to)) != 0;

    /// <summary>Whether the change can only have been made at once.</summary>
    /// <param name="from">Before.</param>
    /// <param name="to">After.</param>
    /// <returns>Whether one arrow leads there, and no other way.</returns>
    public static bool IsOnlyStep(TcpState from, TcpState to) =>
        (SuccessorsOf(from) & Bit(to)) != 0 && (Reach(SuccessorsOf(from) & ~Bit(to), 0) & Bit(to)) == 0;

    /// <summary>The states that every way passes through.</summary>
    /// <param name="from">Before.</param>
    /// <param name="to">After.</param>
    /// <returns>They, in order, without these two.</returns>
    public static List<TcpState> Between(TcpState from, TcpState to)
    {
        List<TcpState> certain = [];
        if (!Leads(from, to))
            return certain;
        for (TcpState state = TcpState.Established; state <= TcpState.Closing; state++)
        {
            if (state != from && state != to && (Reach(SuccessorsOf(from), Bit(state)) & Bit(to)) == 0)
                certain.Add(state);
        }
        certain.Sort(static (a, b) => a == b ? 0 : Leads(a, b) ? -1 : 1);
        return certain;
    }

    static int Bit(TcpState state) => 1 << (int)state;

    static int SuccessorsOf(TcpState state) => Next[(int)state] | (state == TcpState.Closed ? 0 : Bit(TcpState.Closed));

    /// <summary>All states that these lead to, and these, never by way of what is left out.</summary>
    static int Reach(int reached, int without)
    {
        reached &= ~without;
        while (true)
        {
            int more = reached;
            for (TcpState state = TcpState.Established; state <= TcpState.Closing; state++)
            {
                if ((reached & Bit(state)) != 0)
                    more |= SuccessorsOf(state) & ~without;
            }
            if (more == reached)
                return reached;
            reached = more;
        }
    }
}
