namespace Meari.Bench.Loads;

/// <summary>
/// When each request of an open loop is due: evenly, after a ramp in which the rate grows from nothing. It depends on nothing that the server does;
/// so a request that a stall delayed has been due all the while, and its latency says so.
/// </summary>
/// <param name="rate">Requests a second.</param>
/// <param name="ramp">How long the rate takes to grow.</param>
/// <param name="frequency">Ticks of the clock in a second.</param>
internal sealed class Schedule(double rate, TimeSpan ramp, long frequency)
{
    /// <summary>Half of what the full rate would have been, since it grew evenly.</summary>
    readonly double _inRamp = rate * ramp.TotalSeconds / 2;

    /// <summary>In ticks since the schedule began.</summary>
    public long DueOf(long request) => (long)(SecondsOf(request) * frequency);

    /// <summary>The first request that is not due before a time.</summary>
    /// <param name="time">In ticks since the schedule began.</param>
    public long FirstFrom(long time)
    {
        long low = 0;
        long high = (long)(rate * ((time / (double)frequency) + 1)) + 1;
        while (low < high)
        {
            long middle = (low + high) / 2;
            if (DueOf(middle) < time)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>How many of the first so many requests are one connection's: request n belongs to connection n modulo their number.</summary>
    public static long PartOf(long requests, int connection, int connections) => (Math.Max(0, requests - connection) + connections - 1) / connections;

    double SecondsOf(long request) => request < _inRamp
        ? Math.Sqrt(2 * ramp.TotalSeconds * request / rate)
        : ramp.TotalSeconds + ((request - _inRamp) / rate);
}
