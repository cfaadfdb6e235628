namespace Meari.Bench.Statistics;

/// <summary>Where in a run an interval lies.</summary>
internal enum LoadPart
{
    /// <summary>Connections are opened.</summary>
    Opening,

    /// <summary>Ramp and warm-up.</summary>
    Before,

    Measured,

    /// <summary>Answers to what was sent in the measured part are still waited for.</summary>
    After,

    /// <summary>All answers have come, or are waited for no longer. An interval without length, the last before those that close.</summary>
    Drained,

    /// <summary>Connections close.</summary>
    Closing,
}

/// <summary>
/// What was counted in about a second. A thread fills one, hands it over and takes another: so nothing is shared while it counts.
/// </summary>
internal sealed class Interval
{
    /// <summary>Readings of the run's clock.</summary>
    public long Begin { get; set; }

    public long End { get; set; }

    /// <summary>Which second of the load it is, from 0; the same for all threads. After them, how many there were.</summary>
    public int Number { get; set; }

    public LoadPart Part { get; set; }

    /// <summary>Since each request was due.</summary>
    public Latencies Corrected { get; } = new();

    /// <summary>Since each was sent: what a client sees that does not keep its schedule. Only of an open loop; of a closed one both are the same.</summary>
    public Latencies Uncorrected { get; } = new();

    /// <summary>From connect to the end of the handshake.</summary>
    public Latencies Connecting { get; } = new();

    public Faults Faults { get; } = new();

    public long BytesSent { get; set; }

    public long BytesReceived { get; set; }

    /// <summary>Requests that the client itself sent more than a millisecond after they were due, though their connection was free.</summary>
    public long LateStarts { get; set; }

    /// <summary>Processor time of this whole process, at its end.</summary>
    public TimeSpan Cpu { get; set; }

    /// <summary>At its end.</summary>
    public int OpenConnections { get; set; }

    public void Add(Interval other)
    {
        Corrected.Add(other.Corrected);
        Uncorrected.Add(other.Uncorrected);
        Connecting.Add(other.Connecting);
        Faults.Add(other.Faults);
        BytesSent += other.BytesSent;
        BytesReceived += other.BytesReceived;
        LateStarts += other.LateStarts;
        OpenConnections += other.OpenConnections;
        End = Math.Max(End, other.End);
        Cpu = other.Cpu > Cpu ? other.Cpu : Cpu;
    }

    public void Clear()
    {
        Corrected.Clear();
        Uncorrected.Clear();
        Connecting.Clear();
        Faults.Clear();
        BytesSent = BytesReceived = LateStarts = OpenConnections = 0;
    }
}
