using Meari.Engines;

namespace Meari;

/// <summary>What moves the bytes. All engines keep one contract and differ in cost alone; docs/performance.md compares them.</summary>
public enum TcpEngine
{
    /// <summary>The cheapest that works here: io_uring, else epoll, else the portable one.</summary>
    Auto,

    /// <summary>Linux 6.17 or newer, where nothing forbids it: receives come in batches, one system call for many connections.</summary>
    /// <remarks>Source: io_uring(7), io_uring_prep_recv_multishot(3).</remarks>
    IoUring,

    /// <summary>Linux: a loop for each core that waits for readiness, edge-triggered.</summary>
    /// <remarks>Source: epoll(7).</remarks>
    Epoll,

    /// <summary>The sockets of .NET, everywhere.</summary>
    Sockets,
}

/// <summary>Why an engine that was asked for, or that would have been the first choice, is not used.</summary>
public enum TcpEngineObstacle
{
    /// <summary>Nothing: it is used.</summary>
    None,

    /// <summary>This system is not Linux on x86-64 or arm64.</summary>
    NotLinux,

    /// <summary>The kernel was built without it (ENOSYS).</summary>
    NotInKernel,

    /// <summary>The kernel has it, but an older form that cannot bound what one connection receives: before Linux 6.17 (EINVAL).</summary>
    KernelTooOld,

    /// <summary>A seccomp filter forbids it, as most containers' does (EPERM or ENOSYS).</summary>
    ForbiddenBySeccomp,

    /// <summary>The sysctl kernel.io_uring_disabled forbids it (EPERM).</summary>
    DisabledBySysctl,

    /// <summary>The limit of locked memory (RLIMIT_MEMLOCK) is too small for a user without CAP_IPC_LOCK (ENOMEM).</summary>
    LockedMemoryLimit,

    /// <summary>Something else; <see cref="TcpEngineChoice.Error"/> has the errno.</summary>
    Other,
}

/// <summary>Which engine is used, and what stood in the way of a better one.</summary>
/// <param name="Engine">The one that is used; never <see cref="TcpEngine.Auto"/>.</param>
/// <param name="Wanted">The one that was asked for, or that <see cref="TcpEngine.Auto"/> tried first.</param>
/// <param name="Obstacle">Why <paramref name="Wanted"/> is not used; in <see cref="TcpServer.EngineChoice"/> also why it is used with fewer threads.</param>
/// <param name="Error">The errno that said so, or 0.</param>
public readonly record struct TcpEngineChoice(TcpEngine Engine, TcpEngine Wanted, TcpEngineObstacle Obstacle = TcpEngineObstacle.None, int Error = 0)
{
    /// <summary>What asking for an engine gives here. Starts it, where it has not been started.</summary>
    /// <param name="engine">The engine to ask for.</param>
    /// <returns>The one that servers and clients which ask for it use, and why it is not another.</returns>
    public static TcpEngineChoice Of(TcpEngine engine) => TcpEngines.Get(engine).Choice;

    /// <summary>The name by which <c>--engine</c> knows an engine: <c>auto</c>, <c>io_uring</c>, <c>epoll</c> or <c>sockets</c>.</summary>
    /// <param name="engine">An engine.</param>
    /// <returns>Its name.</returns>
    public static string NameOf(TcpEngine engine) => engine switch
    {
        TcpEngine.Auto => "auto",
        TcpEngine.IoUring => "io_uring",
        TcpEngine.Epoll => "epoll",
        _ => "sockets",
    };
}
