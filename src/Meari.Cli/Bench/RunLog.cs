using Meari.Bench;
using Meari.Bench.Reports;
using Meari.Bench.Statistics;

namespace Meari.Cli.Bench;

/// <summary>The histogram log of a run: each measured second as it comes, and at the end the answers that came after the last one, so that the log adds up to the report.</summary>
internal sealed class RunLog(HistogramLogWriter log, TimeProvider time)
{
    readonly Latencies _corrected = new();
    readonly Latencies _uncorrected = new();

    public void Add(Interval second)
    {
        if (second.Part == LoadPart.Before)
            return;
        _corrected.Add(second.Corrected);
        _uncorrected.Add(second.Uncorrected);
        DateTimeOffset begin = time.GetUtcNow() - time.GetElapsedTime(second.Begin);
        Write(begin, time.GetElapsedTime(second.Begin, second.End), second.Corrected, second.Uncorrected);
    }

    public void Finish(BenchResult result)
    {
        log.Begin(result.Started);
        Latencies? uncorrected = result.Uncorrected?.Without(_uncorrected);
        Write(time.GetUtcNow(), TimeSpan.Zero, result.Corrected.Without(_corrected), uncorrected ?? new());
    }

    void Write(DateTimeOffset begin, TimeSpan length, Latencies corrected, Latencies uncorrected)
    {
        log.Write(begin, length, corrected, null);
        log.Write(begin, length, uncorrected, HistogramLogWriter.UncorrectedTag);
    }
}
