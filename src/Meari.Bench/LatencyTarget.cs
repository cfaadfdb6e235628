using System.Globalization;
using Meari.Bench.Statistics;
using Meari.Text;

namespace Meari.Bench;

/// <summary>What the latency is to stay under, as <c>p99&lt;1ms</c> says it.</summary>
/// <param name="Percentile">From 0 to 100.</param>
/// <param name="Limit">What it must stay under.</param>
internal sealed record LatencyTarget(double Percentile, TimeSpan Limit)
{
    /// <summary>As it is typed.</summary>
    public override string ToString() => $"p{Percentile.ToString(CultureInfo.InvariantCulture)}<{Units.Duration(Limit, Language.English)}";

    public bool IsKeptBy(Latencies latencies) => latencies.Count > 0 && latencies.At(Percentile) < Limit.TotalNanoseconds;

    public static LatencyTarget? TryParse(string text)
    {
        int at = text.IndexOf('<', StringComparison.Ordinal);
        return at > 1 && text[0] == 'p'
            && double.TryParse(text.AsSpan(1, at - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percentile) && percentile is > 0 and <= 100
            && Units.TryParseDuration(text[(at + 1)..], out TimeSpan limit) && limit > TimeSpan.Zero
            ? new(percentile, limit)
            : null;
    }
}
