using Meari.Bench.Reports;
using Meari.Bench.Statistics;
using Meari.Bench.Tests.Simulation;
using Meari.Text;

namespace Meari.Bench.Tests.Loads;

/// <summary>What a server does wrong is told as exactly that. On a simulated clock, so that the counts are known.</summary>
public sealed class FaultTests
{
    static readonly TimeSpan Quick = TimeSpan.FromMicroseconds(50);

    static readonly BenchOptions Options = SimulatedRun.Options with { Connections = 5, Pipeline = 4, Requests = 50_000 };

    [Fact]
    public void One_byte_in_ten_thousand_answers_is_other()
    {
        BenchResult result = SimulatedRun.Run(Options, static (request, _) => new(Quick, request % 10_000 == 9_999 ? static bytes => bytes[17] ^= 1 : null));
        Assert.Equal(new FaultCount(0, 5), result.Faults.Of(BenchFault.Corrupted));
        Assert.Equal(new FaultCount(0, 5), result.Faults.Total);
        Assert.Equal(49_995, result.Requests);
    }

    [Theory]
    [InlineData(TcpOutcome.Reset, BenchFault.Reset)]
    [InlineData(TcpOutcome.EndOfStream, BenchFault.ClosedEarly)]
    public void Connections_that_the_server_ends_are_counted_with_what_was_on_its_way_and_opened_again(TcpOutcome end, object fault)
    {
        // The third request of the run, once: what is behind it on that connection is lost with it.
        BenchResult result = SimulatedRun.Run(Options with { Requests = 1000 }, (request, _) => new(Quick, End: request == 2 ? end : TcpOutcome.Done));
        FaultCount count = result.Faults.Of((BenchFault)fault);
        Assert.Equal(1, count.Connections);
        Assert.InRange(count.Requests, 1, 4);
        Assert.Equal(count, result.Faults.Total);
        Assert.Equal(1000, result.Requests + count.Requests);
    }

    /// <summary>Bytes that a loop had fetched together with the timer were taken for the answer to a request that was counted as lost already.</summary>
    [Fact]
    public void Bytes_that_come_in_the_moment_in_which_their_connection_is_given_up_are_no_answer()
    {
        BenchOptions options = SimulatedRun.Options with { Connections = 2, Rate = 100, Duration = TimeSpan.FromSeconds(3), Timeout = TimeSpan.FromSeconds(1) };
        BenchResult result = SimulatedRun.Run(options, static (request, _) => new(Quick, WithAbort: request == 50));
        Assert.Equal(new FaultCount(1, 1), result.Faults.Of(BenchFault.TimedOut));
        Assert.Equal(new FaultCount(1, 1), result.Faults.Total);
        Assert.Equal(299, result.Requests);
    }

    [Fact]
    public void An_answer_that_never_comes_is_told_after_the_time_limit()
    {
        BenchOptions options = SimulatedRun.Options with { Connections = 2, Rate = 100, Duration = TimeSpan.FromSeconds(3), Timeout = TimeSpan.FromSeconds(1) };
        BenchResult result = SimulatedRun.Run(options, static (request, _) => new(Quick, Never: request == 50));
        Assert.Equal(new FaultCount(1, 1), result.Faults.Of(BenchFault.TimedOut));
        Assert.Equal(299, result.Requests);
        Assert.InRange(result.Corrected.Max, 900_000_000, 1_200_000_000); // those behind it had to wait for another connection
    }

