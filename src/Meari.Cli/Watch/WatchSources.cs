using System.Diagnostics;
using System.Runtime.InteropServices;
using Meari.Cli.Output;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Watch;

/// <summary>Starts the sources that this user can have, and says for each of the others what is lost.</summary>
internal sealed class WatchSources(WatchSettings settings, Language language, Signals signals, Action<string> tell) : IAsyncDisposable
{
    /// <summary>How long a program may take to end when it is told to.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    readonly Messages _messages = new(language);
    readonly RelaySink _relay = new();
    readonly PassiveSources _passive = new(new Messages(language));
    readonly TaskCompletionSource _programEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Lock _gate = new();
    Timeline? _timeline;
    Task? _stopping;
    StraceCalls? _calls;

    public Timeline Timeline => _timeline ?? throw new InvalidOperationException("Not started.");

    /// <summary>The capture, if it works.</summary>
    public PacketCapture? Capture => _passive.Capture;

    /// <summary>When the watched program has ended; never, if there is none.</summary>
    public Task ProgramEnded => _programEnded.Task;

    /// <returns>Whether there is anything to see; if not, why was told.</returns>
    public async Task<bool> StartAsync()
    {
        TimelineFilter filter = settings.Filter;
        if (settings.ProcessId is { } wanted && !Exists(wanted))
            return Fail(_messages.NoProcess(wanted));
        _passive.Start(filter, _relay, tell);
        bool seesCalls = false;
        if (settings.Program.Count > 0 || settings.ProcessId is not null)
        {
            // After the others, so that they miss nothing of what the program does first.
            _calls = CreateCalls();
            SourceStatus status = _calls.Start(_relay);
            seesCalls = status.IsWorking;
            if (!seesCalls && settings.Program.Count > 0)
            {
                if (status.Obstacle is not (SourceObstacle.ProgramMissing or SourceObstacle.NotPermitted or SourceObstacle.Busy or SourceObstacle.NotOnThisSystem))
                    return Fail(NotStarted(status));
                tell(SourceReasons.NoCalls(_messages, status));
                filter = await NarrowAsync(filter);
                if (_calls.StartUntraced(_relay) is { IsWorking: false } refused)
                    return Fail(NotStarted(refused));
            }
            else if (!seesCalls)
            {
                if (status.Obstacle == SourceObstacle.NoSuchProcess)
                    return Fail(_messages.NoProcess(settings.ProcessId!.Value)); // it has ended just now
                tell(SourceReasons.NoCalls(_messages, status));
                filter = await NarrowAsync(filter);
            }
        }
        // There the capture sees nothing of it.
        bool isElsewhere = settings.ProcessId is { } watched && OperatingSystem.IsLinux() && new NetworkNamespace().HasProcess(watched) == false;
        if (isElsewhere)
            tell(_messages.OtherNetworkNamespace(settings.ProcessId!.Value));
        bool captures = Capture is not null && !isElsewhere;
        _timeline = new(new TimelineOptions { Filter = filter, WatchesProcesses = seesCalls, InfersSegments = !captures, CapturesSegments = captures, Language = language });
        _relay.Join(_timeline);
        if (_calls is not null)
            _ = TellEndAsync(_calls, seesCalls);
        return true;
    }

    bool Fail(string line)
    {
        tell(line);
        return false;
    }

    /// <summary>Also one of another user.</summary>
    static bool Exists(int process)
    {
        try
        {
            using Process found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>It may be the file for the program's output that is at fault.</summary>
    string NotStarted(SourceStatus status)
    {
        string why = SourceReasons.NotStarted(_messages, status);
        return settings.ProgramOutput is not { } file || status.Detail != Escape.Text(file) ? _messages.NoProgramCalls(settings.Program[0], why, "")
            : _messages.CannotCreateFile(file, Directory.Exists(file) ? _messages.FileIsFolder : why);
    }

    StraceCalls CreateCalls()
    {
        StraceOptions options = new()
        {
            Output = settings.ProgramOutput is null ? ProgramOutput.Text : ProgramOutput.File,
            OutputFile = settings.ProgramOutput,
        };
        return settings.ProcessId is { } process
            ? StraceCalls.Attach(process, options)
            : StraceCalls.Launch(settings.Program[0], [.. settings.Program.Skip(1)], options);
    }

    /// <summary>Without calls nothing says which connections are the program's; the chapter's port takes their place, unless one was given.</summary>
    async Task<TimelineFilter> NarrowAsync(TimelineFilter filter)
    {
        if (filter != TimelineFilter.Everything)
            return filter;
        await _passive.ClearAsync();
        TimelineFilter port = new(TcpAddress.DefaultPort);
        tell(_messages.OnlyPort(port.Port));
        _passive.Start(port, _relay, static _ => { });
        return port;
    }

    async Task TellEndAsync(StraceCalls calls, bool seesCalls)
    {
        string? note = null;
        if (settings.Program.Count > 0)
        {
            note = _messages.ProgramEnded(settings.Program[0], await calls.Exit);
            await calls.OutputToldAsync(); // its last words come before
        }
        else if (settings.ProcessId is { } process && seesCalls)
            note = await EndOfAsync(calls, process);
        if (note is null)
            return;
        Timeline.Add(new TextEvent { Time = new MonotonicClock(TimeProvider.System).Nanoseconds, Process = calls.ProgramId, Stream = TimelineText.Note, Text = note });
        // Those that it has started may go on, and strace with them.
        if (settings.ProcessId is not null)
            await calls.Ended;
        _programEnded.TrySetResult();
    }

    /// <returns>Null if strace was stopped before.</returns>
    async Task<string?> EndOfAsync(StraceCalls calls, int process)
    {
        await Task.WhenAny(calls.Exit, calls.Ended);
        if (calls.Exit.IsCompleted)
            return _messages.ProcessEnded(process, await calls.Exit);
        lock (_gate)
            return _stopping is null ? _messages.ProcessEnded(process, null) : null;
    }

    /// <summary>Ends a program that was started here, then stops to watch; what was seen until then can still be read.</summary>
    /// <returns>When all have stopped; the same for everybody who asks, however often.</returns>
    public Task StopAsync()
    {
        lock (_gate)
            return _stopping ??= StopAllAsync();
    }

    async Task StopAllAsync()
    {
        try
        {
            if (_calls is not null)
            {
                if (settings.Program.Count > 0 && _calls.ProgramId is not null)
                    await EndProgramAsync(_calls);
                await _calls.DisposeAsync();
            }
            await _passive.StopAsync();
        }
        finally
        {
            // Whatever went wrong: who reads the timeline must not wait for ever.
            if (_timeline is not null)
                await _timeline.StopAsync();
        }
    }

    /// <summary>Who presses Ctrl-C wants the program's own way to end: SIGINT alone, and what is stronger only when that has not helped. A second signal ends it at once.</summary>
    async Task EndProgramAsync(StraceCalls calls)
    {
        if (signals.First is { IsCompletedSuccessfully: true, Result: PosixSignal.SIGINT })
        {
            // Twice would be what many programs take for impatience.
            if (!calls.GetsTerminalSignals)
                calls.InterruptProgram();
            if (await EndsAsync(calls))
                return;
        }
        if (!signals.Second.IsCompleted && (!calls.EndProgram() || await EndsAsync(calls)))
            return;
        if (calls.EndProgram(forcibly: true))
            await Task.WhenAny(calls.Exit, Task.Delay(Patience));
    }

    async Task<bool> EndsAsync(StraceCalls calls) => await Task.WhenAny(calls.Exit, signals.Second, Task.Delay(Patience)) == calls.Exit;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _passive.DisposeAsync();
    }
}
