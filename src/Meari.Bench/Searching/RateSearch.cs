namespace Meari.Bench.Searching;

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
/// <param name="target">What is to be kept.</param>
/// <param name="run">Measures at a rate.</param>
/// <param name="tried">Sees each rate that was tried.</param>
internal sealed class RateSearch(LatencyTarget target, Func<double, Task<BenchResult>> run, Action<Probe>? tried = null)
{
    const double First = 1000, Lowest = 1, Highest = 50_000_000, Precision = 1.05;

    /// <summary>From one to fifty million in doublings and halvings, and then the bisection.</summary>
    const int MostProbes = 40;

    public List<Probe> Probes { get; } = [];

    /// <summary>The best that was kept, or null.</summary>
    public Probe? Best => Probes.Where(static probe => probe.IsKept).MaxBy(static probe => probe.Rate);

    /// <summary>The run that <see cref="SearchEnd.Broken"/> is about: it says whether the user ended it, or the server was lost.</summary>
    public BenchResult? Broken { get; private set; }

    public async Task<SearchEnd> RunAsync()
    {
        double rate = First, missed = double.PositiveInfinity;
        while (Probes.Count < MostProbes)
        {
            BenchResult result = await run(rate).ConfigureAwait(false);
            if (result.End != BenchEnd.Done)
            {
                Broken = result;
                return SearchEnd.Broken;
            }
            Probe probe = new(rate, Probe.MissOf(result, target), result);
            Probes.Add(probe);
            tried?.Invoke(probe);
            if (probe.IsClientLimit)
                return SearchEnd.ClientLimit;
            if (!probe.IsKept)
                missed = Math.Min(missed, rate);
            if (NextAfter(missed) is not { } next)
                return Best is null ? SearchEnd.None : SearchEnd.Found;
            rate = next;
        }
        return Best is null ? SearchEnd.None : SearchEnd.Found;
    }

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
