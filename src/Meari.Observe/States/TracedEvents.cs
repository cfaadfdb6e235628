namespace Meari.Observe;

/// <summary>What the kernel's tracing is asked for.</summary>
[Flags]
public enum TracedEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Every change of state (sock:inet_sock_set_state; Linux 4.16).</summary>
    States = 1,

    /// <summary>Segments that are sent again (tcp:tcp_retransmit_skb, tcp_retransmit_synack), if this kernel tells.</summary>
    Retransmissions = 2,

    /// <summary>Resets, sent and received (tcp:tcp_send_reset, tcp_receive_reset), if this kernel tells.</summary>
    Resets = 4,

    /// <summary>All of these.</summary>
    All = States | Retransmissions | Resets,
}
