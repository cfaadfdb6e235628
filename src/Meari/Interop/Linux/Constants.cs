namespace Meari.Interop.Linux;

/// <summary>Numbers of the kernel's interface, the same on x86-64 and arm64; tests check them against its headers.</summary>
#pragma warning disable CA1707, IDE1006 // the names are the headers'
internal static class Constants
{
    // bits/socket.h, asm-generic/socket.h, netinet/in.h, netinet/tcp.h
    public const int AF_INET = 2, AF_INET6 = 10;
    public const int SOCK_STREAM = 1, SOCK_DGRAM = 2, SOCK_NONBLOCK = 0x800, SOCK_CLOEXEC = 0x80000;
    public const int IPPROTO_IP = 0, IPPROTO_TCP = 6, IPPROTO_UDP = 17, IPPROTO_IPV6 = 41;
    public const int SOL_SOCKET = 1, SO_REUSEADDR = 2, SO_ERROR = 4, SO_SNDBUF = 7, SO_RCVBUF = 8, SO_KEEPALIVE = 9, SO_LINGER = 13, SO_REUSEPORT = 15, SO_DETACH_FILTER = 27, SO_ATTACH_REUSEPORT_CBPF = 51, SO_MEMINFO = 55;
    public const int TCP_NODELAY = 1, TCP_QUICKACK = 12, IPV6_V6ONLY = 26;
    public const int IP_BIND_ADDRESS_NO_PORT = 24, TCP_INFO = 11;
    public const int SHUT_WR = 1;
    public const int MSG_PEEK = 0x2, MSG_DONTWAIT = 0x40, MSG_WAITALL = 0x100, MSG_NOSIGNAL = 0x4000;

    // linux/sock_diag.h: places in the answer to SO_MEMINFO
    public const int SK_MEMINFO_DROPS = 8, SK_MEMINFO_VARS = 9;

    // linux/bpf_common.h
    public const ushort BPF_RET = 0x06, BPF_K = 0x00;

    // fcntl.h
    public const int O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000, F_SETFL = 4, F_SETPIPE_SZ = 1031;
    public const uint SPLICE_F_MOVE = 1, SPLICE_F_NONBLOCK = 2;

    // sys/eventfd.h, sys/epoll.h
    public const int EFD_NONBLOCK = 0x800, EFD_CLOEXEC = 0x80000, EPOLL_CLOEXEC = 0x80000;
    public const int EPOLL_CTL_ADD = 1, EPOLL_CTL_MOD = 3;
    public const uint EPOLLIN = 0x1, EPOLLOUT = 0x4, EPOLLERR = 0x8, EPOLLHUP = 0x10, EPOLLRDHUP = 0x2000, EPOLLET = 1u << 31;

    // time.h, sys/timerfd.h
    public const int CLOCK_MONOTONIC = 1, TFD_NONBLOCK = 0x800, TFD_CLOEXEC = 0x80000, TFD_TIMER_ABSTIME = 1;
}
#pragma warning restore CA1707, IDE1006
