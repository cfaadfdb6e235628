using System.Diagnostics;
using System.IO.Pipes;
using Meari.Interop.Linux;

namespace Meari.Observe.Calls;

/// <summary>
/// One run of strace: the pipe it writes to, and its end. It opens the pipe by way of /proc, so that no file is left behind whatever
/// happens; and when this program is gone, strace meets a broken pipe at its next line, detaches and ends.
/// </summary>
internal sealed class StraceSession : IDisposable
{
    /// <summary>How long strace may take to detach; then it is killed, and the kernel detaches.</summary>
    static readonly TimeSpan DetachLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long the last lines of a program that has ended may take.</summary>
    static readonly TimeSpan LastLines = TimeSpan.FromMilliseconds(500);

    readonly AnonymousPipeServerStream _pipe = new(PipeDirection.In, HandleInheritability.None);
    readonly TaskCompletionSource<string?> _executed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly string _pipeName;
    int _program, _strace;
    long? _straceStart;
    volatile string _said = "";

    public StraceSession(TimelineSink sink, string source, StraceOptions options, Action<int> processSeen, Action<int, int>? exited = null)
    {
        OutputPath = $"/proc/{Environment.ProcessId}/fd/{_pipe.ClientSafePipeHandle.DangerousGetHandle()}";
        _pipeName = ProcessFiles.LinkOf(OutputPath);
        RealtimeOffset offset = new(options.Time);
        CallSurroundings surroundings = new()
        {
            ToMonotonic = offset.ToMonotonic,
            ProcessOf = ProcessFiles.ProcessOf,
            FindLocal = options.FindLocal ?? ProcessFiles.FindLocal,
        };
        CallAssembler assembler = new(sink, source, surroundings) { ProcessSeen = processSeen, Executed = OnExecuted, Exited = exited };
        Reader = new(_pipe, assembler, options.Time);
        Reader.Start();
    }

    public StraceReader Reader { get; }

    /// <summary>Where strace is to write.</summary>
    public string OutputPath { get; }

    void OnExecuted(int thread, string? error) => _executed.TrySetResult(error);

    /// <summary>Waits until the program was executed, which is the first thing that strace tells.</summary>
    public SourceStatus AwaitExecution(int program, Task<int> exit, TimeSpan limit)
    {
        _program = program;
        int first = Task.WaitAny([_executed.Task, exit], limit);
        // Of a program that has ended at once the line may be on its way.
        if (first == 1)
            _executed.Task.Wait(LastLines);
        _pipe.DisposeLocalCopyOfClientHandle();
        if (!_executed.Task.IsCompleted)
            return new(SourceObstacle.Failed, first < 0 ? Errno.ETIMEDOUT : 0, "strace");
        if (_executed.Task.Result is { } error)
            return new(SourceObstacle.Failed, Errno.NumberOf(error));
        Remember(ProcessFiles.TracerOf(program) ?? 0);
        return SourceStatus.Works;
    }

    /// <summary>The program may have ended before its tracer was looked for, while strace follows its children: then strace is who writes to the pipe.</summary>
    int FindStrace() => ProcessFiles.TracerOf(_program) is > 0 and int tracer ? tracer : ProcessFiles.HolderOf(_pipeName) ?? 0;

    void Remember(int strace) => (_strace, _straceStart) = (strace, strace == 0 ? null : ProcessFiles.StartOf(strace));

    /// <summary>Waits until strace says that it has attached, or why not.</summary>
    public SourceStatus AwaitAttachment(Process strace, TimeSpan limit)
    {
        Remember(strace.Id);
        using ManualResetEventSlim decided = new();
        Task reading = Task.Run(() => ListenAsync(strace, decided));
        bool isInTime = decided.Wait(limit);
        _pipe.DisposeLocalCopyOfClientHandle();
        return IsAttached(_said) ? SourceStatus.Works : isInTime ? StraceCommand.Refusal(_said) : new(SourceObstacle.Failed, Errno.ETIMEDOUT, "strace");
    }

    static bool IsAttached(string said) => said.Contains(" attached", StringComparison.Ordinal);

    /// <summary>Hears what strace says, to its end: a full pipe would stop it. The words after the first 4,096 do not matter.</summary>
    async Task ListenAsync(Process strace, ManualResetEventSlim decided)
    {
        char[] buffer = new char[4096];
        bool isDecided = false;
        using (strace)
        {
            _ = strace.StandardOutput.ReadToEndAsync();
            while (await strace.StandardError.ReadAsync(buffer).ConfigureAwait(false) is > 0 and int length)
            {
                if (!isDecided)
                    _said += new string(buffer, 0, length);
                if (!isDecided && (isDecided = IsAttached(_said) || _said.Length > buffer.Length))
                    decided.Set();
            }
            if (!isDecided)
                decided.Set();
            await strace.WaitForExitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Stops strace and waits for what it had to say.</summary>
    /// <param name="isProgramGone">Then it ends by itself, unless it follows others.</param>
    public async Task StopAsync(bool isProgramGone)
    {
        if (!isProgramGone || !await EndsAsync(LastLines).ConfigureAwait(false))
        {
            Signal(Libc.SIGTERM);
            if (!await EndsAsync(DetachLimit).ConfigureAwait(false))
            {
                Signal(Libc.SIGKILL);
                await EndsAsync(DetachLimit).ConfigureAwait(false);
            }
        }
        Reader.Dispose();
    }

    async Task<bool> EndsAsync(TimeSpan limit) =>
        await Task.WhenAny(Reader.Ended, Task.Delay(limit)).ConfigureAwait(false) == Reader.Ended;

    /// <summary>Only to that very process: strace as a grandchild is not ours to wait for, and its number may be another's by now.</summary>
    void Signal(int signal)
    {
        if (_strace == 0)
            Remember(FindStrace());
        if (_straceStart is { } start && ProcessFiles.StartOf(_strace) == start)
            Libc.Kill(_strace, signal);
    }

    /// <summary>Of a strace that did not get to work.</summary>
    public void Dispose()
    {
        _pipe.DisposeLocalCopyOfClientHandle();
        Signal(Libc.SIGTERM);
        Reader.Dispose();
    }
}
