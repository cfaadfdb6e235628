using System.Globalization;

namespace Meari.Bench.Loads;

/// <summary>How long a thread has run, and how long it was ready to run and waited for a processor (Linux, <c>/proc/thread-self/schedstat</c>: scheduler/sched-stats.rst).</summary>
/// <param name="Ran">On a processor.</param>
/// <param name="Waited">Ready, while others ran.</param>
internal readonly record struct ThreadTime(TimeSpan Ran, TimeSpan Waited)
{
    const string Path = "/proc/thread-self/schedstat";

    /// <summary>Of the thread that calls; null where the system does not say.</summary>
    public static ThreadTime? Now()
    {
        if (!File.Exists(Path))
            return null;
        // Three numbers: nanoseconds on a processor, nanoseconds ready, turns.
        string[] numbers = File.ReadAllText(Path).Split(' ');
        return new(Nanoseconds(numbers[0]), Nanoseconds(numbers[1]));
    }

    public static ThreadTime operator +(ThreadTime a, ThreadTime b) => new(a.Ran + b.Ran, a.Waited + b.Waited);

    public static ThreadTime operator -(ThreadTime a, ThreadTime b) => new(a.Ran - b.Ran, a.Waited - b.Waited);

    static TimeSpan Nanoseconds(string number) => TimeSpan.FromTicks(long.Parse(number, CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick);
}
