namespace Meari.Benchmarks.Catalog;

/// <summary>What is measured of a server beside the scenarios.</summary>
enum Also
{
    /// <summary>Resident memory for each idle connection.</summary>
    Memory,

    /// <summary>The time from its start to the first echo.</summary>
    Start,

    /// <summary>Allocated bytes: it answers SIGUSR1 with <c>allocated N</c> on stdout.</summary>
    Allocations,

    /// <summary>What a request costs <c>meari bench</c>; of no server.</summary>
    Clients,

    /// <summary>Latency of <c>meari serve</c> at half the reference's highest rate; of no other server.</summary>
    OpenLoop,
}

/// <summary>One row of the table: an echo server on 127.0.0.1.</summary>
/// <remarks>What may be left out has a setter: the generated reader would set an init-only property that is not there to null.</remarks>
sealed record Server
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The command that builds it; the same command of several servers runs once.</summary>
    public string? Build { get; set; }

    /// <summary>Program and arguments, with <c>{port}</c>.</summary>
    public required string Command { get; init; }

    /// <summary>What is set in its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();

    /// <summary>More arguments in a scenario, by its name.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; set; } = new Dictionary<string, string>();

    /// <summary>The scenarios that it is measured in; null: all.</summary>
    public IReadOnlyList<string>? Scenarios { get; set; }

    public IReadOnlyList<Also> Also { get; set; } = [];

    /// <summary>Measured only if <c>--only</c> names it.</summary>
    public bool OnDemand { get; set; }

    public bool IsIn(Scenario scenario) => Scenarios is null || Scenarios.Contains(scenario.Name);

    public string[] CommandLine(int port, Scenario? scenario = null)
    {
        string more = scenario is null ? "" : Arguments.GetValueOrDefault(scenario.Name, "");
        return $"{Command} {more}".Replace("{port}", $"{port}", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}

/// <summary>servers.json.</summary>
sealed record ServerFile
{
    /// <summary>The name of the server that all ratios are taken to.</summary>
    public required string Reference { get; init; }

    public required IReadOnlyList<Server> Servers { get; init; }
}
