using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Meari.Interop.Linux;

/// <summary>
/// The system calls that the engines make, each as the kernel itself answers: a result, or the negative errno. No call blocks except
/// epoll_wait and io_uring_enter.
/// </summary>
/// <remarks>
/// SuppressGCTransition was measured and showed no gain; it would also hold up a collection during a long send. syscall(2) instead of send and
/// recv, which as cancellation points take two more function calls, showed none either. errno is read right after
/// the call: the runtime keeps it over the return from native code.
/// </remarks>
internal static unsafe partial class Libc
{
    public static int Socket(int family, int type, int protocol) => Result(socket(family, type, protocol));

    public static int Bind(int fd, in SockAddr address)
    {
        fixed (SockAddr* a = &address)
            return Result(bind(fd, a, address.Length));
    }

    public static int Listen(int fd, int backlog) => Result(listen(fd, backlog));

    /// <summary>A new descriptor, non-blocking and closed on exec.</summary>
    public static int Accept(int fd, out SockAddr remote)
    {
        remote = default;
        uint length = SockAddr.Size;
        fixed (SockAddr* a = &remote)
            return Result(accept4(fd, a, &length, Constants.SOCK_NONBLOCK | Constants.SOCK_CLOEXEC));
    }

    public static int Connect(int fd, in SockAddr remote)
    {
        fixed (SockAddr* a = &remote)
            return Result(connect(fd, a, remote.Length));
    }

    /// <summary>connect(2) to AF_UNSPEC: the kernel sends RST, discards both buffers and wakes whoever waits. The descriptor stays.</summary>
    public static int Disconnect(int fd)
    {
        SockAddr nowhere = default;
        return Result(connect(fd, &nowhere, SockAddr.Size));
    }

    public static int GetSockName(int fd, out SockAddr local)
    {
        local = default;
        uint length = SockAddr.Size;
        fixed (SockAddr* a = &local)
            return Result(getsockname(fd, a, &length));
    }

    public static int SetOption(int fd, int level, int name, int value) => Result(setsockopt(fd, level, name, &value, sizeof(int)));

    /// <summary>From now on the first socket bound to this address gets every new connection.</summary>
    /// <remarks>Source: socket(7), SO_ATTACH_REUSEPORT_CBPF: a program whose result is the index in the group; this one says 0.</remarks>
    public static int GiveAllToFirst(int fd)
    {
        SocketFilter answer = new() { Code = Constants.BPF_RET | Constants.BPF_K };
        SocketFilterProgram program = new() { Length = 1, Filter = (ulong)&answer };
        return Result(setsockopt(fd, Constants.SOL_SOCKET, Constants.SO_ATTACH_REUSEPORT_CBPF, &program, (uint)sizeof(SocketFilterProgram)));
    }

    public static int GetOption(int fd, int level, int name, out int value)
    {
        int got = 0;
        uint length = sizeof(int);
        int result = Result(getsockopt(fd, level, name, &got, &length));
        value = got;
        return result;
    }

    /// <summary>What a kernel that knows less of it does not fill stays 0.</summary>
    public static int GetTcpInfo(int fd, out TcpInfo info)
    {
        info = default;
        uint length = (uint)sizeof(TcpInfo);
        fixed (TcpInfo* i = &info)
            return Result(getsockopt(fd, Constants.IPPROTO_TCP, Constants.TCP_INFO, i, &length));
    }

    public static nint Receive(int fd, byte* buffer, int length)
    {
        nint result = recv(fd, buffer, (nuint)length, 0);
        return result >= 0 ? result : -Marshal.GetLastSystemError();
    }

