using System.Text.Json;
using Meari.Bench.Statistics;

namespace Meari.Bench.Reports;

/// <summary>What modes, ends, faults and warnings are called in JSON and on the command line.</summary>
internal static class BenchNames
{
    /// <summary>The percentiles that are told.</summary>
    public static double[] Percentiles { get; } = [50, 75, 90, 95, 99, 99.9, 99.99];

    public static string Of(BenchMode mode) => Snake(mode);

    public static string Of(StreamDirection direction) => Snake(direction);

    public static string Of(BenchEnd end) => Snake(end);

    public static string Of(BenchFault fault) => Snake(fault);

    /// <summary>What makes the figures say less than they seem to.</summary>
    public static IEnumerable<string> WarningsOf(BenchResult result)
    {
        if (result.IsClientSaturated)
            yield return "client_saturated";
        if (result.IsKeptWaiting)
            yield return "client_kept_waiting";
        if (result.IsScheduleBehind)
            yield return "schedule_behind";
        if (result.IsRateMissed)
            yield return "rate_missed";
        if (result.Unanswered > 0)
            yield return "unanswered";
        if (result.Failed > 0)
            yield return "failed_requests";
    }

    static string Snake<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
