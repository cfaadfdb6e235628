using System.Text;
using Meari.Bench.Reports;
using Meari.Bench.Statistics;

namespace Meari.Bench.Tests.Reports;

public sealed class HistogramLogTests
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Logs_read_into_one_are_the_histogram_of_all_values_count_by_count()
    {
        Latencies all = new();
        HistogramLog read = new();
        foreach (int seed in new[] { 1, 2 })
        {
            using MemoryStream file = new();
            HistogramLogWriter writer = new(file);
            Random random = new(seed);
            for (int second = 0; second < 5; second++)
            {
                Latencies latencies = new();
                for (int i = 0; i < 5000; i++)
                {
                    long nanoseconds = (long)Math.Pow(10, 3 + (6 * random.NextDouble()));
                    latencies.Record(nanoseconds);
                    all.Record(nanoseconds);
                }
                writer.Write(Noon.AddSeconds(second), TimeSpan.FromSeconds(1), latencies, null);
            }
            Assert.Equal(LogFault.None, read.Read(new StringReader(Encoding.ASCII.GetString(file.ToArray())), out _));
        }
        Assert.Equal(Counts(all), Counts(read.Corrected));
        Assert.Equal(50_000, read.Corrected.Count);
    }

    static List<(long, long)> Counts(Latencies latencies) =>
        [.. latencies.Histogram.RecordedValues().Select(static value => (value.ValueIteratedTo, value.CountAddedInThisIterationStep))];
}
