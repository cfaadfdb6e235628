using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>timerfd: a descriptor that is readable from a moment on.</summary>
internal static unsafe partial class Libc
{
    /// <summary>On the monotonic clock; non-blocking, closed on exec.</summary>
    public static int TimerFd() => Result(timerfd_create(Constants.CLOCK_MONOTONIC, Constants.TFD_NONBLOCK | Constants.TFD_CLOEXEC));

    /// <summary>Once, when the clock shows <paramref name="due"/> nanoseconds; 0 disarms.</summary>
    public static int SetTimer(int fd, long due)
    {
        TimerSetting setting = new() { Value = new() { Seconds = due / 1_000_000_000, Nanoseconds = due % 1_000_000_000 } };
        return Result(timerfd_settime(fd, Constants.TFD_TIMER_ABSTIME, &setting, null));
    }

#pragma warning disable SYSLIB1054, IDE1006 // the names are libc's
    [LibraryImport("libc")] private static partial int timerfd_create(int clock, int flags);
    [LibraryImport("libc")] private static partial int timerfd_settime(int fd, int flags, TimerSetting* setting, TimerSetting* old);
#pragma warning restore SYSLIB1054, IDE1006
}

/// <summary>struct itimerspec.</summary>
/// <remarks>Source: timerfd_create(2).</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct TimerSetting
{
    public TimeSetting Interval, Value;
}

/// <summary>struct timespec, with a time_t of 64 bits.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSetting
{
    public long Seconds, Nanoseconds;
}
