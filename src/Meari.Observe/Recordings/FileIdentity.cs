using Meari.Interop.Linux;

namespace Meari.Observe;

/// <summary>Whether two names are of one file, though one is a link to the other, or the file does not exist yet.</summary>
internal static class FileIdentity
{
    public static bool IsSame(string one, string other) => Path.GetFullPath(one) == Path.GetFullPath(other) || (Of(one) is { } file && file == Of(other));

    /// <summary>The file's inode and its device's number; of one that does not exist, its folder's, and its name. Null where the system does not tell.</summary>
    static (ulong Inode, ulong Device, string Name)? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        if (Libc.TryIdentify(path, out ulong inode, out ulong device))
            return (inode, device, "");
        string target = Target(path);
        return Libc.TryIdentify(Path.GetDirectoryName(target) ?? "/", out inode, out device) ? (inode, device, Path.GetFileName(target)) : null;
    }

    /// <summary>Where a link to nothing points: there the file would be made.</summary>
    static string Target(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return full;
        }
    }
}
