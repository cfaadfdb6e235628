namespace Meari.Engines;

/// <summary>What a failed accept asks for.</summary>
internal enum AcceptTier
{
    /// <summary>It concerned one client: try the next at once.</summary>
    Transient,

    /// <summary>The system is short of something: stop, and try again after a while.</summary>
    Pressure,

    /// <summary>The listening socket is broken: trying again cannot help.</summary>
    Fatal,
}

/// <summary>Sorts the errors of accept(2) into the three tiers.</summary>
internal static class AcceptErrors
{
    public static AcceptTier TierOf(TcpOutcome outcome) => outcome switch
    {
        TcpOutcome.InvalidOperation or TcpOutcome.AddressFamilyNotSupported or TcpOutcome.Canceled => AcceptTier.Fatal,
        // accept(2): Linux gives a pending network error of the new socket as accept's own, to be treated like EAGAIN; EPERM is a firewall's.
        TcpOutcome.ConnectionAborted or TcpOutcome.Reset or TcpOutcome.ProtocolError or TcpOutcome.NetworkDown or TcpOutcome.NetworkUnreachable
            or TcpOutcome.HostUnreachable or TcpOutcome.TimedOut or TcpOutcome.AccessDenied or TcpOutcome.WouldBlock => AcceptTier.Transient,
        // What is unknown waits too: it must not spin.
        _ => AcceptTier.Pressure,
    };
}
