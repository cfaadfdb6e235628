using Meari.Interop.Linux;

namespace Meari.Bench;

/// <summary>What this process may have.</summary>
internal static class BenchLimits
{
    /// <summary>Descriptors that are left for connections, and how many the process may have at all; null where nothing says. The engine has raised the limit by then.</summary>
    public static (long Free, long Limit)? Descriptors()
    {
        nint firstNear = DescriptorLimit.FirstNear();
        if (firstNear == nint.MaxValue)
            return null;
        long open = Directory.Exists("/proc/self/fd") ? Directory.EnumerateFileSystemEntries("/proc/self/fd").LongCount() : 0;
        return (firstNear - open, firstNear + DescriptorLimit.Reserve);
    }
}
