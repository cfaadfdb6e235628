using Meari.Bench.Searching;
using Meari.Bench.Statistics;
using Meari.Bench.Tests.Simulation;

namespace Meari.Bench.Tests.Searching;

/// <summary>Which rates are tried, and whose fault it is that one was missed.</summary>
public sealed class RateSearchTests
{
    static readonly LatencyTarget Target = new(99, TimeSpan.FromMilliseconds(1));

    [Fact]
    public async Task The_highest_rate_of_a_server_with_a_limit_is_found_to_five_percent()
    {
        RateSearch search = new(Target, static rate => Task.FromResult(Result(rate, rate <= 23_456 ? 100 : 5_000)));
        Assert.Equal(SearchEnd.Found, await search.RunAsync());
        Assert.InRange(search.Best!.Rate, 23_456 / 1.05, 23_456);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_ends_the_search_and_is_no_probe()
    {
        RateSearch search = new(Target, static rate => Task.FromResult(Result(rate, 100, rate < 4000 ? BenchEnd.Done : BenchEnd.Interrupted)));
        Assert.Equal(SearchEnd.Broken, await search.RunAsync());
        Assert.Equal(BenchEnd.Interrupted, search.Broken!.End);
        Assert.Equal(2000, search.Best!.Rate);
    }

    [Fact]
    public async Task A_client_that_is_late_ends_the_search_as_its_own_limit()
    {
        RateSearch search = new(Target, static rate => Task.FromResult(Result(rate, rate < 4000 ? 100 : 5_000, lateStarts: 900)));
        Assert.Equal(SearchEnd.ClientLimit, await search.RunAsync());
        Assert.Equal(Miss.ClientLate, search.Probes[^1].Miss);
        Assert.Equal(2000, search.Best!.Rate);
    }

    /// <summary>Once a server that failed was taken for a client without processor time.</summary>
    [Fact]
    public async Task Errors_are_the_servers_however_busy_the_client_was()
    {
        RateSearch search = new(Target, static rate => Task.FromResult(Result(rate, 100, cpu: 1, hasFaults: rate >= 4000)));
        Assert.Equal(SearchEnd.Found, await search.RunAsync());
        Assert.Contains(search.Probes, static probe => probe.Miss == Miss.Errors);
        Assert.InRange(search.Best!.Rate, 4000 / 1.05, 4000);
    }

    [Fact]
    public void Each_miss_has_its_reason()
    {
        Assert.Equal(Miss.None, Probe.MissOf(Result(1000, 100, cpu: 1), Target));
        Assert.Equal(Miss.Latency, Probe.MissOf(Result(1000, 5_000), Target));
        Assert.Equal(Miss.Unsent, Probe.MissOf(Result(1000, 100, unsent: 1), Target));
        Assert.Equal(Miss.ClientSaturated, Probe.MissOf(Result(1000, 100, unsent: 1, cpu: 1), Target));
        Assert.Equal(Miss.ClientLate, Probe.MissOf(Result(1000, 100, unsent: 1, lateStarts: 900), Target));
    }

    /// <summary>A second of a rate, each request answered in so many microseconds.</summary>
    static BenchResult Result(
        double rate, long microseconds, BenchEnd end = BenchEnd.Done, long unsent = 0, double cpu = 0, long lateStarts = 0, bool hasFaults = false)
    {
        BenchResult result = new()
        {
            Options = SimulatedRun.Options with { Rate = rate },
            Engine = default,
            Started = DateTimeOffset.UnixEpoch,
            Threads = 1,
            End = end,
            Window = TimeSpan.FromSeconds(1),
            Unsent = unsent,
            Cpu = TimeSpan.FromSeconds(cpu),
            LateStarts = lateStarts,
        };
        result.Corrected.Record(microseconds * 1000, (int)rate);
        if (hasFaults)
            result.Faults.Add(BenchFault.Reset, TcpOutcome.Reset, new(1, 1));
        return result;
    }
}
