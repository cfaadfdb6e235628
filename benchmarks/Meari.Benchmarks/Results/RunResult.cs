using System.Text.Json.Serialization;

namespace Meari.Benchmarks.Results;

/// <summary>Everything that one run of the benchmarks measured. benchmarks/README.md documents it as JSON.</summary>
sealed record RunResult
{
    /// <summary>Grows when a field changes its meaning.</summary>
    public int Schema { get; init; } = 1;

    public required DateTimeOffset Started { get; init; }

    /// <summary>False if the options left something out.</summary>
    public required bool Complete { get; init; }

    public required int Rounds { get; init; }

    /// <summary>The measured window of one run.</summary>
    public required double Seconds { get; init; }

    public required Machine Machine { get; init; }

    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    public required string Reference { get; init; }

    public List<ScenarioResult> Scenarios { get; } = [];

    /// <summary>Bytes of resident memory for each idle connection.</summary>
    public List<SampleResult> Memory { get; } = [];

    /// <summary>Milliseconds from the start to the first echo.</summary>
    public List<SampleResult> Start { get; } = [];

    /// <summary>Allocated bytes for each echo on open connections.</summary>
    public List<SampleResult> AllocatedByEcho { get; } = [];

    /// <summary>Allocated bytes for each connection with one echo.</summary>
    public List<SampleResult> AllocatedByConnection { get; } = [];

    /// <summary>CPU time of <c>meari bench</c> for each request, as a ratio to the load generator in C.</summary>
    public List<SampleResult> Clients { get; } = [];

    /// <summary>Latency below the limit; null if it was not measured.</summary>
    public OpenLoopResult? OpenLoop { get; set; }
}

sealed record Machine(string System, string Kernel, string Architecture, string Processor, int Cores, long MemoryMib);

/// <summary>A column.</summary>
sealed record ScenarioResult
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Load { get; init; }

    /// <summary>Cores that processes other than ours kept busy meanwhile.</summary>
    public double OthersCores { get; init; }

    public required IReadOnlyList<ServerResult> Servers { get; init; }
}

/// <summary>A server in a scenario: all its runs, and why there are no more of them.</summary>
sealed record ServerResult
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public string? Failure { get; set; }

    public List<Run> Runs { get; } = [];

    [JsonIgnore]
    public Spread CpuUs => Spread.Of(Runs.Select(static r => r.CpuUs));

    [JsonIgnore]
    public Spread Rps => Spread.Of(Runs.Select(static r => r.Rps));

    [JsonIgnore]
    public Spread Ratio => Spread.Of(Runs.Where(static r => r.Ratio is not null).Select(static r => r.Ratio!.Value));
}

/// <summary>One run of the load against one server. The reference has several in a round, and no ratio.</summary>
sealed record Run(
    int Round, double CpuUs, double? Ratio, double Rps, double P50Us, double P99Us, double ServerUtilization, double LoadUtilization);

/// <summary>What was measured of a server beside the scenarios.</summary>
sealed record SampleResult
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public string? Failure { get; set; }

    public List<double> Samples { get; } = [];

    [JsonIgnore]
    public Spread Spread => Spread.Of(Samples);
}

/// <summary>The latency of two servers under the same open loop.</summary>
sealed record OpenLoopResult
{
    /// <summary>Requests a second.</summary>
    public double Rate { get; set; }

    public string? Failure { get; set; }

    public List<OpenLoopRound> Rounds { get; } = [];
}

/// <summary>One after the other.</summary>
sealed record OpenLoopRound(Percentiles Reference, Percentiles Meari);

/// <summary>Microseconds since requests were due.</summary>
sealed record Percentiles(double P50, double P99, double P999);

/// <summary>What benchmarks/c/first_echo.c says.</summary>
sealed record FirstEcho(double Ms);

/// <summary>The median, and the range.</summary>
readonly record struct Spread(int Count, double Median, double Least, double Most)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            return default;
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new(sorted.Length, median, sorted[0], sorted[^1]);
    }
}
