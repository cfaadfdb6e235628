using System.Collections.Concurrent;
using Meari.Interop.Linux;
using Meari.Observe;
using Meari.Observe.Calls;
using Meari.Text;

namespace Meari.Lab;

/// <summary>A program of the reader's own: started, watched, and ended with all that it has started. Members may be called from any thread.</summary>
internal sealed class LabProgram : IAsyncDisposable
{
    /// <summary>How long it may take to end when it is told to, before it is made to.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>From one look at what is left to the next.</summary>
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    readonly StraceCalls _calls;

    /// <summary>What it has started, as far as it was seen, by process id: when each began, by which it is told from a later one with its number.</summary>
    readonly ConcurrentDictionary<int, long> _others = new();

    LabProgram(StraceCalls calls, bool seesCalls) => (_calls, SeesCalls, Id) = (calls, seesCalls, calls.ProgramId!.Value);

    /// <summary>Its process id.</summary>
    public int Id { get; }

    /// <summary>Whether its calls are on the timeline (strace).</summary>
    public bool SeesCalls { get; }

    /// <summary>The exit code, or 128 and the number of the signal that ended it.</summary>
    public Task<int> Exit => _calls.Exit;

    /// <summary>Looks which processes it, or one of these, has started. What has been seen once is ended with it.</summary>
    /// <returns>They, and it.</returns>
    public HashSet<int> Family()
    {
        // Once its end was noticed, its number may be another's.
        if (!Exit.IsCompleted)
        {
            foreach (int process in ProcessFiles.FamilyOf(Id))
            {
                if (process != Id && ProcessFiles.StartOf(process) is { } start)
                    _others[process] = start;
            }
        }
        return [Id, .. _others.Keys, .. _calls.ProcessIds];
    }

    /// <summary>Starts it, which takes some tenths of a second where its calls are to be seen.</summary>
    /// <param name="file">A path, or a name to be looked for in PATH.</param>
    /// <param name="arguments">Without its name.</param>
    /// <param name="sink">Where its calls and its output go.</param>
    /// <param name="say">Takes the line that says why its calls cannot be seen.</param>
    /// <exception cref="LabException">It cannot be started.</exception>
    public static LabProgram Start(string file, IReadOnlyList<string> arguments, TimelineSink sink, Action<Func<Messages, string>> say)
    {
        StraceCalls calls = StraceCalls.Launch(file, arguments, new StraceOptions { Output = ProgramOutput.Text });
        SourceStatus status = calls.Start(sink);
        bool seesCalls = status.IsWorking;
        if (status.Obstacle is SourceObstacle.ProgramMissing or SourceObstacle.NotPermitted or SourceObstacle.Busy)
        {
            SourceStatus untraced = status;
            say(messages => SourceReasons.NoCalls(messages, untraced));
            status = calls.StartUntraced(sink);
        }
        return status.IsWorking ? new(calls, seesCalls) : throw new LabException(LabReasons.NotStarted(file, status));
    }

    /// <summary>Waits until the last that it has written, after its end, is on the timeline.</summary>
    public Task OutputToldAsync() => _calls.OutputToldAsync();

    /// <summary>Ends it as kill(1) does, and if that does not help by force; and then what it has started.</summary>
    public async ValueTask DisposeAsync()
    {
        Family();
        if (_calls.EndProgram() && await Task.WhenAny(Exit, Task.Delay(Patience)) != Exit && _calls.EndProgram(forcibly: true))
            await Task.WhenAny(Exit, Task.Delay(Patience));
        foreach (int signal in (int[])[Libc.SIGTERM, Libc.SIGKILL])
            await EndAsync([.. _others.Where(IsThere)], signal);
        await _calls.DisposeAsync();
    }

    static async Task EndAsync(KeyValuePair<int, long>[] others, int signal)
    {
        foreach ((int process, _) in others)
            _ = Libc.Kill(process, signal);
        // They are no children of ours, so nobody tells when they end.
        for (TimeSpan waited = TimeSpan.Zero; waited < Patience && others.Any(IsThere); waited += Glance)
            await Task.Delay(Glance);
    }

    static bool IsThere(KeyValuePair<int, long> other) => ProcessFiles.StartOf(other.Key) == other.Value;
}
