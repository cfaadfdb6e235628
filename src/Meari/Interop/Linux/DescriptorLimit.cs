using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>The process's limit of open descriptors: raised at the start, and how near it is.</summary>
/// <remarks>Source: getrlimit(2), setrlimit(2), RLIMIT_NOFILE; open(2): a new descriptor is the lowest number that is free.</remarks>
internal static partial class DescriptorLimit
{
    /// <summary>
    /// Descriptors that are left to the runtime. Starting a thread takes two for a moment, loading an assembly two for good, and .NET
    /// ends the process where it cannot do one of them; so a server must stop accepting before the last descriptor is gone.
    /// </summary>
    public const int Reserve = 8;

    /// <summary>RLIMIT_NOFILE.</summary>
    internal const int NumberOfFiles = 7;

    /// <summary>Whether so few descriptors are free, now that the newest has this number, that no more should be taken.</summary>
    public static bool IsNear(nint newest) => newest >= FirstNear();

    /// <summary>The first number of which that is so.</summary>
    /// <remarks>To be asked for again from time to time (0.2 µs), since prlimit(1) may change the limit under a running process.</remarks>
    public static nint FirstNear() =>
        OperatingSystem.IsLinux() && GetLimit(NumberOfFiles, out Limit limit) == 0 && limit.Soft <= int.MaxValue ? (nint)limit.Soft - Reserve : nint.MaxValue;

    /// <summary>
    /// Raises the soft limit to the hard one. The soft one (often 1024) guards programs that use select(2), which Meari does not. The
    /// runtime does the same for itself, but not in a program that was compiled ahead of time.
    /// </summary>
    public static void Raise()
    {
        if (OperatingSystem.IsLinux() && GetLimit(NumberOfFiles, out Limit limit) == 0 && limit.Soft < limit.Hard)
        {
            limit.Soft = limit.Hard;
            _ = SetLimit(NumberOfFiles, in limit); // where it fails, what there was must do
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    /// <summary>struct rlimit.</summary>
    internal struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
