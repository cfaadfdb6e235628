namespace Meari.Interop.Linux;

/// <summary>Numbers of netlink and of its family that tells of sockets, the same on x86-64 and arm64; tests check them against the headers.</summary>
/// <remarks>Source: netlink(7), sock_diag(7); linux/netlink.h, linux/sock_diag.h, linux/inet_diag.h.</remarks>
#pragma warning disable CA1707, IDE1006 // the names are the headers'
internal static class NetlinkConstants
{
    /// <summary>errno.h: the kernel has no sock_diag for this family (a module that is not there).</summary>
    public const int ENOENT = 2;

    // bits/socket.h
    public const int AF_NETLINK = 16, SOCK_RAW = 3, MSG_TRUNC = 0x20;

    // linux/netlink.h
    public const int NETLINK_SOCK_DIAG = 4, NLMSG_ALIGNTO = 4, NLA_ALIGNTO = 4;
    public const ushort NLMSG_ERROR = 2, NLMSG_DONE = 3;
    public const ushort NLM_F_REQUEST = 0x1, NLM_F_DUMP_INTR = 0x10, NLM_F_DUMP = 0x300;

    // linux/sock_diag.h
    public const ushort SOCK_DIAG_BY_FAMILY = 20;
    public const int SK_MEMINFO_RMEM_ALLOC = 0, SK_MEMINFO_RCVBUF = 1, SK_MEMINFO_WMEM_ALLOC = 2, SK_MEMINFO_SNDBUF = 3, SK_MEMINFO_FWD_ALLOC = 4,
        SK_MEMINFO_WMEM_QUEUED = 5, SK_MEMINFO_OPTMEM = 6, SK_MEMINFO_BACKLOG = 7, SK_MEMINFO_DROPS = 8;

    // linux/inet_diag.h
    public const ushort INET_DIAG_REQ_BYTECODE = 1;
    public const byte INET_DIAG_BC_JMP = 1, INET_DIAG_BC_S_EQ = 11, INET_DIAG_BC_D_EQ = 12;
    public const ushort INET_DIAG_INFO = 2, INET_DIAG_SKMEMINFO = 7, INET_DIAG_SKV6ONLY = 11;
}
#pragma warning restore CA1707, IDE1006