    public static nint Send(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* b = bytes)
        {
            nint result = send(fd, b, (nuint)bytes.Length, Constants.MSG_NOSIGNAL);
            return result >= 0 ? result : -Marshal.GetLastSystemError();
        }
    }

    public static int ShutdownSend(int fd) => Result(shutdown(fd, Constants.SHUT_WR));

    /// <summary>Two descriptors, non-blocking and closed on exec.</summary>
    public static int Pipe(out int read, out int write)
    {
        int* ends = stackalloc int[2];
        int result = Result(pipe2(ends, Constants.O_NONBLOCK | Constants.O_CLOEXEC));
        (read, write) = (ends[0], ends[1]);
        return result;
    }

    public static void SetPipeCapacity(int fd, int bytes) => _ = fcntl(fd, Constants.F_SETPIPE_SZ, bytes);

    /// <summary>Moves pages between a pipe and a socket; never waits.</summary>
    public static nint Splice(int from, int to, int length)
    {
        nint result = splice(from, null, to, null, (nuint)length, Constants.SPLICE_F_MOVE | Constants.SPLICE_F_NONBLOCK);
        return result >= 0 ? result : -Marshal.GetLastSystemError();
    }

    public static nint Write(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* b = bytes)
        {
            nint result = write(fd, b, (nuint)bytes.Length);
            return result >= 0 ? result : -Marshal.GetLastSystemError();
        }
    }

    public static void Close(int fd) => _ = close(fd);

    /// <summary>A counter to wake a loop with: non-blocking, closed on exec.</summary>
    public static int EventFd() => Result(eventfd(0, Constants.EFD_NONBLOCK | Constants.EFD_CLOEXEC));

    public static void Signal(int eventFd)
    {
        ulong one = 1;
        _ = write(eventFd, &one, sizeof(ulong));
    }

    public static int EpollCreate() => Result(epoll_create1(Constants.EPOLL_CLOEXEC));

    /// <summary>epoll_ctl; <paramref name="data"/> comes back with each event.</summary>
    public static int EpollControl(int epoll, int operation, int fd, uint events, ulong data)
    {
        // On x86-64 alone the kernel packs the structure, so that it is the same for 32-bit programs.
        if (EpollEvents.IsPacked)
        {
            PackedEpollEvent packed = new() { Events = events, Data = data };
            return Result(epoll_ctl(epoll, operation, fd, &packed));
        }
        EpollEvent e = new() { Events = events, Data = data };
        return Result(epoll_ctl(epoll, operation, fd, &e));
    }

    /// <summary>Blocks for <paramref name="timeout"/> milliseconds at most, -1 for ever.</summary>
    public static int EpollWait(int epoll, void* events, int maximum, int timeout) => Result(epoll_wait(epoll, events, maximum, timeout));

    static int Result(int result) => result >= 0 ? result : -Marshal.GetLastSystemError();

#pragma warning disable CA1051, SYSLIB1054, IDE1006 // the names are libc's
    [LibraryImport("libc")] private static partial int socket(int domain, int type, int protocol);
    [LibraryImport("libc")] private static partial int bind(int fd, SockAddr* address, uint length);
    [LibraryImport("libc")] private static partial int listen(int fd, int backlog);
    [LibraryImport("libc")] private static partial int accept4(int fd, SockAddr* address, uint* length, int flags);
    [LibraryImport("libc")] private static partial int connect(int fd, SockAddr* address, uint length);
    [LibraryImport("libc")] private static partial int getsockname(int fd, SockAddr* address, uint* length);
    [LibraryImport("libc")] private static partial int setsockopt(int fd, int level, int name, void* value, uint length);
    [LibraryImport("libc")] private static partial int getsockopt(int fd, int level, int name, void* value, uint* length);
    [LibraryImport("libc")] private static partial nint recv(int fd, byte* buffer, nuint length, int flags);
    [LibraryImport("libc")] private static partial nint send(int fd, byte* buffer, nuint length, int flags);
    [LibraryImport("libc")] private static partial int shutdown(int fd, int how);
    [LibraryImport("libc")] private static partial int close(int fd);
    [LibraryImport("libc")] private static partial nint write(int fd, void* bytes, nuint length);
    [LibraryImport("libc")] private static partial int pipe2(int* ends, int flags);
    [LibraryImport("libc")] private static partial int fcntl(int fd, int command, int argument);
    [LibraryImport("libc")] private static partial nint splice(int from, long* fromOffset, int to, long* toOffset, nuint length, uint flags);
    [LibraryImport("libc")] private static partial int eventfd(uint value, int flags);
    [LibraryImport("libc")] private static partial int epoll_create1(int flags);
    [LibraryImport("libc")] private static partial int epoll_ctl(int epoll, int operation, int fd, void* e);
    [LibraryImport("libc")] private static partial int epoll_wait(int epoll, void* events, int maximum, int timeout);
#pragma warning restore CA1051, SYSLIB1054, IDE1006
}
