using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

internal static unsafe partial class Libc
{
    // unistd.h: the same numbers on every architecture
    public const long SYS_io_uring_setup = 425, SYS_io_uring_enter = 426, SYS_io_uring_register = 427;

    const int PROT_READ = 1, PROT_WRITE = 2, MAP_SHARED = 1, MAP_PRIVATE = 2, MAP_ANONYMOUS = 0x20, MAP_POPULATE = 0x8000;

    public static int RingSetUp(uint entries, ref RingParameters parameters)
    {
        fixed (RingParameters* p = &parameters)
            return Result((int)syscall(SYS_io_uring_setup, (nint)entries, (nint)p, 0, 0, 0, 0));
    }

    /// <summary>Submits, waits for <paramref name="minimum"/> completions, and runs what the kernel has deferred to this thread.</summary>
    public static int RingEnter(int ring, uint submit, uint minimum, uint flags) =>
        Result((int)syscall(SYS_io_uring_enter, ring, (nint)submit, (nint)minimum, (nint)flags, 0, 0));

    public static int RingRegister(int ring, uint operation, void* argument, uint count) =>
        Result((int)syscall(SYS_io_uring_register, ring, (nint)operation, (nint)argument, (nint)count, 0, 0));

    /// <summary>Memory shared with the kernel, for the process's life. Null if there is none.</summary>
    public static byte* MapRing(int ring, nuint length, ulong offset) => Mapped(
        mmap(null, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, (nint)offset));

    /// <summary>Zeroed pages, for the process's life. Null if there are none.</summary>
    public static byte* MapPages(nuint length) => Mapped(mmap(null, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));

    static byte* Mapped(byte* address) => address == (byte*)-1 ? null : address;

#pragma warning disable SYSLIB1054, IDE1006 // the names are libc's
    [LibraryImport("libc")] private static partial nint syscall(long number, nint a, nint b, nint c, nint d, nint e, nint f);
    [LibraryImport("libc")] private static partial byte* mmap(void* address, nuint length, int protection, int flags, int fd, nint offset);
#pragma warning restore SYSLIB1054, IDE1006
}
