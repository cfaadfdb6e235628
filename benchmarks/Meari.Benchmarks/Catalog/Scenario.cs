namespace Meari.Benchmarks.Catalog;

/// <summary>One column of the table.</summary>
sealed record Scenario
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>Mode and options of the load generator, without the port.</summary>
    public required string Load { get; init; }
}

/// <summary>scenarios.json.</summary>
sealed record ScenarioFile
{
    /// <summary>What builds the programs that measure.</summary>
    public required IReadOnlyList<string> Builds { get; init; }

    public required IReadOnlyList<Scenario> Scenarios { get; init; }
}
