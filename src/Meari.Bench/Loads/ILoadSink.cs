using Meari.Bench.Statistics;

namespace Meari.Bench.Loads;

/// <summary>Whom the threads of a load tell what they have counted; from each of their loops.</summary>
internal interface ILoadSink
{
    /// <summary>An empty interval to count in.</summary>
    Interval TakeInterval();

    /// <summary>An interval is over; it is the sink's now.</summary>
    void Counted(Interval interval);

    /// <summary>All connections of a thread are open, or one cannot be.</summary>
    void Opened(int thread);

    /// <summary>A thread sends nothing more and waits for nothing more.</summary>
    void Drained(int thread);
}

/// <summary>When the load begins, and what of it is measured: readings of the run's clock.</summary>
/// <param name="Start">The first request is due.</param>
/// <param name="Begin">From here on requests are measured.</param>
/// <param name="End">Up to here; <see cref="long.MaxValue"/> where a number of requests ends the run.</param>
internal readonly record struct Window(long Start, long Begin, long End);
