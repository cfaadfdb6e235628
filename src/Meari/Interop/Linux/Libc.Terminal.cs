using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

internal static unsafe partial class Libc
{
    /// <summary>asm-generic/ioctls.h.</summary>
    const nuint TIOCGWINSZ = 0x5413;

    /// <summary>How wide the terminal behind a descriptor is.</summary>
    /// <returns>Columns; 0 where it is no terminal or does not know.</returns>
    /// <remarks>Source: ioctl_tty(2). struct winsize is four unsigned shorts: rows, columns, and both in pixels.</remarks>
    public static int TerminalColumns(int fd)
    {
        ushort* size = stackalloc ushort[4];
        return ioctl(fd, TIOCGWINSZ, size) == 0 ? size[1] : 0;
    }

    [LibraryImport("libc")]
    private static partial int ioctl(int fd, nuint request, ushort* size);
}
