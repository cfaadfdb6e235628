using Meari.Bench.Statistics;

namespace Meari.Bench;

/// <summary>How a run came to its end.</summary>
internal enum BenchEnd
{
    /// <summary>Its time was over, or all requests were answered.</summary>
    Done,

    /// <summary>The user ended it early; what was measured until then stands.</summary>
    Interrupted,

    /// <summary>No connection was left and none could be made; what was measured until then stands.</summary>
    ServerLost,

    /// <summary>The connections that were asked for could not be opened: nothing was measured.</summary>
    NotOpened,
}

/// <summary>One second of a run, as far as its course over time is shown.</summary>
/// <param name="Second">Since the load began, when it ended.</param>
/// <param name="Length">Seconds.</param>
/// <param name="IsMeasured">In the window: not ramp or warm-up, and not the answers that came after its end.</param>
/// <param name="Requests">Answered well.</param>
/// <param name="Faults">Requests that were not, and connections that were lost or not made without one.</param>
/// <param name="BytesSent">Bytes.</param>
/// <param name="BytesReceived">Bytes.</param>
/// <param name="P50">Nanoseconds, corrected; as the next three.</param>
/// <param name="P99">Nanoseconds.</param>
/// <param name="P999">Nanoseconds.</param>
/// <param name="Max">Nanoseconds.</param>
internal readonly record struct Moment(
    double Second, double Length, bool IsMeasured, long Requests, long Faults, long BytesSent, long BytesReceived, long P50, long P99, long P999, long Max);

/// <summary>What a run has measured. Nothing of the ramp, the warm-up and the opening is in it, except where it says so.</summary>
internal sealed class BenchResult
{
    /// <summary>Of a shorter window nothing is said about how busy the client was: its own start and end are in it.</summary>
    static readonly TimeSpan ShortestJudged = TimeSpan.FromMilliseconds(100);

    public required BenchOptions Options { get; init; }

    public required TcpEngineChoice Engine { get; init; }

    public required DateTimeOffset Started { get; init; }

    public BenchEnd End { get; set; }

    /// <summary>Why connections could not be opened, or the server was lost.</summary>
    public (TcpOutcome Outcome, int Error) Obstacle { get; set; }

    /// <summary>Connections that were open when the load began.</summary>
    public int Opened { get; set; }

    /// <summary>How long it took to open them.</summary>
    public TimeSpan OpeningTime { get; set; }

    /// <summary>How long was measured.</summary>
    public TimeSpan Window { get; set; }

    /// <summary>Of requests that were due in the window, since they were due: what somebody who wanted an answer then has waited.</summary>
    public Latencies Corrected { get; } = new();

    /// <summary>Of the same requests since they were sent; null in a closed loop, where a request is sent when it is due.</summary>
    public Latencies? Uncorrected { get; init; }

    /// <summary>Handshakes, of the opening, too.</summary>
    public Latencies Connecting { get; } = new();

    /// <summary>Of the whole run.</summary>
    public Faults Faults { get; } = new();

    /// <summary>Errors that fell in the ramp and the warm-up.</summary>
    public long FaultsInWarmUp { get; set; }

    public long BytesSent { get; set; }

    public long BytesReceived { get; set; }

    /// <summary>Requests of the window that were answered before its end.</summary>
    public long AnsweredInWindow { get; set; }

    /// <summary>Requests that were due in the window and never sent: the server did not keep up. No percentile has them.</summary>
    public long Unsent { get; set; }

    /// <summary>Requests that had no answer when the run was ended early, those of the warm-up among them. No percentile has them.</summary>
    public long Unanswered { get; set; }

    /// <summary>How long the first of those had waited since it was due.</summary>
    public TimeSpan LongestUnanswered { get; set; }

    /// <summary>Segments that the client's side had to send again, of the whole run; null where the system does not say.</summary>
    public long? Retransmitted { get; set; }

    /// <summary>Connections that were open at the end of the window.</summary>
    public int StillOpen { get; set; }

    /// <summary>Processor time of the client in the window.</summary>
    public TimeSpan Cpu { get; set; }

    /// <summary>The part of the window in which the thread that had most to do ran or waited for a processor; 0 where nothing says.</summary>
    public double BusiestThread { get; set; }

    /// <summary>The part of the threads' time in which they waited for a processor, since other programs had it.</summary>
    public double Waiting { get; set; }

    /// <summary>Requests that the client was late to send by itself.</summary>
    public long LateStarts { get; set; }

    public required int Threads { get; init; }

    public List<Moment> Course { get; } = [];

    public long Requests => Corrected.Count;

    /// <summary>
    /// Those that say what was done a second. A server that did not keep the rate goes on answering what was due after the window: to count that would say that it does more than
    /// it did.
    /// </summary>
    public long RequestsInWindow => Unsent > 0 ? AnsweredInWindow : Requests;

    public double RequestsPerSecond => PerSecond(RequestsInWindow);

    public double BytesSentPerSecond => PerSecond(BytesSent);

    public double BytesReceivedPerSecond => PerSecond(BytesReceived);

    /// <summary>The part of its time that the client was at work: of as many processors as it can use, which are no more than it has threads or connections.</summary>
    public double Utilization => Window <= TimeSpan.Zero ? 0 : Math.Min(1, Cpu / Window / Math.Min(Environment.ProcessorCount, Math.Min(Threads, Options.AllConnections)));

    /// <summary>The client had no time left: what was measured is the client, not the server.</summary>
    public bool IsClientSaturated => Window >= ShortestJudged && Math.Max(Utilization, BusiestThread) > 0.95;

    /// <summary>Other programs had the client's processors for more than a tenth of its time.</summary>
    public bool IsKeptWaiting => Window >= ShortestJudged && Waiting > 0.1;

    /// <summary>More than one request in a hundred began late by the client's own fault.</summary>
    public bool IsScheduleBehind => LateStarts * 100 > Requests;

    /// <summary>In an open loop: more than one request in a hundred that were due could not be sent.</summary>
    public bool IsRateMissed => Unsent * 100 > Requests + Unsent;

    /// <summary>Requests of the whole run that failed, one way or another.</summary>
    public long Failed => Faults.Total.Requests;

    double PerSecond(double count) => Window <= TimeSpan.Zero ? 0 : count / Window.TotalSeconds;
}
