using System.Text;
using Meari.Bench.Reports;
using Meari.Bench.Statistics;

namespace Meari.Bench.Tests.Reports;

public sealed class HistogramLogTests(OtherReader other) : IClassFixture<OtherReader>
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, 345, TimeSpan.Zero);

    [Fact]
    public async Task Another_programs_reader_finds_the_same_counts_and_percentiles()
    {
        Latencies[] seconds = [Some(1), Some(2), Some(3)];
        using MemoryStream file = new();
        HistogramLogWriter writer = new(file);
        for (int i = 0; i < seconds.Length; i++)
            writer.Write(Noon.AddSeconds(i), TimeSpan.FromSeconds(1), seconds[i], null);
        OtherInterval[] read = await other.ReadAsync(file.ToArray(), BenchNames.Percentiles);
        Assert.Equal(seconds.Length, read.Length);
        for (int i = 0; i < seconds.Length; i++)
        {
            Assert.Null(read[i].Tag);
            Assert.Equal(BenchNames.Percentiles.Select(seconds[i].At), read[i].Percentiles);
            Assert.Equal(seconds[i].Max, read[i].Max);
            Assert.Equal(Counts(seconds[i]), read[i].Counts.Select(static pair => (pair[0], pair[1])));
            Assert.Equal((Noon.AddSeconds(i).ToUnixTimeMilliseconds(), 1000), (read[i].BeginMilliseconds, read[i].LengthMilliseconds));
        }
    }

    [Fact]
    public async Task Another_programs_reader_tells_corrected_from_uncorrected_by_the_tag()
    {
        (Latencies corrected, Latencies uncorrected) = (Some(1), Some(2));
        using MemoryStream file = new();
        HistogramLogWriter writer = new(file);
        writer.Write(Noon, TimeSpan.FromSeconds(1), corrected, null);
        writer.Write(Noon, TimeSpan.FromSeconds(1), uncorrected, HistogramLogWriter.UncorrectedTag);
        OtherInterval[] read = await other.ReadAsync(file.ToArray(), BenchNames.Percentiles);
        Assert.Equal([null, "uncorrected"], read.Select(static interval => interval.Tag));
        Assert.Equal(BenchNames.Percentiles.Select(corrected.At), read[0].Percentiles);
        Assert.Equal(BenchNames.Percentiles.Select(uncorrected.At), read[1].Percentiles);
    }

    [Fact]
    public void Two_runs_read_into_one_are_the_histogram_of_all_values_count_by_count()
    {
        Latencies all = new();
        HistogramLog read = new();
        foreach (int run in new[] { 10, 20 })
        {
            using MemoryStream file = new();
            HistogramLogWriter writer = new(file);
            for (int second = 0; second < 5; second++)
            {
                writer.Write(Noon.AddSeconds(second), TimeSpan.FromSeconds(1), Some(run + second), null);
                all.Add(Some(run + second));
            }
            Assert.Equal(LogFault.None, Read(read, Encoding.ASCII.GetString(file.ToArray())));
        }
        Assert.Equal(Counts(all), Counts(read.Corrected));
        Assert.Equal(10 * Samples, read.Corrected.Count);
    }

    [Theory]
    [InlineData(3, 3_600_000_000_000)]
    [InlineData(2, 10_000_000_000)]
    [InlineData(4, 60_000_000_000)]
    [InlineData(3, 1_000_000_000_000_000)]
    public async Task Logs_of_another_program_are_read_whatever_their_precision_and_range(int digits, long highest)
    {
        long[] values = [1, 999, 47_000, 1_000_000, 1_000_000, 2_500_000_000, 9_000_000_000];
        string log = await other.WriteAsync(digits, highest, (null, values), ("GET", [5_000_000]), (HistogramLogWriter.UncorrectedTag, [7]));
        HistogramLog read = new();
        Assert.Equal(LogFault.None, Read(read, log));
        Assert.Equal(values.Length + 1, read.Corrected.Count);
        Assert.Equal(1, read.Uncorrected.Count);
        double step = Math.Pow(10, -Math.Min(digits, 3));
        Assert.Equal(1_000_000, read.Corrected.At(50), 1_000_000 * step);
        Assert.Equal(9e9, read.Corrected.Max, 9e9 * step);
        Assert.Equal(2, read.Course.Count);
    }

    [Fact]
    public void Nothing_is_written_of_a_second_without_answers()
    {
        using MemoryStream file = new();
        new HistogramLogWriter(file).Write(Noon, TimeSpan.FromSeconds(1), new(), null);
        Assert.Equal(0, file.Length);
    }

    /// <summary>A disk that is full in the middle of a line.</summary>
    [Theory]
    [InlineData(0.2, 0)]
    [InlineData(2.5, 2)]
    public void A_failure_leaves_whole_lines_alone(double linesThatFit, int whole)
    {
        using MemoryStream all = new();
        new HistogramLogWriter(all).Write(Noon, TimeSpan.FromSeconds(1), Some(1), null);
        using FullDisk file = new((long)(all.Length * linesThatFit));
        HistogramLogWriter writer = new(file);
        for (int second = 0; second < 4; second++)
            writer.Write(Noon.AddSeconds(second), TimeSpan.FromSeconds(1), Some(1), null);
        Assert.NotNull(writer.Failure);
        HistogramLog read = new();
        Assert.Equal(whole > 0 ? LogFault.None : LogFault.Empty, Read(read, Encoding.ASCII.GetString(file.ToArray())));
        Assert.Equal((false, whole * Samples), (read.IsCutOff, read.Corrected.Count));
    }

    sealed class FullDisk(long size) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            int fits = (int)Math.Min(count, size - Position);
            base.Write(buffer, offset, fits);
            if (fits < count)
                throw new IOException("full");
        }
    }

    const int Samples = 100_000;

    /// <summary>From a microsecond to a second, evenly in their logarithms.</summary>
    static Latencies Some(int seed)
    {
        Random random = new(seed);
        Latencies latencies = new();
        for (int i = 0; i < Samples; i++)
            latencies.Record((long)Math.Pow(10, 3 + (6 * random.NextDouble())), 1);
        return latencies;
    }

    static LogFault Read(HistogramLog into, string log) => into.Read(new StringReader(log), out _);

    static List<(long, long)> Counts(Latencies latencies) =>
        [.. latencies.Histogram.RecordedValues().Select(static value => (value.ValueIteratedTo, value.CountAddedInThisIterationStep))];
}
