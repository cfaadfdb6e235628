namespace Meari.Observe.Calls;

/// <summary>What a line of strace tells.</summary>
internal enum StraceLineKind
{
    /// <summary>A call and its result.</summary>
    Call,

    /// <summary>A call that has not returned: <c>&lt;unfinished ...&gt;</c>, or a line of which the end has not been written yet.</summary>
    Begun,

    /// <summary>The rest of a call that was begun on an earlier line.</summary>
    Resumed,

    /// <summary>The thread has ended.</summary>
    Ended,

    /// <summary>Something else that strace says, such as a signal.</summary>
    Other,
}

/// <summary>One line of strace's output.</summary>
internal readonly record struct StraceLine
{
    public required StraceLineKind Kind { get; init; }

    /// <summary>The thread, as strace has it; 0 where the line has none (strace -p without -f).</summary>
    public int Thread { get; init; }

    /// <summary>When strace wrote its beginning: nanoseconds of CLOCK_REALTIME since 1970.</summary>
    public long Time { get; init; }

    /// <summary>The call's name; empty for <see cref="StraceLineKind.Ended"/> and <see cref="StraceLineKind.Other"/>.</summary>
    public string Name { get; init; }

    /// <summary>What stands between the parentheses, or as much of it as this line has.</summary>
    public string Arguments { get; init; }

    /// <summary>What was returned; null for <c>?</c>: the call did not return.</summary>
    public long? Result { get; init; }

    /// <summary>A returned descriptor's decoration, such as <c>TCP:[127.0.0.1:9000-&gt;127.0.0.1:54321]</c>.</summary>
    public string? ResultDecoration { get; init; }

    /// <summary>The errno's name, also the kernel's own ones, such as ERESTARTSYS.</summary>
    public string? Error { get; init; }

    /// <summary>Of <see cref="StraceLineKind.Ended"/>: the exit code, or 128 and the signal's number; null if strace does not say.</summary>
    public int? Exit { get; init; }

    /// <summary>Nanoseconds in the call.</summary>
    public long? Duration { get; init; }
}
