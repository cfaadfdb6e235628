using Meari.Bench.Statistics;
using Meari.Text;

namespace Meari.Bench.Reports;

/// <summary>The sentences about a run that the terminal and the page share.</summary>
/// <param name="texts">The words.</param>
/// <param name="phrase">What an outcome means, as part of a sentence.</param>
internal sealed class BenchStory(BenchTexts texts, Func<TcpOutcome, string> phrase)
{
    /// <summary>A percentile that rests on fewer samples is told of.</summary>
    const int FewSamples = 10;

    public BenchTexts Texts => texts;

    /// <summary>Under what load.</summary>
    public string Load(BenchResult result)
    {
        BenchOptions options = result.Options;
        List<string> parts = [texts.Mode(BenchNames.Of(options.Mode)), texts.Connected(options.Connections)];
        if (options.Mode == BenchMode.Echo && options.Pipeline > 1)
            parts.Add(texts.InFlight(options.Pipeline));
        parts.Add(texts.Size(options.MessageSize));
        if (options.Mode is BenchMode.Echo or BenchMode.Connect)
            parts.Add(options.Rate is { } rate ? texts.Rate(rate) : texts.ClosedLoop);
        if (options.Keep > 0)
            parts.Add(texts.Kept(options.Keep));
        parts.Add(texts.Engine(TcpEngineChoice.NameOf(result.Engine.Engine), result.Threads));
        return string.Join(texts.Language == Language.Korean ? " · " : ", ", parts);
    }

    /// <summary>What of the run is in its figures.</summary>
    public string Measured(BenchResult result)
    {
        TimeSpan before = result.Options.Ramp + result.Options.WarmUp;
        string measured = texts.Measured(result.Window, before);
        return before > TimeSpan.Zero && !result.Faults.IsEmpty ? $"{measured} {texts.FaultsInWarmUp(result.FaultsInWarmUp, result.Faults.Number)}" : measured;
    }

    /// <summary>The faults, a line each.</summary>
    public IEnumerable<(string What, string Count)> Faults(BenchResult result) => result.Faults.All.Select(
        entry => (texts.Fault(BenchNames.Of(entry.Fault), phrase(entry.Outcome)), texts.FaultCount(entry.Count.Connections, entry.Count.Requests)));

    /// <summary>What to beware of when reading the figures.</summary>
    public IEnumerable<string> Warnings(BenchResult result)
    {
        if (result.End == BenchEnd.Interrupted)
            yield return texts.Interrupted;
        if (result.IsClientSaturated)
            yield return texts.ClientSaturated;
        if (result.IsKeptWaiting)
            yield return texts.Waiting(result.Waiting);
        if (result.IsScheduleBehind)
            yield return texts.ScheduleBehind(result.LateStarts);
        if (result.IsRateMissed)
            yield return texts.RateMissed(result.RequestsPerSecond, result.Options.Rate!.Value, result.Unsent);
        if (result.Unanswered > 0)
            yield return texts.Unanswered(result.Unanswered, result.LongestUnanswered);
        if (result.Failed > 0 && result.Requests > 0)
            yield return texts.Failed(result.Failed);
        if (Shakiest(result.Corrected) is var (percentile, beyond))
            yield return texts.RestsOn($"p{percentile}", beyond);
    }

    /// <summary>The lowest of the percentiles that rest on few samples.</summary>
    static (double Percentile, long Beyond)? Shakiest(Latencies latencies)
    {
        foreach (double percentile in BenchNames.Percentiles)
        {
            if (latencies.Count > 0 && latencies.Beyond(percentile) < FewSamples)
                return (percentile, latencies.Beyond(percentile));
        }
        return null;
    }

    /// <summary>What the client itself took.</summary>
    public string Client(BenchResult result)
    {
        string client = texts.Processor(result.Utilization, result.Cpu, result.RequestsInWindow);
        return result.Retransmitted is > 0 and { } segments ? $"{client}, {texts.Retransmitted(segments)}" : client;
    }

    /// <summary>The page of a run.</summary>
    public string Page(BenchResult result)
    {
        List<(string Name, string Figure, string Note)> figures = [];
        if (result.Options.Mode is BenchMode.Echo or BenchMode.Connect)
            figures.Add((texts.Requests, texts.PerSecond(result.RequestsPerSecond), texts.InAll(result.Requests)));
        if (result.Corrected.Count > 0)
            figures.Add(("p99", Units.Latency(result.Corrected.At(99)), $"p50 {Units.Latency(result.Corrected.At(50))}, {texts.Max} {Units.Latency(result.Corrected.Max)}"));
        if (result.BytesSent + result.BytesReceived > 0)
            figures.Add((texts.Throughput, Units.Throughput(Math.Max(result.BytesReceivedPerSecond, result.BytesSentPerSecond)), $"{texts.Sent} {Units.Throughput(result.BytesSentPerSecond)}, {texts.Received} {Units.Throughput(result.BytesReceivedPerSecond)}"));
        figures.Add((texts.Faults, result.Faults.IsEmpty ? texts.None : Units.Count(result.Faults.Number), string.Join("; ", Faults(result).Select(static f => $"{f.What}: {f.Count}"))));
        if (result.Options.Mode == BenchMode.Idle)
            figures.Add((texts.Connections, Units.Count(result.Opened), texts.StillOpen(result.StillOpen, result.Options.AllConnections)));
        return new BenchHtml(texts).Write(
            $"meari bench {result.Options.Server}",
            [Load(result), Measured(result), $"{result.Started:yyyy-MM-dd HH:mm:ss} UTC · {texts.Client}: {Client(result)}"],
            figures,
            [.. Warnings(result)],
            [new("", result.Corrected, result.Uncorrected, result.Course) { IsStream = result.Options.Mode == BenchMode.Stream }]);
    }
}
