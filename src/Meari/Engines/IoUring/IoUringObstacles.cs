using Meari.Interop.Linux;

namespace Meari.Engines.IoUring;

/// <summary>What an errno of setting up a ring means.</summary>
/// <remarks>Source: io_uring_setup(2), ERRORS; Documentation/admin-guide/sysctl/kernel.rst, io_uring_disabled; proc_pid_status(5), Seccomp.</remarks>
internal static class IoUringObstacles
{
    const string DisabledSysctl = "/proc/sys/kernel/io_uring_disabled";

    public static TcpEngineObstacle Of(int error) => error switch
    {
        // 1 forbids it to those without CAP_SYS_ADMIN, 2 to all; the kernel then answers as a filter does.
        Errno.EPERM or Errno.EACCES => Read(DisabledSysctl) is "1" or "2" ? TcpEngineObstacle.DisabledBySysctl : TcpEngineObstacle.ForbiddenBySeccomp,
        Errno.ENOSYS => IsFiltered() ? TcpEngineObstacle.ForbiddenBySeccomp : TcpEngineObstacle.NotInKernel,
        Errno.EINVAL => TcpEngineObstacle.KernelTooOld,
        Errno.ENOMEM => TcpEngineObstacle.LockedMemoryLimit,
        _ => TcpEngineObstacle.Other,
    };

    /// <summary>Whether a seccomp filter (mode 2) watches this process.</summary>
    static bool IsFiltered() =>
        Read("/proc/self/status").Split('\n').Any(static line => line.StartsWith("Seccomp:", StringComparison.Ordinal) && line.EndsWith('2'));

    static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
