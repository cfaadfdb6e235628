using System.Net;

namespace Meari.Observe;

/// <summary>Where a launched program's standard output and standard error go.</summary>
public enum ProgramOutput
{
    /// <summary>Where this program's go.</summary>
    Inherited,

    /// <summary>Line by line into the timeline, as text events.</summary>
    Text,

    /// <summary>Into a file, as they are.</summary>
    File,
}

/// <summary>How <see cref="StraceCalls"/> watches.</summary>
public sealed record StraceOptions
{
    /// <summary>Where a launched program's output goes. Its input stays this program's, with the terminal.</summary>
    public ProgramOutput Output { get; init; }

    /// <summary>The file for <see cref="ProgramOutput.File"/>; it is made anew.</summary>
    public string? OutputFile { get; init; }

    /// <summary>The strace to run: a name to be looked for in PATH, or a path.</summary>
    public string Strace { get; init; } = "strace";

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Finds the local address of a socket that has just been connected, by process id, descriptor and inode (0 if not known); null if it
    /// cannot. Called on the reader's thread. By default the process's own /proc/net/tcp is read.
    /// </summary>
    public Func<int, int, long, IPEndPoint?>? FindLocal { get; init; }
}
