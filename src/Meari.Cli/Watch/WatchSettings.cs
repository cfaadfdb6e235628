using Meari.Observe;

namespace Meari.Cli.Watch;

/// <summary>What the command line of <c>meari watch</c> asks for.</summary>
internal sealed record WatchSettings
{
    /// <summary>Which connections.</summary>
    public TimelineFilter Filter { get; init; }

    /// <summary>The program to start and its arguments; empty where none is to be started.</summary>
    public IReadOnlyList<string> Program { get; init; } = [];

    /// <summary>The program that runs already.</summary>
    public int? ProcessId { get; init; }

    public bool Explain { get; init; }

    public bool Json { get; init; }

    /// <summary>Where the events go.</summary>
    public string? Output { get; init; }

    /// <summary>Where the segments go.</summary>
    public string? Pcapng { get; init; }

    /// <summary>Where the program's output goes, instead of into the picture.</summary>
    public string? ProgramOutput { get; init; }

    /// <summary>The recording to show, instead of what happens now.</summary>
    public string? Replay { get; init; }

    /// <summary>How many times faster than it was; infinite without any wait.</summary>
    public double Speed { get; init; } = 1;

    public TimeSpan? Duration { get; init; }

    /// <summary>After how many events to end.</summary>
    public int Count { get; init; } = int.MaxValue;

    /// <summary>Columns; 0 for the terminal's.</summary>
    public int Width { get; init; }

    public bool NoColor { get; init; }
}
