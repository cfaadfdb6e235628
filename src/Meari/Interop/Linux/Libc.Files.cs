using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>Which file a name is of.</summary>
/// <remarks>Source: statx(2); linux/stat.h. Its layout is the same on every architecture, unlike that of stat(2).</remarks>
internal static unsafe partial class Libc
{
    const int AT_FDCWD = -100;
    const uint STATX_INO = 0x100;

    /// <summary>The inode and the device of a file, of what a link points to.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inode">Its inode.</param>
    /// <param name="device">The number of the device that it is on.</param>
    /// <returns>Whether it exists, and this user may know, and the C library has the call.</returns>
    public static bool TryIdentify(string path, out ulong inode, out ulong device)
    {
        FileFacts facts = default;
        try
        {
            bool isKnown = statx(AT_FDCWD, path, 0, STATX_INO, &facts) == 0;
            (inode, device) = (facts.Inode, ((ulong)facts.DeviceMajor << 32) | facts.DeviceMinor);
            return isKnown;
        }
        catch (EntryPointNotFoundException)
        {
            (inode, device) = (0, 0);
            return false;
        }
    }

#pragma warning disable IDE1006, SYSLIB1054 // the name is libc's
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int statx(int directory, string path, int flags, uint mask, FileFacts* facts);
#pragma warning restore IDE1006, SYSLIB1054
}

/// <summary>struct statx, as far as it is used.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileFacts
{
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(136)] public uint DeviceMajor;
    [FieldOffset(140)] public uint DeviceMinor;
}
