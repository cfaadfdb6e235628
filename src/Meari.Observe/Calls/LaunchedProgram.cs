using System.ComponentModel;
using System.Diagnostics;
using Meari.Interop.Linux;
using Meari.Text;

namespace Meari.Observe.Calls;

/// <summary>A program that was launched: our child, whether strace watches it or not.</summary>
internal sealed class LaunchedProgram : IDisposable
{
    /// <summary>How long the last output of a program that has ended may take to come; longer only if a child of it still holds the pipe.</summary>
    static readonly TimeSpan LastOutput = TimeSpan.FromMilliseconds(500);

    readonly Process _process;
    readonly ProgramStreams? _streams;

    LaunchedProgram(Process process, ProgramStreams? streams)
    {
        (_process, _streams, Id) = (process, streams, process.Id);
        Exit = WaitAsync();
    }

    public int Id { get; }

    /// <summary>The exit code, or 128 and the signal's number.</summary>
    public Task<int> Exit { get; }

    /// <summary>Launches; an obstacle is a value, and then the result is null.</summary>
    public static LaunchedProgram? Start(
        string fileName, IReadOnlyList<string> arguments, StraceOptions options, TimelineSink sink, bool isTraced, out SourceStatus status)
    {
        FileStream? file = null;
        bool isCaptured = options.Output != ProgramOutput.Inherited;
        (string command, IReadOnlyList<string> line) = DefaultSignals.For(fileName, arguments);
        ProcessStartInfo start = new(command, line) { RedirectStandardOutput = isCaptured, RedirectStandardError = isCaptured };
        if (isCaptured && !isTraced)
        {
            foreach ((string name, string value) in StraceCommand.LineBufferedEnvironment())
                start.Environment[name] = value;
        }
        try
        {
            if (options.Output == ProgramOutput.File)
                file = new(options.OutputFile ?? throw new ArgumentException("A file is needed.", nameof(options)), FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
            ProgramStreams? streams = isCaptured ? new(sink, options.Time, file) : null;
            Process process = Process.Start(start)!;
            status = SourceStatus.Works;
            return new(process, streams);
        }
        catch (Win32Exception e)
        {
            status = new(SourceObstacle.Failed, e.NativeErrorCode, Escape.Text(fileName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            status = new(SourceObstacle.Failed, e is UnauthorizedAccessException ? Errno.EACCES : e.HResult & 0xffff, Escape.Text(options.OutputFile!));
        }
        file?.Dispose();
        return null;
    }

    /// <summary>Reads its output from now on: once it is clear that it is the program's, and not strace's last words.</summary>
    public void StartOutput() => _streams?.Start(_process);

    async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Sends a signal, if it has not ended; until its end was noticed, its number belongs to nobody else.</summary>
    public bool Signal(int signal) => !Exit.IsCompleted && !_process.HasExited && Libc.Kill(Id, signal) == 0;

    /// <summary>When all that a program that has ended has written was told; it waits no longer than for the last output.</summary>
    public Task OutputToldAsync() => _streams is null ? Task.CompletedTask : Task.WhenAny(_streams.Ended, Task.Delay(LastOutput));

    /// <summary>Tells the last of the output of a program that has ended; that of one that runs is read on, and goes nowhere, or into the file.</summary>
    public async Task LetGoAsync()
    {
        if (_streams is null)
            return;
        if (Exit.IsCompleted)
            await OutputToldAsync().ConfigureAwait(false);
        _streams.BeSilent();
        _ = _streams.Ended.ContinueWith(_ => _streams.Dispose(), TaskScheduler.Default);
    }

    /// <summary>Of a program that never ran.</summary>
    public void Dispose()
    {
        _streams?.BeSilent();
        _streams?.Dispose();
    }
}
