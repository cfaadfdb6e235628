using Meari.Bench;
using Meari.Bench.Reports;
using Meari.Bench.Searching;
using Meari.Cli.Output;
using Meari.Text;

namespace Meari.Cli.Bench;

/// <summary><c>meari bench --find-rate</c>: a line for each rate that is tried, then the highest that was kept, and why the search knows no more.</summary>
internal sealed class BenchSearch(BenchSettings settings, LatencyTarget target, BenchStory story, Messages messages)
{
    readonly BenchTexts _texts = story.Texts;

    public async Task<int> RunAsync(BenchOptions options, CancellationToken interruption)
    {
        if (!settings.Quiet)
            TextOutput.TellError(_texts.Searching(target.ToString()));
        RateSearch search = new(target, rate => BenchRun.RunAsync(options with { Rate = rate }, null, interruption), settings.Quiet ? null : Tell);
        SearchEnd end = await search.RunAsync();
        bool isFound = end == SearchEnd.Found;
        if (search.Best is { } best)
            isFound &= new ResultPrinter(messages).TryPrint(best.Result, story, settings, $"\n{Conclusion(best.Rate, end)}\n");
        if (end != SearchEnd.Found)
            TextOutput.TellError(WhyNoMore(search, end));
        return isFound ? 0 : search.Broken?.End == BenchEnd.Interrupted ? BenchCommand.Interrupted : 1;
    }

    void Tell(Probe probe)
    {
        string latency = $"p{target.Percentile} {LatencyTable.At(probe.Result.Corrected, target.Percentile)}";
        TextOutput.TellError($"  {_texts.PerSecond(probe.Rate)}  {latency}  {_texts.Keeps(probe.IsKept, WhyMissed(probe))}");
    }

    string Conclusion(double rate, SearchEnd end) =>
        end == SearchEnd.Found ? _texts.Highest(rate, target.ToString()) : _texts.AtLeast(rate, target.ToString());

    string WhyNoMore(RateSearch search, SearchEnd end)
    {
        if (search.Broken is { } broken)
            return broken.End == BenchEnd.Interrupted ? _texts.SearchInterrupted(target.ToString()) : ServerReasons.WhyEnded(messages, story, broken, isReported: false);
        Probe last = search.Probes[^1];
        return end == SearchEnd.ClientLimit ? _texts.ClientLimit(last.Rate, WhyMissed(last)) : _texts.NoRate(target.ToString(), last.Rate, WhyMissed(last));
    }

    /// <summary>Empty where the latency itself says it.</summary>
    string WhyMissed(Probe probe) => probe.Miss switch
    {
        Miss.Errors => story.Faults(probe.Result).Select(static fault => $"{fault.What}: {fault.Count}").First(),
        Miss.ClientSaturated => _texts.NoProcessorTime,
        Miss.ClientLate => _texts.ClientLate(probe.Result.LateStarts),
        Miss.Unsent => _texts.Unsent(probe.Result.Unsent),
        _ => "",
    };
}
