namespace Meari.Interop.Linux;

/// <summary>Each errno that a TCP program meets, and its one named outcome. What is not here is <see cref="TcpOutcome.Unknown"/>, reported with its number.</summary>
/// <remarks>Source: errno(3); asm-generic/errno-base.h and errno.h, the same on x86-64 and arm64.</remarks>
#pragma warning disable CA1707, IDE1006 // the names are the headers'
internal static partial class Errno
{
    public const int EPERM = 1, EINTR = 4, EBADF = 9, EAGAIN = 11, ENOMEM = 12, EACCES = 13, EFAULT = 14, EBUSY = 16, EINVAL = 22, ENFILE = 23,
        EMFILE = 24, ENOSPC = 28, EPIPE = 32, ENOSYS = 38, ENONET = 64, EPROTO = 71, ENOTSOCK = 88, ENOPROTOOPT = 92, EPROTONOSUPPORT = 93,
        EOPNOTSUPP = 95, EAFNOSUPPORT = 97, EADDRINUSE = 98, EADDRNOTAVAIL = 99, ENETDOWN = 100, ENETUNREACH = 101, ENETRESET = 102,
        ECONNABORTED = 103, ECONNRESET = 104, ENOBUFS = 105, ENOTCONN = 107, ESHUTDOWN = 108, ETIMEDOUT = 110, ECONNREFUSED = 111,
        EHOSTDOWN = 112, EHOSTUNREACH = 113, EINPROGRESS = 115, ECANCELED = 125;

    /// <param name="error">Positive, or 0 for success.</param>
    public static TcpOutcome ToOutcome(int error) => error switch
    {
        0 => TcpOutcome.Done,
        EAGAIN => TcpOutcome.WouldBlock,
        ECANCELED => TcpOutcome.Canceled,
        ECONNRESET => TcpOutcome.Reset,
        EPIPE or ENOTCONN or ESHUTDOWN => TcpOutcome.NotConnected,
        ETIMEDOUT => TcpOutcome.TimedOut,
        ECONNREFUSED => TcpOutcome.Refused,
        ENETUNREACH => TcpOutcome.NetworkUnreachable,
        EHOSTUNREACH or EHOSTDOWN or ENONET => TcpOutcome.HostUnreachable,
        ENETDOWN or ENETRESET => TcpOutcome.NetworkDown,
        EADDRINUSE => TcpOutcome.AddressInUse,
        EADDRNOTAVAIL => TcpOutcome.AddressNotAvailable,
        EAFNOSUPPORT or EPROTONOSUPPORT => TcpOutcome.AddressFamilyNotSupported,
        EACCES or EPERM => TcpOutcome.AccessDenied,
        EMFILE or ENFILE => TcpOutcome.NoDescriptors,
        // ENOSPC: epoll_ctl, when the user's limit of watches (fs.epoll.max_user_watches) is met.
        ENOBUFS or ENOMEM or ENOSPC => TcpOutcome.NoBuffers,
        ECONNABORTED => TcpOutcome.ConnectionAborted,
        EPROTO or ENOPROTOOPT or EOPNOTSUPP => TcpOutcome.ProtocolError,
        EBADF or ENOTSOCK or EINVAL or EFAULT => TcpOutcome.InvalidOperation,
        _ => TcpOutcome.Unknown,
    };
}
#pragma warning restore CA1707, IDE1006
