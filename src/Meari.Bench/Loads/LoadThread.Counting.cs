using Meari.Bench.Statistics;

namespace Meari.Bench.Loads;

/// <summary>What it counts, second by second.</summary>
internal sealed partial class LoadThread
{
    static readonly TimeSpan IntervalLength = TimeSpan.FromSeconds(1);

    /// <summary>Beyond it a request that could have been sent in time counts as the client's own delay.</summary>
    static readonly TimeSpan OwnDelay = TimeSpan.FromMilliseconds(1);

    /// <summary>What is being counted in.</summary>
    public Interval Counted => _interval;

    /// <summary>Segments that connections which have closed had to send again; null where the system does not say.</summary>
    public long? Retransmitted { get; private set; }

    /// <summary>When the last measured request was answered.</summary>
    public long LastAnswer { get; private set; }

    /// <summary>What its own thread did in the window; nothing where the engine has no thread of its own for it, or the system does not say.</summary>
    public ThreadTime Worked { get; private set; }

    /// <summary>Requests that were due in the window and could not be sent.</summary>
    public long Unsent { get; private set; }

    /// <summary>Requests that were sent and had no answer when the run was ended early, and how long the first of them had waited, in ticks of the clock.</summary>
    public (long Count, long Longest) Unanswered { get; private set; }

    void CountUnsent()
    {
        if (_schedule is null || _windowEnd <= _windowBegin)
            return;
        long due = _schedule.FirstFrom(_windowEnd - _start);
        foreach (LoadConnection connection in _connections)
        {
            if (connection.Number < Options.Connections)
                Unsent += connection.UnsentOf(Schedule.PartOf(due, connection.Number, Options.Connections));
        }
    }

    /// <summary>Whether what was due then belongs to what is measured.</summary>
    public bool IsMeasured(long due) => due >= _windowBegin && due < _windowEnd;

    /// <summary>Requests that were due and sent together were answered well.</summary>
    public void Answered(long due, long sent, long now, int count)
    {
        if (!IsMeasured(due))
            return;
        EnterWindow(now); // the timer may come a little later than an answer
        LastAnswer = now;
        _interval.Corrected.Record(Nanoseconds(now - due), count);
        if (Options.IsOpenLoop)
            _interval.Uncorrected.Record(Nanoseconds(now - sent), count);
    }

    /// <summary>The run is over, and a request has no answer: one of the warm-up, perhaps, behind which none of the window could be sent.</summary>
    public void LeftUnanswered(long due, long now, int count) => Unanswered = (Unanswered.Count + count, Math.Max(Unanswered.Longest, now - due));

    /// <summary>A connection's handshake is over.</summary>
    public void Connected(long begun, long now) => _interval.Connecting.Record(Nanoseconds(now - begun), 1);

    /// <summary>Something went wrong; what happened before or after the measured window is told, too.</summary>
    public void Met(BenchFault fault, TcpOutcome outcome, long connections, long requests) =>
        _interval.Faults.Add(fault, outcome, new(connections, requests));

    /// <summary>A request that is sent now has been due for so long, though nothing but the client was in its way.</summary>
    public void Started(long late)
    {
        if (late > _ownDelay)
            _interval.LateStarts++;
    }

    /// <summary>Before a connection closes, while the kernel still knows.</summary>
    public void Closing(TcpConnection connection)
    {
        if (connection.Retransmitted is { } segments)
            Retransmitted = (Retransmitted ?? 0) + segments;
    }

    long Nanoseconds(long ticks) => (long)(ticks * _nanosecondsPerTick);

    void HandOver(long now)
    {
        Interval full = _interval;
        full.End = now;
        full.OpenConnections = OpenConnections;
        full.Cpu = Environment.CpuUsage.TotalTime;
        NoteWork(full.Part);
        _interval = _sink.TakeInterval();
        _interval.Begin = now;
        _interval.Number = full.Part is LoadPart.Before or LoadPart.Measured ? full.Number + 1 : full.Number;
        _interval.Part = PartAt(now);
        _intervalEnd = _interval.Part is LoadPart.Before or LoadPart.Measured ? EndAfter(full.Part == LoadPart.Opening ? now : _intervalEnd) : long.MaxValue;
        _sink.Counted(full);
    }

    void NoteWork(LoadPart part)
    {
        if (!Loop.CompletesOperations || ThreadTime.Now() is not { } time)
            return;
        if (part == LoadPart.Measured)
            Worked += time - _threadTime;
        _threadTime = time;
    }

    LoadPart PartAt(long now)
    {
        if (_isClosing)
            return LoadPart.Closing;
        if (_isStopped && !_lastsToLastAnswer)
            return LoadPart.After;
        return now >= _windowBegin ? LoadPart.Measured : LoadPart.Before;
    }

    /// <summary>A second later, or where the measured window begins.</summary>
    long EndAfter(long begin) => Math.Min(begin + _intervalLength, _windowBegin > begin ? _windowBegin : long.MaxValue);
}
