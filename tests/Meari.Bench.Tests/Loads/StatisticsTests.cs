using Meari.Bench.Statistics;
using Meari.Bench.Tests.Simulation;

namespace Meari.Bench.Tests.Loads;

/// <summary>On a simulated clock each figure is known beforehand.</summary>
public sealed class StatisticsTests
{
    static readonly TimeSpan Quick = TimeSpan.FromMicroseconds(50);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(3, 16)]
    public void Every_percentile_is_that_of_the_answers_within_the_histograms_precision(int connections, int pipeline)
    {
        Random random = new(connections * 100 + pipeline);
        List<double> times = [];
        BenchOptions options = SimulatedRun.Options with { Connections = connections, Pipeline = pipeline, Requests = 20_000 };
        // From a microsecond to ten milliseconds, evenly on a logarithmic scale. With requests behind each other, an answer waits for those before it.
        Dictionary<long, long> last = [];
        BenchResult result = SimulatedRun.Run(options, (request, now) =>
        {
            double time = Math.Pow(10, 3 + (random.NextDouble() * 4));
            if (pipeline == 1)
                times.Add(Math.Truncate(TimeSpan.FromTicks((long)time / 100).TotalNanoseconds));
            return new(TimeSpan.FromTicks((long)time / 100));
        });
        Assert.Equal(20_000, result.Requests);
        Assert.True(result.Faults.IsEmpty);
        if (pipeline > 1)
            return; // their sum is known, and that no request is lost or counted twice
        times.RemoveRange(20_000, times.Count - 20_000);
        double[] sorted = [.. times.Order()];
        foreach (double percentile in (double[])[0.01, 1, 25, 50, 75, 90, 99, 99.9, 99.99, 100])
        {
            double exact = sorted[Math.Max(0, (int)Math.Round(percentile / 100 * sorted.Length) - 1)];
            Assert.InRange(result.Corrected.At(percentile), exact, (exact * 1.001) + 1);
        }
        Assert.InRange(result.Corrected.Mean, sorted.Average() * 0.999, sorted.Average() * 1.001);
    }

    [Fact]
    public void A_stall_of_200_ms_at_1000_a_second_makes_200_requests_late_and_one_if_only_sent_ones_count()
    {
        BenchOptions options = SimulatedRun.Options with { Connections = 1, Rate = 1000, Duration = TimeSpan.FromSeconds(2) };
        BenchResult result = SimulatedRun.Run(options, (_, now) => new(DuringStall(now) ?? Quick));
        Assert.Equal(2000, result.Requests);
        Assert.Equal(0, result.Unsent);
        // Due at 500 ms, 501, …: the last that the stall delays by more than a millisecond is due at 698 ms or so, and then the queue is worked off at 50 µs each.
        long late = LongerThan(result.Corrected, TimeSpan.FromMilliseconds(1));
        Assert.InRange(late, 199, 215);
        Assert.Equal(1, LongerThan(result.Uncorrected!, TimeSpan.FromMilliseconds(1)));
        Assert.InRange(result.Corrected.Max, 199_900_000, 200_300_000);

        static TimeSpan? DuringStall(long now) =>
            now is >= 500_000_000 and < 700_000_000 ? TimeSpan.FromTicks((700_000_000 - now) / 100) : null;
    }

    [Fact]
    public void With_room_on_the_connection_a_stall_is_seen_by_every_request_that_was_sent_into_it()
    {
        BenchOptions options = SimulatedRun.Options with { Connections = 1, Pipeline = 1000, Rate = 1000, Duration = TimeSpan.FromSeconds(2) };
        BenchResult result = SimulatedRun.Run(options, (_, now) => new(now is >= 500_000_000 and < 700_000_000 ? TimeSpan.FromTicks((700_000_000 - now) / 100) : Quick));
        Assert.InRange(LongerThan(result.Corrected, TimeSpan.FromMilliseconds(1)), 198, 201);
        Assert.InRange(LongerThan(result.Uncorrected!, TimeSpan.FromMilliseconds(1)), 198, 201);
    }

    [Fact]
    public void What_happens_in_the_warm_up_is_in_no_figure()
    {
        BenchOptions options = SimulatedRun.Options with { Connections = 4, Rate = 1000, WarmUp = TimeSpan.FromSeconds(1), Duration = TimeSpan.FromSeconds(1) };
        BenchResult result = SimulatedRun.Run(options, (_, now) => new(now < 900_000_000 ? TimeSpan.FromMilliseconds(3) : Quick));
        Assert.Equal(1000, result.Requests);
        Assert.Equal(0, LongerThan(result.Corrected, TimeSpan.FromMilliseconds(1)));
        Assert.Equal(TimeSpan.FromSeconds(1), result.Window);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(12_345)]
    public void So_many_requests_are_measured_as_were_asked_for(int requests)
    {
        BenchOptions options = SimulatedRun.Options with { Connections = 7, Pipeline = 3, Requests = requests, WarmUp = TimeSpan.FromMilliseconds(10) };
        Assert.Equal(requests, SimulatedRun.Run(options, static (_, _) => new(Quick)).Requests);
    }

    [Fact]
    public void A_server_that_does_not_keep_up_leaves_requests_unsent_and_the_rate_missed()
    {
        BenchOptions options = SimulatedRun.Options with { Connections = 1, Rate = 1000, Duration = TimeSpan.FromSeconds(1) };
        BenchResult result = SimulatedRun.Run(options, static (_, _) => new(TimeSpan.FromMilliseconds(5)));
        Assert.InRange(result.Requests, 399, 402); // 200 in the window, and as many in the second in which what is overdue is still sent
        Assert.Equal(1000, result.Requests + result.Unsent);
        Assert.True(result.IsRateMissed);
        Assert.InRange(result.Corrected.Max, 1_590_000_000, 1_610_000_000); // it was due after 0.4 s
        Assert.InRange(result.Uncorrected!.Max, 5_000_000, 5_010_000);
    }

    /// <summary>
    /// Requests of the warm-up, which stood before those of the window, were all that it answered while it was measured: it was told to do nothing, and the requests of the
    /// warm-up to be unsent ones of the window.
    /// </summary>
    [Fact]
    public void A_server_that_fell_behind_in_the_warm_up_is_measured_all_the_same()
    {
        BenchOptions options = SimulatedRun.Options with { Connections = 1, Rate = 1000, WarmUp = TimeSpan.FromSeconds(3), Duration = TimeSpan.FromSeconds(1) };
        BenchResult result = SimulatedRun.Run(options, static (_, _) => new(TimeSpan.FromMilliseconds(5)));
        Assert.InRange(result.RequestsPerSecond, 199, 201);
        Assert.Equal(1000, result.Requests + result.Unsent);
        Assert.True(result.IsRateMissed);
        Moment[] measured = [.. result.Course.Where(static moment => moment.IsMeasured)];
        Assert.InRange(measured.Sum(static moment => moment.Requests), 199, 201);
        Assert.Equal(result.Requests, result.Course[^1].Requests + measured.Sum(static moment => moment.Requests)); // what came after the window is a moment of its own
        Assert.False(result.Course[^1].IsMeasured);
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(0.1)]
    public void A_rate_of_which_little_is_due_in_so_short_a_time_is_not_missed(double rate)
    {
        BenchResult result = SimulatedRun.Run(SimulatedRun.Options with { Connections = 1, Rate = rate, Duration = TimeSpan.FromSeconds(1) }, static (_, _) => new(Quick));
        Assert.Equal(rate > 1 ? 2 : 1, result.Requests);
        Assert.False(result.IsRateMissed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20_000)]
    public void All_bytes_of_so_many_requests_are_counted_and_stand_in_the_course(int requests)
    {
        BenchOptions options = SimulatedRun.Options with { Connections = 7, Pipeline = 33, Requests = requests, WarmUp = TimeSpan.FromMilliseconds(10) };
        BenchResult result = SimulatedRun.Run(options, static (_, _) => new(Quick));
        Assert.Equal(requests, result.Requests);
        Assert.Equal(requests, result.Course.Sum(static moment => moment.IsMeasured ? moment.Requests : 0));
        Assert.InRange(result.BytesReceived, requests * 64, (requests + (7 * 33)) * 64); // and of what was sent in the warm-up, and came later
        Assert.Equal(7, result.StillOpen);
    }

    /// <summary>With more threads than processors or connections, its processor time could not come near that of all of them: it said that most of it was idle.</summary>
    [Theory]
    [InlineData(1000, 0.96, 0.0, true)]
    [InlineData(1000, 0.90, 0.0, false)]
    [InlineData(1000, 0.0, 0.97, true)]
    [InlineData(50, 0.96, 0.97, false)] // too short to tell
    public void A_client_is_the_limit_when_one_of_its_threads_never_rests(int milliseconds, double busiest, double cpu, bool isSaturated)
    {
        BenchResult result = new()
        {
            Options = SimulatedRun.Options with { Connections = 1 },
            Engine = default,
            Started = DateTimeOffset.UnixEpoch,
            Threads = 64,
            Window = TimeSpan.FromMilliseconds(milliseconds),
            Cpu = TimeSpan.FromMilliseconds(milliseconds * cpu),
            BusiestThread = busiest,
        };
        Assert.Equal(isSaturated, result.IsClientSaturated);
    }

    [Fact]
    public void In_a_ramp_the_rate_grows_evenly()
    {
        List<long> sent = [];
        BenchOptions options = SimulatedRun.Options with
        {
            Connections = 10,
            Rate = 1000,
            Ramp = TimeSpan.FromSeconds(4),
            Duration = TimeSpan.FromSeconds(1),
        };
        SimulatedRun.Run(options, (_, now) =>
        {
            sent.Add(now);
            return new(Quick);
        });
        int[] bySecond = [.. Enumerable.Range(0, 5).Select(second => sent.Count(at => at / 1_000_000_000 == second))];
        Assert.All(bySecond.Zip([125, 375, 625, 875, 1000]), static pair => Assert.InRange(pair.First, pair.Second - 2, pair.Second + 2));
    }

    [Fact]
    public void Answers_that_come_after_the_window_to_requests_of_the_window_are_in_the_figures()
    {
        BenchOptions options = SimulatedRun.Options with { Connections = 10, Rate = 100, Duration = TimeSpan.FromSeconds(1) };
        BenchResult result = SimulatedRun.Run(options, static (_, now) => new(now > 900_000_000 ? TimeSpan.FromSeconds(3) : Quick));
        Assert.Equal(100, result.Requests);
        Assert.InRange(LongerThan(result.Corrected, TimeSpan.FromSeconds(2)), 9, 10);
    }

    [Fact]
    public void A_stall_at_the_very_end_is_seen_too()
    {
        BenchOptions options = SimulatedRun.Options with { Connections = 1, Rate = 1000, Duration = TimeSpan.FromSeconds(1) };
        BenchResult result = SimulatedRun.Run(options, static (_, now) => new(now is >= 800_000_000 and < 1_200_000_000 ? TimeSpan.FromTicks((1_200_000_000 - now) / 100) : Quick));
        Assert.Equal((1000, 0), (result.Requests, result.Unsent));
        Assert.InRange(LongerThan(result.Corrected, TimeSpan.FromMilliseconds(190)), 199, 201);
    }

    static long LongerThan(Latencies latencies, TimeSpan time) => latencies.Between([time.TotalNanoseconds, double.MaxValue])[1];
}
