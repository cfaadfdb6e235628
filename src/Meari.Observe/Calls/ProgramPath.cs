using Meari.Interop.Linux;

namespace Meari.Observe.Calls;

/// <summary>Finds a program as a shell does: in PATH, unless its name has a slash.</summary>
internal static class ProgramPath
{
    const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Looks for it.</summary>
    /// <param name="name">A name or a path.</param>
    /// <param name="path">Where it is.</param>
    /// <returns>0, ENOENT or EACCES.</returns>
    public static int Find(string name, out string path)
    {
        path = name;
        if (name.Length == 0)
            return Errno.ENOENT;
        if (name.Contains('/', StringComparison.Ordinal))
            return Check(name);
        int error = Errno.ENOENT;
        foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin").Split(':'))
        {
            path = Path.Combine(directory.Length == 0 ? "." : directory, name);
            int found = Check(path);
            if (found == 0)
                return 0;
            error = found == Errno.EACCES ? found : error;
        }
        path = name;
        return error;
    }

    /// <summary>Whether the user at hand may execute it, execve says.</summary>
    static int Check(string path)
    {
        if (Directory.Exists(path))
            return Errno.EACCES;
        if (!File.Exists(path))
            return Errno.ENOENT;
        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & AnyExecute) == 0 ? Errno.EACCES : 0;
    }
}
