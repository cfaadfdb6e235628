namespace Meari.Bench.Statistics;

/// <summary>What went wrong with a connection or a request, as far as the client can tell.</summary>
internal enum BenchFault
{
    /// <summary>No connection; the outcome says why.</summary>
    Connect,

    /// <summary>The server sent RST.</summary>
    Reset,

    /// <summary>The server sent FIN before the client was done.</summary>
    ClosedEarly,

    /// <summary>The answer came with other bytes than were sent.</summary>
    Corrupted,

    /// <summary>More bytes came than were asked for.</summary>
    Unexpected,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>An operation failed; the outcome says how.</summary>
    Failed,
}

/// <param name="Connections">How many connections it ended, or kept from beginning.</param>
/// <param name="Requests">How many requests have no good answer because of it.</param>
internal readonly record struct FaultCount(long Connections, long Requests)
{
    public static FaultCount operator +(FaultCount a, FaultCount b) => new(a.Connections + b.Connections, a.Requests + b.Requests);
}

/// <summary>How often each fault was met.</summary>
internal sealed class Faults
{
    readonly SortedDictionary<(BenchFault Fault, TcpOutcome Outcome), FaultCount> _counts = [];

    /// <summary>
    /// How many errors that were: each request that has no good answer, and each connection that was lost, or not made, without one. A connection that is
    /// lost with a request on its way is one error, not two.
    /// </summary>
    public long Number { get; private set; }

    public bool IsEmpty => _counts.Count == 0;

    public IEnumerable<(BenchFault Fault, TcpOutcome Outcome, FaultCount Count)> All =>
        _counts.Select(static entry => (entry.Key.Fault, entry.Key.Outcome, entry.Value));

    public FaultCount Total => _counts.Values.Aggregate(default(FaultCount), static (sum, count) => sum + count);

    public FaultCount Of(BenchFault fault) =>
        _counts.Where(entry => entry.Key.Fault == fault).Aggregate(default(FaultCount), static (sum, entry) => sum + entry.Value);

    public void Add(BenchFault fault, TcpOutcome outcome, FaultCount count)
    {
        Number += Math.Max(count.Connections, count.Requests);
        Count(fault, outcome, count);
    }

    void Count(BenchFault fault, TcpOutcome outcome, FaultCount count)
    {
        _counts.TryGetValue((fault, outcome), out FaultCount before);
        _counts[(fault, outcome)] = before + count;
    }

    public void Add(Faults others)
    {
        foreach ((BenchFault fault, TcpOutcome outcome, FaultCount count) in others.All)
            Count(fault, outcome, count);
        Number += others.Number;
    }

    public void Clear()
    {
        _counts.Clear();
        Number = 0;
    }
}
