namespace Meari.Interop.Linux;

#pragma warning disable CA1707, IDE1006 // the names are the headers'
internal static partial class Errno
{
    public const int ENOENT = 2, ESRCH = 3, EIO = 5, ENOEXEC = 8, EISDIR = 21, ETXTBSY = 26, ELIBBAD = 80, EISCONN = 106, EALREADY = 114;

    static readonly (int Number, string Name)[] Names =
    [
        (EPERM, nameof(EPERM)), (ENOENT, nameof(ENOENT)), (ESRCH, nameof(ESRCH)), (EINTR, nameof(EINTR)), (EIO, nameof(EIO)),
        (ENOEXEC, nameof(ENOEXEC)), (EBADF, nameof(EBADF)), (EAGAIN, nameof(EAGAIN)), (ENOMEM, nameof(ENOMEM)), (EACCES, nameof(EACCES)),
        (EFAULT, nameof(EFAULT)), (EBUSY, nameof(EBUSY)), (EISDIR, nameof(EISDIR)), (EINVAL, nameof(EINVAL)), (ENFILE, nameof(ENFILE)),
        (EMFILE, nameof(EMFILE)), (ETXTBSY, nameof(ETXTBSY)), (ENOSPC, nameof(ENOSPC)), (EPIPE, nameof(EPIPE)), (ENOSYS, nameof(ENOSYS)),
        (ENONET, nameof(ENONET)), (EPROTO, nameof(EPROTO)), (ELIBBAD, nameof(ELIBBAD)), (ENOTSOCK, nameof(ENOTSOCK)),
        (ENOPROTOOPT, nameof(ENOPROTOOPT)), (EPROTONOSUPPORT, nameof(EPROTONOSUPPORT)), (EOPNOTSUPP, nameof(EOPNOTSUPP)),
        (EAFNOSUPPORT, nameof(EAFNOSUPPORT)), (EADDRINUSE, nameof(EADDRINUSE)), (EADDRNOTAVAIL, nameof(EADDRNOTAVAIL)),
        (ENETDOWN, nameof(ENETDOWN)), (ENETUNREACH, nameof(ENETUNREACH)), (ENETRESET, nameof(ENETRESET)),
        (ECONNABORTED, nameof(ECONNABORTED)), (ECONNRESET, nameof(ECONNRESET)), (ENOBUFS, nameof(ENOBUFS)), (EISCONN, nameof(EISCONN)),
        (ENOTCONN, nameof(ENOTCONN)), (ESHUTDOWN, nameof(ESHUTDOWN)), (ETIMEDOUT, nameof(ETIMEDOUT)), (ECONNREFUSED, nameof(ECONNREFUSED)),
        (EHOSTDOWN, nameof(EHOSTDOWN)), (EHOSTUNREACH, nameof(EHOSTUNREACH)), (EALREADY, nameof(EALREADY)),
        (EINPROGRESS, nameof(EINPROGRESS)), (ECANCELED, nameof(ECANCELED)),
    ];

    /// <summary>The header's name, or null for a number without one here.</summary>
    public static string? NameOf(int error) => Array.Find(Names, n => n.Number == error).Name;

    /// <summary>The number of a name, or 0.</summary>
    public static int NumberOf(string name) => Array.Find(Names, n => n.Name == name).Number;
}
#pragma warning restore CA1707, IDE1006
