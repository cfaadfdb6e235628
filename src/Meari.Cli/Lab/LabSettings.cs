namespace Meari.Cli.Lab;

/// <summary>What the command line asks of <c>meari lab</c>.</summary>
internal sealed record LabSettings
{
    /// <summary>The experiment; null to list them, or for all.</summary>
    public string? Name { get; init; }

    public bool All { get; init; }

    public bool Json { get; init; }

    /// <summary>The report's file.</summary>
    public string? Html { get; init; }

    /// <summary>The recording's file.</summary>
    public string? Output { get; init; }

    /// <summary>Without the ladder.</summary>
    public bool Quiet { get; init; }

    public bool NoColor { get; init; }
}
