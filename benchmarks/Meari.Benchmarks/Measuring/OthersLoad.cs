using System.Diagnostics;
using System.Globalization;

namespace Meari.Benchmarks.Measuring;

/// <summary>
/// How much of the machine processes other than ours take while something is measured, so that nobody takes a busy machine's numbers for a
/// quiet one's: what the kernel counts as busy, less what it counts for this process and its ended children.
/// </summary>
sealed class OthersLoad
{
    /// <summary>The unit of both files, USER_HZ: 100 on every architecture that .NET runs on.</summary>
    const double TicksPerSecond = 100;

    readonly long _started = Stopwatch.GetTimestamp();
    readonly double _before = Others();

    /// <summary>Cores that others have kept busy, on the average since this object was made. All our children have to have ended.</summary>
    public double Cores() => Math.Max(0, (Others() - _before) / Stopwatch.GetElapsedTime(_started).TotalSeconds);

    static double Others()
    {
        // proc_stat(5): user nice system idle iowait irq softirq steal. A process's own time includes the interrupts that hit it.
        double[] machine = Numbers(File.ReadLines("/proc/stat").First()["cpu".Length..]);
        double busy = machine[0] + machine[1] + machine[2] + machine[5] + machine[6];
        // proc_pid_stat(5): after the name in parentheses comes field 3; utime, stime, cutime and cstime are 14 to 17.
        string self = File.ReadAllText("/proc/self/stat");
        double[] own = Numbers(self[(self.LastIndexOf(')') + 3)..]);
        return (busy - own[10..14].Sum()) / TicksPerSecond;
    }

    static double[] Numbers(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static n => double.Parse(n, CultureInfo.InvariantCulture))];
}
