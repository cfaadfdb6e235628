using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Meari.Cli.Tests;

/// <summary>A program that a test has started: what it wrote so far, and waiting for more of it. Ended with the test, by its process id.</summary>
public sealed partial class RunningProgram : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    readonly Process _process;
    readonly Capture _output;
    readonly Capture _error;

    RunningProgram(Process process)
    {
        _process = process;
        _output = new(process.StandardOutput.BaseStream);
        _error = new(process.StandardError.BaseStream);
    }

    public int Id => _process.Id;

    public string Output => _output.Text;

    public byte[] OutputBytes => _output.Bytes;

    public string Error => _error.Text;

    public Process Process => _process;

    /// <summary>The last of what it wrote, for a failure's message.</summary>
    string Tail => $"\nstdout:\n{Output[Math.Max(0, Output.Length - 2000)..]}\nstderr:\n{Error[Math.Max(0, Error.Length - 2000)..]}";

    public static RunningProgram Start(string file, IEnumerable<string> arguments, string? language = "ko", IDictionary<string, string>? environment = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It needs the programs and signals of a Linux system.");
        // Tests that run in the background of a shell have inherited that SIGINT is ignored, and would hand it on.
        ProcessStartInfo info = new("env", ["--default-signal=INT", .. TestEngine.AddTo([file, .. arguments])])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        info.Environment["LC_ALL"] = language == "ko" ? "ko_KR.UTF-8" : "C.UTF-8";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            info.Environment[name] = value;
        return new(Process.Start(info)!);
    }

    /// <summary>Waits until stdout holds <paramref name="text"/>.</summary>
    public Task<string> OutputHas(string text) => _output.WaitFor(all => all.Contains(text, StringComparison.Ordinal), $"stdout to have '{text}'", this);

    /// <summary>Waits until stdout holds <paramref name="text"/> so many times.</summary>
    public Task<string> OutputHas(string text, int times) =>
        _output.WaitFor(all => all.Split(text).Length > times, $"stdout to have '{text}' {times} times", this);

    /// <summary>Waits until stderr holds <paramref name="text"/>.</summary>
    public Task<string> ErrorHas(string text) => _error.WaitFor(all => all.Contains(text, StringComparison.Ordinal), $"stderr to have '{text}'", this);

    /// <summary>Waits until stderr holds <paramref name="text"/> so many times.</summary>
    public Task<string> ErrorHas(string text, int times) =>
        _error.WaitFor(all => all.Split(text).Length > times, $"stderr to have '{text}' {times} times", this);

    /// <summary>Waits until stderr has what a pattern describes.</summary>
    public async Task<Match> ErrorMatches(Regex pattern) =>
        pattern.Match(await _error.WaitFor(pattern.IsMatch, $"stderr to match '{pattern}'", this));

    public async Task Type(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    public void EndInput() => _process.StandardInput.Close();

    /// <summary>Waits for the end of the program and of what it writes.</summary>
    public async Task<int> Exit(TimeSpan? limit = null)
    {
        using CancellationTokenSource late = new(limit ?? Limit);
        try
        {
            await _process.WaitForExitAsync(late.Token);
            await Task.WhenAll(_output.Ended, _error.Ended).WaitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The program did not end.{Tail}");
        }
        return _process.ExitCode;
    }

    public void Signal(PosixSignal signal)
    {
        int number = signal switch
        {
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGTERM => 15,
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        };
        Assert.Equal(0, Kill(_process.Id, number));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Collects one of the program's streams and wakes who waits for something in it.</summary>
    sealed class Capture
    {
        readonly Lock _lock = new();
        readonly MemoryStream _bytes = new();
        readonly ConcurrentDictionary<Action, bool> _changed = new();

        public Capture(Stream stream) => Ended = Task.Run(async () =>
        {
            byte[] buffer = new byte[64 * 1024];
            while (await stream.ReadAsync(buffer) is > 0 and int read)
            {
                lock (_lock)
                    _bytes.Write(buffer, 0, read);
                foreach (Action changed in _changed.Keys)
                    changed();
            }
        });

        public Task Ended { get; }

        public byte[] Bytes
        {
            get
            {
                lock (_lock)
                    return _bytes.ToArray();
            }
        }

        public string Text => Encoding.UTF8.GetString(Bytes);

        public async Task<string> WaitFor(Func<string, bool> condition, string what, RunningProgram program)
        {
            TaskCompletionSource<string> met = new(TaskCreationOptions.RunContinuationsAsynchronously);
            void Look()
            {
                if (Text is var text && condition(text))
                    met.TrySetResult(text);
            }
            _changed[Look] = true;
            Look();
            try
            {
                Task first = await Task.WhenAny(met.Task, Ended).WaitAsync(Limit);
                Look();
                if (!met.Task.IsCompleted)
                    throw new InvalidOperationException($"The program ended while the test waited for {what}.{program.Tail}");
                return await met.Task;
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"Waited too long for {what}.{program.Tail}");
            }
            finally
            {
                _changed.TryRemove(Look, out _);
            }
        }
    }
}
