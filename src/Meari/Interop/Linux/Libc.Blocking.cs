using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>Calls as the chapter's programs make them: on descriptors that block, so each may take as long as its peer likes.</summary>
internal static unsafe partial class Libc
{
    /// <summary>A new descriptor that blocks, closed on exec.</summary>
    public static int AcceptBlocking(int fd, out SockAddr remote)
    {
        remote = default;
        uint length = SockAddr.Size;
        fixed (SockAddr* a = &remote)
            return Result(accept4(fd, a, &length, Constants.SOCK_CLOEXEC));
    }

    public static nint ReceiveBlocking(int fd, Span<byte> buffer, int flags)
    {
        fixed (byte* b = buffer)
        {
            nint result = recv(fd, b, (nuint)buffer.Length, flags);
            return result >= 0 ? result : -Marshal.GetLastSystemError();
        }
    }

    public static nint SendBlocking(int fd, ReadOnlySpan<byte> bytes, int flags)
    {
        fixed (byte* b = bytes)
        {
            nint result = send(fd, b, (nuint)bytes.Length, flags | Constants.MSG_NOSIGNAL);
            return result >= 0 ? result : -Marshal.GetLastSystemError();
        }
    }

    public static nint SendTo(int fd, ReadOnlySpan<byte> bytes, in SockAddr remote)
    {
        fixed (byte* b = bytes)
        fixed (SockAddr* a = &remote)
        {
            nint result = sendto(fd, b, (nuint)bytes.Length, 0, a, remote.Length);
            return result >= 0 ? result : -Marshal.GetLastSystemError();
        }
    }

    public static nint ReceiveFrom(int fd, Span<byte> buffer, out SockAddr remote)
    {
        remote = default;
        uint length = SockAddr.Size;
        fixed (byte* b = buffer)
        fixed (SockAddr* a = &remote)
        {
            nint result = recvfrom(fd, b, (nuint)buffer.Length, 0, a, &length);
            return result >= 0 ? result : -Marshal.GetLastSystemError();
        }
    }

    /// <summary>From now on all that arrives is dropped before the socket sees it, as if the network had lost it.</summary>
    public static int DropArrivals(int fd) => AttachFilter(fd, [new() { Code = Constants.BPF_RET | Constants.BPF_K }]);

    /// <summary>Takes the filter off.</summary>
    public static int DetachFilter(int fd) => SetOption(fd, Constants.SOL_SOCKET, Constants.SO_DETACH_FILTER, 0);

    /// <summary>How many packets for this socket were dropped (SO_MEMINFO).</summary>
    public static int GetDropped(int fd, out uint dropped)
    {
        uint* memory = stackalloc uint[Constants.SK_MEMINFO_VARS];
        uint length = Constants.SK_MEMINFO_VARS * sizeof(uint);
        int result = Result(getsockopt(fd, Constants.SOL_SOCKET, Constants.SO_MEMINFO, memory, &length));
        dropped = result >= 0 && length > Constants.SK_MEMINFO_DROPS * sizeof(uint) ? memory[Constants.SK_MEMINFO_DROPS] : 0;
        return result;
    }

    public static int Shutdown(int fd, int how) => Result(shutdown(fd, how));

    public static int GetPeerName(int fd, out SockAddr remote)
    {
        remote = default;
        uint length = SockAddr.Size;
        fixed (SockAddr* a = &remote)
            return Result(getpeername(fd, a, &length));
    }

    /// <summary>Sets or clears O_NONBLOCK, the only status flag that a socket of ours has.</summary>
    public static int SetBlocking(int fd, bool blocks) => Result(fcntl(fd, Constants.F_SETFL, blocks ? 0 : Constants.O_NONBLOCK));

    /// <summary>SO_LINGER: with 0 seconds, close sends RST.</summary>
    public static int SetLinger(int fd, bool on, int seconds)
    {
        Linger linger = new() { OnOff = on ? 1 : 0, Seconds = seconds };
        return Result(setsockopt(fd, Constants.SOL_SOCKET, Constants.SO_LINGER, &linger, (uint)sizeof(Linger)));
    }

    /// <summary>Sets an eventfd's counter back to 0.</summary>
    public static void Drain(int eventFd)
    {
        ulong count;
        _ = read(eventFd, &count, sizeof(ulong));
    }

    /// <summary>Waits, without limit, until one of two descriptors is ready: the first for <paramref name="events"/>, the second to be read.</summary>
    /// <returns>Whether the second is, whatever the first; a negative errno if neither could be waited for.</returns>
    public static int PollBoth(int fd, short events, int other)
    {
        PollEntry* both = stackalloc PollEntry[2];
        both[0] = new() { Descriptor = fd, Events = events };
        both[1] = new() { Descriptor = other, Events = PollEntry.In };
        int result = Result(poll(both, 2, -1));
        return result < 0 ? result : both[1].Returned != 0 ? 1 : 0;
    }

#pragma warning disable SYSLIB1054, IDE1006 // the names are libc's
    [LibraryImport("libc")] private static partial nint sendto(int fd, byte* buffer, nuint length, int flags, SockAddr* address, uint addressLength);
    [LibraryImport("libc")] private static partial nint recvfrom(int fd, byte* buffer, nuint length, int flags, SockAddr* address, uint* addressLength);
    [LibraryImport("libc")] private static partial int poll(PollEntry* entries, nuint count, int timeout);
    [LibraryImport("libc")] private static partial int getpeername(int fd, SockAddr* address, uint* length);
#pragma warning restore SYSLIB1054, IDE1006
}

/// <summary>struct linger.</summary>
/// <remarks>Source: socket(7).</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct Linger
{
    public int OnOff, Seconds;
}

/// <summary>struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public const short In = 1, Out = 4;

    public int Descriptor;
    public short Events, Returned;
}
