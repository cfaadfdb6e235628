using System.Diagnostics;
using Meari.Interop.Linux;

namespace Meari.Engines.Linux;

/// <summary>
/// A timerfd that the loop watches like a socket: due to the microsecond, where a timeout of epoll_wait counts in milliseconds, and at no cost to
/// the turns of a loop that has none.
/// </summary>
/// <remarks>Source: timerfd_create(2). It is never read: it is watched by edges, and each setting begins a new one.</remarks>
internal sealed class LoopTimer(LinuxLoop loop, int fd, IThreadPoolWorkItem work) : EngineTimer
{
    /// <summary>On Linux the stopwatch is CLOCK_MONOTONIC, in nanoseconds.</summary>
    long _due = long.MaxValue;

    bool _isDisposed;

    public int Fd => fd;

    /// <summary>Its number at the loop.</summary>
    public ulong Key { get; set; }

    public override void Set(long due)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _due = due;
        _ = Libc.SetTimer(fd, Math.Max(1, due)); // 0 would disarm; it cannot fail for a timerfd and a time that is one
    }

    /// <summary>The loop was told that it has expired: perhaps of an earlier setting, just before it was set anew.</summary>
    public void Ready()
    {
        if (Stopwatch.GetTimestamp() < _due)
            return;
        _due = long.MaxValue;
        work.Execute();
    }

    public override void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _due = long.MaxValue;
        loop.Unwatch(this);
        loop.Slots.GiveBack(Key);
        Libc.Close(fd);
    }
}
