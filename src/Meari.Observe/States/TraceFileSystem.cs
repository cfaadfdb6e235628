using System.Globalization;
using Meari.Interop.Linux;

namespace Meari.Observe;

/// <summary>
/// The kernel's trace file system: where it is, and the instances in it that belong to viewers. An instance is a buffer of one's own with
/// its own events, so that viewers, and others who trace, do not disturb each other. It outlives its viewer, if that is killed; the next
/// viewer removes it.
/// </summary>
/// <remarks>Source: Documentation/trace/ftrace.rst, "Instances". All names here are ASCII and this program's own.</remarks>
internal sealed class TraceFileSystem
{
    /// <summary>Where systems mount it: by itself, or with the debug file system.</summary>
    public static readonly IReadOnlyList<string> UsualPlaces = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

    const string Prefix = "meari";

    /// <summary>More instances are not looked at; the kernel makes as many as memory allows.</summary>
    const int MaxInstances = 10_000;

    static int _lastInstance;

    readonly string _instances;

    TraceFileSystem(string place) => _instances = Path.Join(place, "instances");

    /// <summary>Finds it, mounted. As root it is mounted where it belongs if it is not.</summary>
    /// <param name="places">Where to look.</param>
    /// <param name="mountPoint">A directory on which it may be mounted if it is there and empty; null for none.</param>
    /// <param name="found">It, if the status is that it works.</param>
    /// <returns>Whether it was found and may be used.</returns>
    public static SourceStatus Find(IReadOnlyList<string> places, string? mountPoint, out TraceFileSystem? found)
    {
        found = null;
        if (!OperatingSystem.IsLinux())
            return new(SourceObstacle.NotOnThisSystem);
        SourceStatus status = Look(places, ref found);
        if (status.Obstacle != SourceObstacle.NotInKernel || mountPoint is null || !IsEmptyDirectory(mountPoint))
            return status;
        int error = -Libc.MountTracing(mountPoint);
        // EBUSY: somebody was faster.
        return error is not 0 and not Errno.EBUSY ? StatusOf(error, mountPoint) : Look([mountPoint], ref found);
    }

    static SourceStatus Look(IReadOnlyList<string> places, ref TraceFileSystem? found)
    {
        SourceStatus status = new(SourceObstacle.NotInKernel, Libc.ENOENT, string.Join(", ", places));
        foreach (string place in places)
        {
            TraceFileSystem candidate = new(place);
            int fd = Libc.OpenFile(candidate._instances, Libc.O_RDONLY);
            if (fd >= 0)
            {
                Libc.Close(fd);
                found = candidate;
                return SourceStatus.Works;
            }
            if (-fd is not (Libc.ENOENT or Libc.ENOTDIR) && status.Obstacle == SourceObstacle.NotInKernel)
                status = StatusOf(-fd, place);
        }
        return status;
    }

    static bool IsEmptyDirectory(string path)
    {
        try
        {
            return !Directory.EnumerateFileSystemEntries(path).Any();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What stands in the way, if a file of it gives this error.</summary>
    /// <param name="error">The errno.</param>
    /// <param name="path">The file.</param>
    /// <returns>The status.</returns>
    public static SourceStatus StatusOf(int error, string path) => error switch
    {
        Errno.EPERM or Errno.EACCES or Libc.EROFS => new(SourceObstacle.NotPermitted, error, path),
        // EINVAL: a clock or a field that this kernel does not know.
        Libc.ENOENT or Libc.ENOTDIR or Libc.ENODEV or Errno.EINVAL => new(SourceObstacle.NotInKernel, error, path),
        _ => new(SourceObstacle.Failed, error, path),
    };

    /// <summary>Makes an instance, whose name says whose it is: the process and when that started, since ids are used again.</summary>
    /// <param name="path">Its directory.</param>
    /// <returns>Whether it was made.</returns>
    public SourceStatus MakeInstance(out string path)
    {
        int process = Environment.ProcessId;
        path = Path.Join(_instances, string.Create(
            CultureInfo.InvariantCulture, $"{Prefix}-{process}-{StartOf(process) ?? 0}-{Interlocked.Increment(ref _lastInstance)}"));
        int result = Libc.MakeDirectory(path);
        return result == 0 ? SourceStatus.Works : StatusOf(-result, path);
    }

    /// <summary>
    /// Removes the instances of viewers that are no more. The kernel refuses to remove one that is being read (EBUSY), so that
    /// a viewer that cannot be seen from here, in another process namespace, is not disturbed.
    /// </summary>
    /// <returns>How many were removed.</returns>
    public int Sweep()
    {
        int removed = 0;
        try
        {
            foreach (string path in Directory.EnumerateDirectories(_instances, Prefix + "-*").Take(MaxInstances))
            {
                if (IsLeftBehind(Path.GetFileName(path)) && Libc.RemoveDirectory(path) == 0)
                    removed++;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It went away meanwhile, or is not ours to list: what can be removed is removed next time.
        }
        return removed;
    }

    /// <summary>Whether an instance's name says that it belongs to a process that has ended.</summary>
    /// <param name="name">The name of its directory.</param>
    /// <returns>False for names that no viewer gave.</returns>
    internal static bool IsLeftBehind(string name)
    {
        string[] parts = name.Split('-');
        return parts is [Prefix, _, _, _]
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long start)
            && int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && StartOf(process) != start;
    }

    /// <summary>When a process started, in ticks since the system did; null if there is no such process.</summary>
    /// <remarks>Source: proc_pid_stat(5), (22) starttime. The name, (2), may hold anything, so fields are counted from its last parenthesis.</remarks>
    static long? StartOf(int process)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > 19 && long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out long start) ? start : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
