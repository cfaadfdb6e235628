using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Meari.Benchmarks.Processes;

/// <summary>
/// Programs that share a core and are compared: each runs for a moment while the others stand still, so that a slow phase of the machine meets all of
/// them alike.
/// </summary>
/// <remarks>
/// One after the other, with runs of three seconds, the ratio of two clients of 1,000 connections came out between 0.98 and 1.48 in six rounds; in turns of
/// 150 ms, between 1.12 and 1.14 in four.
/// </remarks>
sealed partial class Turns
{
    const int Cont = 18, Stop = 19;

    /// <summary>Long enough for 20,000 requests, short beside the seconds that a neighbour of the machine keeps it busy.</summary>
    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(150);

    readonly List<Process?> _processes = [];

    /// <summary>One more, which has just been started; the first has the first turn.</summary>
    public void Join(Process process)
    {
        lock (_processes)
        {
            _processes.Add(process);
            if (_processes.Count > 1)
                Tell(process, Stop);
        }
    }

    /// <summary>One has ended, or is to be. Its turns stay empty: who is left runs no more than before.</summary>
    public void Leave(Process process)
    {
        lock (_processes)
            _processes[_processes.IndexOf(process)] = null;
    }

    /// <summary>Gives turns until all have left.</summary>
    public async Task RunAsync()
    {
        using PeriodicTimer moment = new(Moment);
        for (int turn = 0; await moment.WaitForNextTickAsync(); turn++)
        {
            lock (_processes)
            {
                if (_processes.TrueForAll(static process => process is null))
                    return;
                Tell(_processes[turn % _processes.Count], Stop);
                Tell(_processes[(turn + 1) % _processes.Count], Cont);
            }
        }
    }

    /// <summary>Not to one that has ended: its number may be another's.</summary>
    static void Tell(Process? process, int signal)
    {
        if (process?.HasExited == false)
            _ = Kill(process.Id, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
