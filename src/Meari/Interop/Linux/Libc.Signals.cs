using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>Signals to other processes.</summary>
/// <remarks>Source: kill(2); asm-generic/signal.h.</remarks>
internal static partial class Libc
{
#pragma warning disable CA1707, IDE1006 // the names are the headers'
    public const int SIGINT = 2, SIGKILL = 9, SIGTERM = 15;

    /// <summary>Sends a signal to one process.</summary>
    /// <param name="process">Its id, greater than 0: others name groups.</param>
    /// <param name="signal">The signal.</param>
    /// <returns>0, or the negative errno.</returns>
    public static int Kill(int process, int signal) => process > 0 ? Result(kill(process, signal)) : -Errno.EINVAL;

    [LibraryImport("libc")] private static partial int kill(int process, int signal);
#pragma warning restore CA1707, IDE1006
}
