namespace Meari.Cli.Bench;

/// <summary>What <c>meari bench report</c> was asked for.</summary>
internal sealed record BenchReportSettings
{
    public required IReadOnlyList<string> Files { get; init; }

    public bool Merge { get; init; }

    public bool Json { get; init; }

    public string? Html { get; init; }

    public string? HistogramLog { get; init; }
}
