using System.Globalization;
using System.Text.Json;

namespace Meari.Benchmarks.Processes;

/// <summary>What <c>meari bench --json</c> says, as far as it is looked at here.</summary>
/// <param name="Requests">Answered in the measured window.</param>
/// <param name="CpuUs">Processor time of the client for each, in microseconds.</param>
/// <param name="P50Us">Corrected latency, as the next two.</param>
/// <param name="P99Us">Microseconds.</param>
/// <param name="P999Us">Microseconds.</param>
sealed record BenchFigures(long Requests, double CpuUs, double P50Us, double P99Us, double P999Us);

/// <summary>The load generator that users have, on the load's core.</summary>
sealed class MeariBench(int core)
{
    public const string Program = "artifacts/bin/Meari.Cli/release/meari";

    /// <summary>In seconds, until what compiles at run time has compiled, beside the load, on the one core. Within the measured window it stood in every server's p99.</summary>
    public const double WarmUp = 3;

    /// <summary>
    /// What the launcher sets (./meari): a first generation of 1 MiB, which stays in the cache and bounds the memory; and that the runtime compiles what is hot on
    /// one processor after a tenth of a second in which nothing new was called. Else it is after a second, 4 to 6 s on.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> Environment = new Dictionary<string, string>
    {
        ["DOTNET_GCgen0size"] = "0x100000",
        ["DOTNET_TC_DelaySingleProcMultiplier"] = "1",
    };

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="MeasurementException">It failed, or the server did.</exception>
    public async Task<BenchFigures> RunAsync(ServerProcess server, string load, double warmUp, double seconds, CancellationToken cancelled, Turns? turns = null)
    {
        ToolResult ended = await Tool.RunAsync(
            [
                "taskset", "-c", $"{core}", Program, "bench", $"127.0.0.1:{server.Port}", .. load.Split(' '), "--json", "--quiet", "--lang", "en",
                "--warm-up", Seconds(warmUp), "--duration", Seconds(seconds),
            ],
            Patience,
            cancelled,
            Environment,
            turns);
        if (ended.ExitCode != 0)
            throw new MeasurementException(ended.Errors.Split('\n')[0] is { Length: > 0 } line ? line : $"meari bench ended with {ended.ExitCode}");
        using JsonDocument json = JsonDocument.Parse(ended.Output);
        JsonElement latency = json.RootElement.GetProperty("latency").GetProperty("corrected");
        return new(
            json.RootElement.GetProperty("requests").GetInt64(),
            json.RootElement.GetProperty("client").GetProperty("cpu_ns_per_request").GetDouble() / 1000,
            At(latency, 50),
            At(latency, 99),
            At(latency, 99.9));
    }

    static double At(JsonElement latency, double percentile) => latency.GetProperty("percentiles").EnumerateArray()
        .First(p => p.GetProperty("percentile").GetDouble() == percentile).GetProperty("ns").GetInt64() / 1000.0;

    static string Seconds(double seconds) => seconds.ToString(CultureInfo.InvariantCulture) + "s";
}
