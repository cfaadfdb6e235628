namespace Meari;

/// <summary>
/// How one socket operation ended: one name for each errno that a TCP program meets, the same on every platform and engine.
/// The number itself travels beside it, for what has no name here (<see cref="Unknown"/>).
/// </summary>
/// <remarks>Source: errno(3) and the ERRORS sections of tcp(7), bind(2), listen(2), accept(2), connect(2), send(2), recv(2).</remarks>
public enum TcpOutcome
{
    /// <summary>It did what was asked.</summary>
    Done,

    /// <summary>A receive met the peer's FIN: recv returned 0. Nothing more will come; sending still works.</summary>
    EndOfStream,

    /// <summary>Nothing could be done without waiting (EAGAIN, EWOULDBLOCK): the send buffer is full or the receive buffer empty.</summary>
    WouldBlock,

    /// <summary>The program itself withdrew the operation, or closed the connection under it (ECANCELED).</summary>
    Canceled,

    /// <summary>The peer sent RST (ECONNRESET).</summary>
    Reset,

    /// <summary>Sent after the connection was over (EPIPE, ENOTCONN, ESHUTDOWN).</summary>
    NotConnected,

    /// <summary>No answer in time: the kernel gave up retransmitting (ETIMEDOUT), or a connect's time limit passed.</summary>
    TimedOut,

    /// <summary>Nobody listens at that address (ECONNREFUSED).</summary>
    Refused,

    /// <summary>No route leads to the network (ENETUNREACH).</summary>
    NetworkUnreachable,

    /// <summary>The host does not answer, or a router says so (EHOSTUNREACH, EHOSTDOWN, ENONET).</summary>
    HostUnreachable,

    /// <summary>The network interface is down (ENETDOWN).</summary>
    NetworkDown,

    /// <summary>Another socket has this address and port (EADDRINUSE).</summary>
    AddressInUse,

    /// <summary>This machine has no such address, or no free port (EADDRNOTAVAIL).</summary>
    AddressNotAvailable,

    /// <summary>The machine lacks this kind of address, such as IPv6 (EAFNOSUPPORT, EPROTONOSUPPORT).</summary>
    AddressFamilyNotSupported,

    /// <summary>The system does not allow it: a port under 1024, a firewall (EACCES, EPERM).</summary>
    AccessDenied,

    /// <summary>The process, or the system, has no free descriptor (EMFILE, ENFILE).</summary>
    NoDescriptors,

    /// <summary>The kernel has no memory for it (ENOBUFS, ENOMEM).</summary>
    NoBuffers,

    /// <summary>The client was gone before it was accepted (ECONNABORTED).</summary>
    ConnectionAborted,

    /// <summary>A network error that was pending on a new connection (EPROTO, ENOPROTOOPT, EOPNOTSUPP; see accept(2)).</summary>
    ProtocolError,

    /// <summary>The name is not known, or the name server does not answer (getaddrinfo).</summary>
    NameNotResolved,

    /// <summary>The descriptor or an argument is wrong (EBADF, ENOTSOCK, EINVAL, EFAULT): a fault in the program.</summary>
    InvalidOperation,

    /// <summary>An errno without a name here. It is reported with its number, loudly.</summary>
    Unknown,
}
