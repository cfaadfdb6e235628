using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>What the kernel's trace file system needs: small control files, directories, and a mount.</summary>
internal static unsafe partial class Libc
{
    // fcntl.h
    public const int O_RDONLY = 0, O_WRONLY = 1;

    // errno.h: what a file system says and a TCP program never meets
    public const int ENOENT = 2, ENODEV = 19, ENOTDIR = 20, EROFS = 30;

    // sys/mount.h
    const uint MS_NOSUID = 2, MS_NODEV = 4, MS_NOEXEC = 8;

    /// <summary>A descriptor, closed on exec.</summary>
    public static int OpenFile(string path, int flags) => Result(open(path, flags | Constants.O_CLOEXEC, 0));

    /// <summary>The bytes read, 0 at the end.</summary>
    public static nint ReadFile(int fd, Span<byte> bytes)
    {
        fixed (byte* b = bytes)
        {
            nint result = read(fd, b, (nuint)bytes.Length);
            return result >= 0 ? result : -Marshal.GetLastSystemError();
        }
    }

    /// <summary>A directory that its owner alone may enter.</summary>
    public static int MakeDirectory(string path) => Result(mkdir(path, 0x1C0)); // 0700

    public static int RemoveDirectory(string path) => Result(rmdir(path));

    /// <summary>Mounts the kernel's trace file system.</summary>
    /// <remarks>Source: mount(2).</remarks>
    public static int MountTracing(string at) => Result(mount("nodev", at, "tracefs", MS_NOSUID | MS_NODEV | MS_NOEXEC, null));

#pragma warning disable SYSLIB1054, IDE1006 // the names are libc's
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int open(string path, int flags, uint mode);
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int mkdir(string path, uint mode);
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int rmdir(string path);
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, nuint flags, void* data);
    [LibraryImport("libc")] private static partial nint read(int fd, void* bytes, nuint length);
#pragma warning restore SYSLIB1054, IDE1006
}
