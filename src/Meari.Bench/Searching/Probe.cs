namespace Meari.Bench.Searching;

/// <summary>Why a rate was not kept: of several reasons, the one that says whose fault it was.</summary>
internal enum Miss
{
    /// <summary>It was: all that was due was answered, well and in time.</summary>
    None,

    /// <summary>Requests or connections failed, whatever the client's part in the rest.</summary>
    Errors,

    /// <summary>The client had no processor time left.</summary>
    ClientSaturated,

    /// <summary>The client was late by itself.</summary>
    ClientLate,

    /// <summary>Requests that were due could not be sent, since earlier ones were not answered.</summary>
    Unsent,

    /// <summary>Answers took too long.</summary>
    Latency,
}

/// <summary>One rate that was tried.</summary>
/// <param name="Rate">Requests a second that were due.</param>
/// <param name="Miss">Why it was not kept.</param>
/// <param name="Result">What was measured.</param>
internal sealed record Probe(double Rate, Miss Miss, BenchResult Result)
{
    public bool IsKept => Miss == Miss.None;

    /// <summary>The client could do no more; so nothing is known of the server.</summary>
    public bool IsClientLimit => Miss is Miss.ClientSaturated or Miss.ClientLate;

    public static Miss MissOf(BenchResult result, LatencyTarget target)
    {
        if (!result.Faults.IsEmpty)
            return Miss.Errors;
        Miss miss = result.Unsent > 0 ? Miss.Unsent : target.IsKeptBy(result.Corrected) ? Miss.None : Miss.Latency;
        return miss == Miss.None ? miss : result.IsClientSaturated ? Miss.ClientSaturated : result.IsScheduleBehind ? Miss.ClientLate : miss;
    }
}
