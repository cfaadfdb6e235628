using HdrHistogram;

namespace Meari.Bench.Statistics;

/// <summary>A histogram of times: nanoseconds, to three significant digits, up to an hour. One thread writes. 270 KiB.</summary>
/// <remarks>Source: hdrhistogram.org. Percentiles are the upper end of their step, at most 0.1 % above the true value.</remarks>
internal sealed class Latencies
{
    const long Hour = 3_600_000_000_000;

    readonly LongHistogram _histogram = new(1, Hour, 3);

    public long Count => _histogram.TotalCount;

    /// <summary>For writing it to a log.</summary>
    public HistogramBase Histogram => _histogram;

    /// <summary>The longest, or the upper end of its step; 0 where there are none at all.</summary>
    public long Max => Count == 0 ? 0 : _histogram.GetMaxValue();

    public double Mean => Count == 0 ? 0 : _histogram.GetMean();

    /// <summary>So many that took the same.</summary>
    public void Record(long nanoseconds, int count) => _histogram.RecordValueWithCount(Math.Clamp(nanoseconds, 0, Hour), count);

    /// <summary>A histogram of any other kind or range, as other programs' logs have them; what is longer than an hour counts as one.</summary>
    /// <returns>Null if its counts are not such as anybody could have counted.</returns>
    public static Latencies? Of(HistogramBase others)
    {
        const long Most = 1_000_000_000_000;
        Latencies latencies = new();
        foreach (HdrHistogram.Iteration.HistogramIterationValue value in others.RecordedValues())
        {
            long count = value.CountAddedInThisIterationStep;
            if (count is < 0 or > Most || latencies.Count + count > Most)
                return null;
            latencies._histogram.RecordValueWithCount(Math.Clamp(value.ValueIteratedTo, 0, Hour), count);
        }
        return latencies;
    }

    public void Add(Latencies others)
    {
        if (others.Count > 0)
            _histogram.Add(others._histogram);
    }

    /// <summary>Those that are not among others, which are a part of these.</summary>
    public Latencies Without(Latencies others)
    {
        Latencies rest = new();
        foreach (HdrHistogram.Iteration.HistogramIterationValue value in _histogram.RecordedValues())
        {
            long count = value.CountAddedInThisIterationStep - others._histogram.GetCountAtValue(value.ValueIteratedTo);
            if (count > 0)
                rest._histogram.RecordValueWithCount(value.ValueIteratedTo, count);
        }
        return rest;
    }

    /// <summary>Nanoseconds that so many of a hundred stay within; 0 where there are none at all.</summary>
    public long At(double percentile) => Count == 0 ? 0 : _histogram.GetValueAtPercentile(100.0 * Within(percentile) / Count);

    /// <summary>How many lie beyond a percentile, so that it rests on them.</summary>
    public long Beyond(double percentile) => Count - Within(percentile);

    /// <summary>So many are so much of a hundred, at least: the library by itself takes the nearest number, which may be fewer. A whole number that the arithmetic misses by a bit stays one.</summary>
    long Within(double percentile) => (long)Math.Ceiling(Math.BitDecrement(Count * (percentile / 100)));

    /// <summary>How many lie up to each bound and beyond the one before; what is beyond the last counts with it.</summary>
    /// <param name="bounds">Nanoseconds, growing.</param>
    public long[] Between(double[] bounds)
    {
        long[] counts = new long[bounds.Length];
        int at = 0;
        foreach (HdrHistogram.Iteration.HistogramIterationValue value in _histogram.RecordedValues())
        {
            while (at < bounds.Length - 1 && value.ValueIteratedTo > bounds[at])
                at++;
            counts[at] += value.CountAddedInThisIterationStep;
        }
        return counts;
    }

    public void Clear()
    {
        if (Count > 0)
            _histogram.Reset();
    }
}
