namespace Meari.Observe;

/// <summary>Why a source cannot be used, or not wholly.</summary>
public enum SourceObstacle
{
    /// <summary>It can.</summary>
    None,

    /// <summary>Not on this operating system.</summary>
    NotOnThisSystem,

    /// <summary>The user may not (EPERM, EACCES): root, or a capability, is needed.</summary>
    NotPermitted,

    /// <summary>The kernel was built or booted without it, or it is not mounted.</summary>
    NotInKernel,

    /// <summary>A program that it needs is not installed (strace).</summary>
    ProgramMissing,

    /// <summary>Another program is in the way: somebody traces the process already.</summary>
    Busy,

    /// <summary>There is no such process.</summary>
    NoSuchProcess,

    /// <summary>An error without a name here, reported with its errno.</summary>
    Failed,
}

/// <summary>Whether a source works.</summary>
/// <param name="Obstacle">What is in the way; <see cref="SourceObstacle.None"/> if it works.</param>
/// <param name="Error">The errno, or 0.</param>
/// <param name="Detail">A path, a program's name or what it said, escaped; null if there is nothing to add.</param>
public readonly record struct SourceStatus(SourceObstacle Obstacle, int Error = 0, string? Detail = null)
{
    /// <summary>It does.</summary>
    public static SourceStatus Works => default;

    /// <summary>Whether it does.</summary>
    public bool IsWorking => Obstacle == SourceObstacle.None;
}

/// <summary>Where sources put what they see. Called from any thread; never blocks.</summary>
public abstract class TimelineSink
{
    /// <summary>Something was seen. It may come late and out of order by up to the timeline's delay.</summary>
    /// <param name="seen">What; the timeline keeps it.</param>
    public abstract void Add(TimelineEvent seen);

    /// <summary>A source could not keep up, or the kernel dropped something.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="count">How many events, at least 1.</param>
    public abstract void Lost(string source, long count);
}

/// <summary>Something that sees a part of what happens: calls, states, segments or queues.</summary>
public abstract class TimelineSource : IAsyncDisposable
{
    /// <summary>A short name for messages: <c>strace</c>, <c>tracefs</c>, <c>capture</c>, <c>sock_diag</c> …</summary>
    public abstract string Name { get; }

    /// <summary>Starts to watch. An expected obstacle is a value, never an exception; then nothing is left behind and nothing will come.</summary>
    /// <param name="sink">Where to put what is seen.</param>
    /// <returns>Whether it watches.</returns>
    public abstract SourceStatus Start(TimelineSink sink);

    /// <summary>Stops. What happened before this call has reached the sink when it returns; safe when not started.</summary>
    /// <returns>When it has stopped.</returns>
    public abstract ValueTask DisposeAsync();
}
