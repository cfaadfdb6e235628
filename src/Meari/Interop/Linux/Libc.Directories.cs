using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>Directories and symbolic links, without a string for each: /proc has hundreds of thousands of them.</summary>
internal static unsafe partial class Libc
{
    /// <summary>Where the name begins in a struct dirent.</summary>
    public const int DirectoryEntryName = 19;

    /// <summary>A stream of a directory's entries, or 0 with the negative errno.</summary>
    /// <param name="path">Ends with a zero byte.</param>
    /// <param name="directory">To be given to <see cref="CloseDirectory"/>; 0 if it failed.</param>
    /// <returns>0, or the negative errno.</returns>
    public static int OpenDirectory(ReadOnlySpan<byte> path, out nint directory)
    {
        fixed (byte* p = path)
            directory = opendir(p);
        return directory != 0 ? 0 : -Marshal.GetLastSystemError();
    }

    /// <summary>The next entry's name; it lives until the next call. Empty at the end, and where the rest cannot be read.</summary>
    public static ReadOnlySpan<byte> NextName(nint directory)
    {
        byte* entry = readdir(directory);
        return entry == null ? default : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + DirectoryEntryName);
    }

    /// <summary>Where a symbolic link in a directory points to; cut off where the buffer is too small.</summary>
    /// <param name="directory">The open directory.</param>
    /// <param name="name">A name as <see cref="NextName"/> gives it: a zero byte follows.</param>
    /// <param name="target">Filled with the target.</param>
    /// <returns>Its length, or the negative errno.</returns>
    public static int ReadLink(nint directory, ReadOnlySpan<byte> name, Span<byte> target)
    {
        fixed (byte* n = name, t = target)
        {
            nint length = readlinkat(dirfd(directory), n, t, (nuint)target.Length);
            return length >= 0 ? (int)length : -Marshal.GetLastSystemError();
        }
    }

    public static void CloseDirectory(nint directory) => _ = closedir(directory);

#pragma warning disable CA1051, SYSLIB1054, IDE1006 // the names are libc's
    [LibraryImport("libc")] private static partial nint opendir(byte* path);
    [LibraryImport("libc")] private static partial byte* readdir(nint directory);
    [LibraryImport("libc")] private static partial int closedir(nint directory);
    [LibraryImport("libc")] private static partial int dirfd(nint directory);
    [LibraryImport("libc")] private static partial nint readlinkat(int directory, byte* path, byte* buffer, nuint length);
#pragma warning restore CA1051, SYSLIB1054, IDE1006
}