    /// <summary>Once each was counted twice, as a connection and as a request: ten timeouts were twenty errors.</summary>
    [Fact]
    public void A_connection_that_is_lost_with_its_request_is_one_error()
    {
        BenchOptions options = SimulatedRun.Options with { Connections = 2, Rate = 100, Duration = TimeSpan.FromSeconds(3), Timeout = TimeSpan.FromSeconds(1) };
        BenchResult result = SimulatedRun.Run(options, static (request, _) => new(Quick, Never: request is 20 or 50));
        Assert.Equal(new FaultCount(2, 2), result.Faults.Total);
        Assert.Equal(2, result.Faults.Number);
        Assert.Equal(2, result.Course.Sum(static moment => moment.Faults));
        Assert.Contains(">errors</dt><dd>2<small>", new BenchStory(new(Language.English), static outcome => $"{outcome}").Page(result), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 4, 4)] // four were on their way
    [InlineData(1, 0, 1)] // an idle one
    [InlineData(0, 3, 3)]
    public void Errors_are_requests_and_connections_that_had_none(long connections, long requests, long number)
    {
        Faults once = new(), twice = new();
        once.Add(BenchFault.Reset, TcpOutcome.Done, new(connections, requests));
        twice.Add(once);
        twice.Add(BenchFault.Reset, TcpOutcome.Done, new(1, 0));
        Assert.Equal((number, number + 1), (once.Number, twice.Number));
        once.Clear();
        Assert.Equal(0, once.Number);
    }

    /// <summary>Once a report that left the warm-up out had its errors all the same, without a word.</summary>
    [Theory]
    [InlineData(Language.English, "4s measured; the 1s of warm-up before it are left out. Only errors are those of the whole run: 3 of 4 fell in the warm-up.")]
    [InlineData(Language.Korean, "4초 동안 측정했습니다. 그 앞의 준비 운전 1초는 결과에 넣지 않았습니다. 오류만은 준비 운전까지 모두 세며, 4건 가운데 3건이 그때 났습니다.")]
    public void Errors_of_the_warm_up_are_told_as_such(object language, string sentence)
    {
        BenchOptions options = SimulatedRun.Options with { Connections = 2, Rate = 100, WarmUp = TimeSpan.FromSeconds(1), Duration = TimeSpan.FromSeconds(4) };
        BenchResult result = SimulatedRun.Run(options, static (request, _) => new(Quick, request is 10 or 20 or 30 or 250 ? static bytes => bytes[17] ^= 1 : null));
        BenchStory story = new(new((Language)language), static outcome => $"{outcome}");
        Assert.Equal((4, 3), (result.Faults.Number, result.FaultsInWarmUp));
        Assert.Equal(sentence, story.Measured(result));
        Assert.Contains(sentence, System.Net.WebUtility.HtmlDecode(story.Page(result)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_errors_or_without_a_warm_up_says_nothing_of_such_errors()
    {
        BenchStory story = new(new(Language.English), static outcome => $"{outcome}");
        BenchOptions options = SimulatedRun.Options with { Connections = 1, Requests = 100 };
        BenchResult faulty = SimulatedRun.Run(options, static (request, _) => new(Quick, request == 10 ? static bytes => bytes[17] ^= 1 : null));
        BenchResult good = SimulatedRun.Run(options with { WarmUp = TimeSpan.FromSeconds(1) }, static (_, _) => new(Quick));
        Assert.All([faulty, good], result => Assert.DoesNotContain("errors", story.Measured(result), StringComparison.Ordinal));
    }

    [Fact]
    public void A_late_answer_is_no_fault_but_a_latency()
    {
        BenchOptions options = SimulatedRun.Options with { Connections = 1, Requests = 100 };
        BenchResult result = SimulatedRun.Run(options, static (request, _) => new(request == 50 ? TimeSpan.FromSeconds(9) : Quick));
        Assert.True(result.Faults.IsEmpty);
        Assert.InRange(result.Corrected.Max, 9_000_000_000, 9_010_000_000);
    }

    [Fact]
    public void Connect_echo_close_counts_each_connection_once()
    {
        BenchOptions options = SimulatedRun.Options with { Mode = BenchMode.Connect, Connections = 3, Requests = 500 };
        BenchResult result = SimulatedRun.Run(options, static (request, _) => new(Quick, End: request % 100 == 99 ? TcpOutcome.Reset : TcpOutcome.Done));
        FaultCount resets = result.Faults.Of(BenchFault.Reset);
        Assert.Equal(5, resets.Connections);
        Assert.Equal(500, result.Requests + resets.Requests);
    }
}
