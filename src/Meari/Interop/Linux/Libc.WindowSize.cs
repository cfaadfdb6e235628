using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

internal static unsafe partial class Libc
{
    /// <summary>TIOCGWINSZ.</summary>
    public const ulong WindowSizeRequest = 0x5413;

    /// <summary>The size of the terminal behind a descriptor, in characters.</summary>
    /// <returns>Whether it is a terminal that knows.</returns>
    /// <remarks>Source: ioctl_tty(2); struct winsize is four unsigned shorts, of which the last two are pixels.</remarks>
    public static bool TryGetWindowSize(int fd, out int rows, out int columns)
    {
        ushort* size = stackalloc ushort[4];
        bool known = WindowSize(fd, (nuint)WindowSizeRequest, size) == 0 && size[0] > 0 && size[1] > 0;
        (rows, columns) = known ? (size[0], size[1]) : (0, 0);
        return known;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int WindowSize(int fd, nuint request, ushort* size);
}
