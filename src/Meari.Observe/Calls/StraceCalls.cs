using System.Collections.Concurrent;
using System.Diagnostics;
using Meari.Interop.Linux;
using Meari.Observe.Calls;
using Meari.Text;

namespace Meari.Observe;

/// <summary>
/// The socket calls of any program, by strace(1): of one that is launched (<see cref="Launch"/>) or of one that runs (<see cref="Attach"/>),
/// with the threads and processes that it starts.
/// </summary>
/// <remarks>
/// Traced, a system call takes some 50 to 100 µs longer; a program that makes many is slowed accordingly, and nothing is lost. It needs strace
/// and, for a program of another user, CAP_SYS_PTRACE. Members may be called from any thread; start and stop it once.
/// </remarks>
public sealed class StraceCalls : TimelineSource
{
    /// <summary>The most process ids that are kept.</summary>
    const int MaxProcesses = 65_536;

    /// <summary>How long strace may take to begin.</summary>
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    readonly StraceOptions _options;
    readonly string? _fileName;
    readonly IReadOnlyList<string> _arguments;
    readonly ConcurrentDictionary<int, byte> _processes = new();
    readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    StraceSession? _session;
    LaunchedProgram? _program;

    StraceCalls(string? fileName, IReadOnlyList<string> arguments, int processId, StraceOptions? options)
    {
        (_fileName, _arguments, _options) = (fileName, arguments, options ?? new());
        if (processId != 0)
            (ProgramId, _) = (processId, _processes.TryAdd(processId, 0));
    }

    /// <summary>A program to be started by <see cref="Start"/>.</summary>
    /// <param name="fileName">A path, or a name to be looked for in PATH.</param>
    /// <param name="arguments">Its arguments, without its name.</param>
    /// <param name="options">How to watch.</param>
    /// <returns>The source, not started.</returns>
    public static StraceCalls Launch(string fileName, IReadOnlyList<string> arguments, StraceOptions? options = null) =>
        new(fileName, arguments, 0, options);

    /// <summary>A program that runs. Stopping leaves it running.</summary>
    /// <param name="processId">Its process id.</param>
    /// <param name="options">How to watch; its output stays where it is.</param>
    /// <returns>The source, not started.</returns>
    public static StraceCalls Attach(int processId, StraceOptions? options = null) => new(null, [], processId, options);

    /// <inheritdoc/>
    public override string Name => "strace";

    /// <summary>The program's process id; null while a program to be launched has not been.</summary>
    public int? ProgramId { get; private set; }

    /// <summary>The program's exit code, or 128 and the number of the signal that ended it. Of a program that was attached to, strace tells; if it has been stopped, nobody does.</summary>
    public Task<int> Exit => _exit.Task;

    /// <summary>After <see cref="Exit"/>: when the last that the launched program has written was told, or has not come for half a second.</summary>
    /// <returns>When what is told next comes behind it.</returns>
    public Task OutputToldAsync() => _program?.OutputToldAsync() ?? Task.CompletedTask;

    /// <summary>When strace has ended: no process that it followed is left, or it was stopped. Complete while there is none.</summary>
    public Task Ended => _session?.Reader.Ended ?? Task.CompletedTask;

    /// <summary>The processes seen so far: the program and those that it started, if they made a call; also those that have ended.</summary>
    public IReadOnlyCollection<int> ProcessIds => [.. _processes.Keys];

    /// <inheritdoc/>
    public override SourceStatus Start(TimelineSink sink)
    {
        if (!OperatingSystem.IsLinux())
            return new(SourceObstacle.NotOnThisSystem);
        if (_session is not null || _program is not null)
            throw new InvalidOperationException("It was started before.");
        if (ProgramPath.Find(_options.Strace, out string strace) != 0)
            return new(SourceObstacle.ProgramMissing, Errno.ENOENT, "strace");
        try
        {
            return _fileName is null ? StartAttached(sink, strace) : StartLaunched(sink, strace);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return new(SourceObstacle.Failed, e.NativeErrorCode, "strace");
        }
    }

    /// <summary>
    /// Launches the program without strace, where <see cref="Start"/> has said that strace is missing or may not trace. Its output is handled
    /// the same, and <see cref="ProgramId"/> and <see cref="Exit"/> too; no call is seen.
    /// </summary>
    /// <param name="sink">Where to put its output.</param>
    /// <returns>Whether it runs.</returns>
    public SourceStatus StartUntraced(TimelineSink sink)
    {
        if (_fileName is null || _session is not null || _program is not null)
            throw new InvalidOperationException("Only a program that has not been launched can be.");
        if (CheckProgram() is { IsWorking: false } obstacle)
            return obstacle;
        _program = LaunchedProgram.Start(_fileName, _arguments, _options, sink, isTraced: false, out SourceStatus status);
        OnLaunched();
        return status;
    }

