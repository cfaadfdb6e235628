using Meari.Bench;

namespace Meari.Cli.Bench;

/// <summary>What <c>meari bench</c> was asked for.</summary>
internal sealed record BenchSettings
{
    public required TcpAddress Address { get; init; }

    public string Host => Address.Host.Length > 0 ? Address.Host : "localhost";

    /// <summary>All but the server's address, which is looked up first.</summary>
    public required BenchOptions Load { get; init; }

    /// <summary>What to find the highest rate for, or null.</summary>
    public LatencyTarget? FindRate { get; init; }

    public bool Json { get; init; }

    public string? Html { get; init; }

    public string? Csv { get; init; }

    public string? HistogramLog { get; init; }

    public bool Quiet { get; init; }

    public bool NoColor { get; init; }
}
