namespace Meari.Cli.Lab;

/// <summary>What the command line asks of <c>meari lab</c>.</summary>
internal sealed record LabSettings
{
    /// <summary>The experiment; null to list them, or for all.</summary>
    public string? Name { get; init; }

    public bool All { get; init; }

    /// <summary>Whether the reader makes the steps.</summary>
    public bool ByHand { get; init; }

    /// <summary>The server's port where the reader makes the steps.</summary>
    public int Port { get; init; }

    /// <summary>A server program to run the exercise around, and its arguments; empty for none.</summary>
    public IReadOnlyList<string> Program { get; init; } = [];

    public bool Json { get; init; }

    /// <summary>The report's file.</summary>
    public string? Html { get; init; }

    /// <summary>The recording's file.</summary>
    public string? Output { get; init; }

    /// <summary>Without the ladder.</summary>
    public bool Quiet { get; init; }

    public bool NoColor { get; init; }
}