    /// <summary>Ends the launched program, by its id; not the processes that it started. A program that was attached to is left alone.</summary>
    /// <param name="forcibly">SIGKILL in place of SIGTERM, which a program may catch.</param>
    /// <returns>Whether it ran, and was told.</returns>
    public bool EndProgram(bool forcibly = false) => _program?.Signal(forcibly ? Libc.SIGKILL : Libc.SIGTERM) ?? false;

    /// <summary>Sends SIGINT to the launched program, as Ctrl-C does at a terminal.</summary>
    /// <returns>Whether it ran, and was told.</returns>
    public bool InterruptProgram() => _program?.Signal(Libc.SIGINT) ?? false;

    /// <summary>Whether the launched program is in the foreground of its terminal, where Ctrl-C sends it SIGINT as it does to this one.</summary>
    public bool GetsTerminalSignals => _program is { } program && ProcessFiles.IsInForeground(program.Id);

    SourceStatus CheckProgram()
    {
        int error = ProgramPath.Find(_fileName!, out _);
        return error == 0 ? SourceStatus.Works : new(SourceObstacle.Failed, error, Escape.Text(_fileName!));
    }

    SourceStatus StartLaunched(TimelineSink sink, string strace)
    {
        if (CheckProgram() is { IsWorking: false } missing)
            return missing;
        if (StraceCommand.Try(strace, StartLimit) is { IsWorking: false } refused)
            return refused;
        StraceSession session = new(sink, Name, _options, AddProcess);
        List<string> command = StraceCommand.Launching(session.OutputPath, _fileName!, _arguments, _options.Output != ProgramOutput.Inherited);
        LaunchedProgram? program = LaunchedProgram.Start(strace, command, _options, sink, isTraced: true, out SourceStatus status);
        if (program is null)
        {
            session.Dispose();
            return status;
        }
        status = session.AwaitExecution(program.Id, program.Exit, StartLimit);
        if (!status.IsWorking)
        {
            program.Signal(Libc.SIGKILL);
            session.Dispose();
            program.Dispose();
            return status.Obstacle == SourceObstacle.Failed && status.Detail is null ? status with { Detail = Escape.Text(_fileName!) } : status;
        }
        (_session, _program) = (session, program);
        OnLaunched();
        return status;
    }

    void OnLaunched()
    {
        if (_program is null)
            return;
        ProgramId = _program.Id;
        AddProcess(_program.Id);
        _program.StartOutput();
        _ = _program.Exit.ContinueWith(exit => _exit.TrySetResult(exit.Result), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    SourceStatus StartAttached(TimelineSink sink, string strace)
    {
        int process = ProgramId!.Value;
        if (process == Environment.ProcessId)
            return new(SourceObstacle.Failed, Errno.EINVAL); // each line that is read would make another
        if (ProcessFiles.TracerOf(process) is not { } tracer)
            return new(SourceObstacle.NoSuchProcess, Errno.ESRCH);
        if (tracer != 0)
            return new(SourceObstacle.Busy, Errno.EPERM, $"pid {tracer}");
        StraceSession session = new(sink, Name, _options, AddProcess, OnExited);
        Process started;
        try
        {
            started = Process.Start(StraceCommand.Quiet(strace, StraceCommand.Attaching(session.OutputPath, process)))!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            session.Dispose();
            throw;
        }
        SourceStatus status = session.AwaitAttachment(started, StartLimit);
        if (!status.IsWorking)
        {
            session.Dispose();
            return status;
        }
        _session = session;
        // It made the ring before it was watched; what the ring moves is no call.
        if (ProcessFiles.RingOf(process) is { } ring)
            sink.Add(new CallEvent { Time = new MonotonicClock(_options.Time).Nanoseconds, Process = process, Name = SocketCall.RingSetup, Result = ring, Inferred = true });
        return status;
    }

    void OnExited(int thread, int code)
    {
        // A process has the number of its first thread.
        if (thread == ProgramId)
            _exit.TrySetResult(code);
    }

    void AddProcess(int process)
    {
        if (_processes.Count < MaxProcesses)
            _processes.TryAdd(process, 0);
    }

    /// <summary>Stops to watch. A program goes on, launched or not: <see cref="EndProgram"/> ends it.</summary>
    /// <returns>When strace has gone.</returns>
    public override async ValueTask DisposeAsync()
    {
        if (_session is { } session)
            await session.StopAsync(_program?.Exit.IsCompleted ?? false).ConfigureAwait(false);
        if (_program is { } program)
            await program.LetGoAsync().ConfigureAwait(false);
    }
}
