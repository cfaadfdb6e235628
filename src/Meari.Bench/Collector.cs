using Meari.Bench.Statistics;

namespace Meari.Bench;

/// <summary>Puts together what the threads count: at once into the result, and second by second for whoever looks on. On one thread.</summary>
/// <param name="result">What it all adds up to.</param>
/// <param name="threads">How many count.</param>
/// <param name="watching">Sees each second, before and in the measured window; it must not keep it.</param>
internal sealed class Collector(BenchResult result, int threads, Action<Interval>? watching)
{
    /// <summary>The course over time has at most twice so many moments; beyond that two become one.</summary>
    const int LongCourse = 4096;

    readonly SortedDictionary<int, (Interval Sum, int Count)> _seconds = [];
    readonly Stack<Interval> _spare = new();
    readonly long _frequency = result.Options.TimeProvider.TimestampFrequency;
    readonly Interval _late = new();
    TimeSpan _cpuBefore, _cpuNow;
    /// <summary>Of each thread that has told of all that is measured: the first second that it has no part in, and the connections that it still had.</summary>
    readonly List<(int Second, int OpenConnections)> _finished = [];

    /// <summary>When the load began.</summary>
    public long Start { get; set; }

    /// <summary>Whole seconds, so far, in which there was no connection and none could be made.</summary>
    public int SecondsAlone { get; private set; }

    public (TcpOutcome Outcome, int Error) LastObstacle { get; private set; }

    public void Add(Interval interval)
    {
        result.Faults.Add(interval.Faults);
        if (interval.Part == LoadPart.Before)
            result.FaultsInWarmUp += interval.Faults.Number;
        result.Connecting.Add(interval.Connecting);
        if (interval.Part is LoadPart.Measured or LoadPart.After)
        {
            result.Corrected.Add(interval.Corrected);
            result.Uncorrected?.Add(interval.Uncorrected);
            result.LateStarts += interval.LateStarts;
        }
        if (interval.Part == LoadPart.Measured)
        {
            result.BytesSent += interval.BytesSent;
            result.BytesReceived += interval.BytesReceived;
            result.AnsweredInWindow += interval.Corrected.Count;
        }
        if (interval.Part is LoadPart.Before or LoadPart.Measured)
        {
            AddToSecond(interval);
            return;
        }
        if (interval.Part == LoadPart.Opening)
            _cpuBefore = _cpuNow = interval.Cpu;
        else if (interval.Part == LoadPart.After)
            AddLate(interval);
        else if (interval.Part == LoadPart.Drained)
            Finish(interval);
        interval.Clear();
        _spare.Push(interval);
    }

    void Finish(Interval drained)
    {
        _finished.Add((drained.Number, drained.OpenConnections));
        Show();
        if (_finished.Count == threads && (_late.Corrected.Count > 0 || !_late.Faults.IsEmpty))
            AddMoment(_late);
    }

    /// <summary>What came after the window, of all threads, is one moment: the worst answers may be in it.</summary>
    void AddLate(Interval interval)
    {
        (_late.Begin, _late.Part) = (interval.Begin, interval.Part);
        _late.Add(interval);
    }

    public TimeSpan Cpu => _cpuNow - _cpuBefore;

    void AddToSecond(Interval interval)
    {
        if (_seconds.TryGetValue(interval.Number, out (Interval Sum, int Count) second))
        {
            second.Sum.Add(interval);
            interval.Clear();
            _spare.Push(interval);
            _seconds[interval.Number] = (second.Sum, second.Count + 1);
        }
        else
        {
            _seconds[interval.Number] = (interval, 1);
        }
        Show();
    }

    /// <summary>A second is shown when every thread has told of it, or had come to its end before.</summary>
    void Show()
    {
        while (_seconds.Count > 0 && _seconds.First() is var (number, second) && second.Count + _finished.Count(thread => thread.Second <= number) >= threads)
        {
            _seconds.Remove(number);
            second.Sum.OpenConnections += _finished.Sum(thread => thread.Second <= number ? thread.OpenConnections : 0);
            Note(second.Sum);
            watching?.Invoke(second.Sum);
            second.Sum.Clear();
            _spare.Push(second.Sum);
        }
    }

    void Note(Interval second)
    {
        if (second.Part == LoadPart.Before)
            _cpuBefore = second.Cpu;
        _cpuNow = second.Cpu;
        if (second.Part == LoadPart.Measured)
            result.StillOpen = second.OpenConnections;
        bool isAlone = second.OpenConnections == 0 && second.Corrected.Count == 0
            && (result.Options.Mode == BenchMode.Idle || second.Faults.Of(BenchFault.Connect).Connections > 0);
        SecondsAlone = isAlone ? SecondsAlone + 1 : 0;
        foreach ((BenchFault fault, TcpOutcome outcome, FaultCount _) in second.Faults.All)
        {
            if (fault == BenchFault.Connect)
                LastObstacle = (outcome, 0);
        }
        AddMoment(second);
    }

    void AddMoment(Interval second)
    {
        result.Course.Add(new(
            (second.End - Start) / (double)_frequency,
            (second.End - second.Begin) / (double)_frequency,
            second.Part == LoadPart.Measured,
            second.Corrected.Count,
            second.Faults.Number,
            second.BytesSent,
            second.BytesReceived,
            second.Corrected.At(50),
            second.Corrected.At(99),
            second.Corrected.At(99.9),
            second.Corrected.Max));
        if (result.Course.Count >= 2 * LongCourse)
            Halve(result.Course);
    }

    /// <summary>Of two moments one: percentiles cannot be added, so the worse ones stay.</summary>
    static void Halve(List<Moment> course)
    {
        for (int i = 0; i + 1 < course.Count; i += 2)
        {
            (Moment a, Moment b) = (course[i], course[i + 1]);
            course[i / 2] = new(
                b.Second, a.Length + b.Length, b.IsMeasured, a.Requests + b.Requests, a.Faults + b.Faults, a.BytesSent + b.BytesSent,
                a.BytesReceived + b.BytesReceived, Math.Max(a.P50, b.P50), Math.Max(a.P99, b.P99), Math.Max(a.P999, b.P999), Math.Max(a.Max, b.Max));
        }
        course.RemoveRange(course.Count / 2, course.Count - (course.Count / 2));
    }

    /// <summary>Intervals to count in again.</summary>
    public Interval? TakeSpare() => _spare.TryPop(out Interval? spare) ? spare : null;
}
