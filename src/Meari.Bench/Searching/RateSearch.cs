namespace Meari.Bench.Searching;

/// <summary>One rate that was tried.</summary>
/// <param name="Rate">Requests a second that were due.</param>
/// <param name="IsKept">Whether all were answered, well and in time.</param>
/// <param name="Result">What was measured.</param>
internal sealed record Probe(double Rate, bool IsKept, BenchResult Result);

/// <summary>Why a search came to its end.</summary>
internal enum SearchEnd
{
    /// <summary>The highest rate is known to a few percent.</summary>
    Found,

    /// <summary>Not even the lowest rate keeps the target.</summary>
    None,

    /// <summary>The client could do no more; the server might.</summary>
    ClientLimit,

    /// <summary>A run came to no figures, or the user ended it.</summary>
    Broken,
}

/// <summary>
/// The highest rate that keeps a latency: twice the rate until it is missed, then the middle of what is left, until the two are within five percent. A rate is
/// kept if every request that was due was answered well, and the latency, counted from when they were due, is under the limit.
/// </summary>
internal sealed class RateSearch(LatencyTarget target, Func<double, Task<BenchResult>> run)
{
    const double First = 1000, Lowest = 1, Highest = 50_000_000, Precision = 1.05;

    /// <summary>From one to fifty million in doublings and halvings, and then the bisection.</summary>
    const int MostProbes = 40;

    public List<Probe> Probes { get; } = [];

    /// <summary>The best that was kept, or null.</summary>
    public Probe? Best => Probes.Where(static probe => probe.IsKept).MaxBy(static probe => probe.Rate);

    public async Task<SearchEnd> RunAsync()
    {
        double rate = First, missed = double.PositiveInfinity;
        while (Probes.Count < MostProbes)
        {
            BenchResult result = await run(rate).ConfigureAwait(false);
            if (result.End != BenchEnd.Done)
                return SearchEnd.Broken;
            Probe probe = new(rate, IsKept(result), result);
            Probes.Add(probe);
            if (!probe.IsKept && (result.IsClientSaturated || result.IsScheduleBehind))
                return SearchEnd.ClientLimit;
            if (!probe.IsKept)
                missed = Math.Min(missed, rate);
            if (NextAfter(missed) is not { } next)
                return Best is null ? SearchEnd.None : SearchEnd.Found;
            rate = next;
        }
        return Best is null ? SearchEnd.None : SearchEnd.Found;
    }

    bool IsKept(BenchResult result) => result.Faults.IsEmpty && result.Unsent == 0 && !result.IsRateMissed && target.IsKeptBy(result.Corrected);

    double? NextAfter(double missed)
    {
        double kept = Best?.Rate ?? 0;
        if (double.IsPositiveInfinity(missed))
            return kept * 2 <= Highest ? kept * 2 : null;
        if (kept == 0)
            return missed / 2 >= Lowest ? missed / 2 : null;
        return missed / kept > Precision ? Math.Round((missed + kept) / 2, missed > 100 ? 0 : 2) : null;
    }
}
