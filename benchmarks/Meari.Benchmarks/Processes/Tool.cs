using System.Diagnostics;

namespace Meari.Benchmarks.Processes;

/// <summary>What a program left behind.</summary>
readonly record struct ToolResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Its reason in one line: the first that speaks of an error, else the last.</summary>
    public string Reason
    {
        get
        {
            string[] lines = $"{Output}\n{Errors}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return lines.FirstOrDefault(static l => l.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? lines.LastOrDefault() ?? $"exit code {ExitCode}";
        }
    }
}

/// <summary>Programs that run to their end.</summary>
static class Tool
{
    /// <summary>Runs one, and ends it with all that it started when it takes too long or nobody waits any more.</summary>
    /// <param name="commandLine">The program, and its arguments.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancelled">Nobody waits any more.</param>
    /// <param name="environment">What is set for it.</param>
    /// <param name="turns">With which others it takes turns, if it does.</param>
    public static async Task<ToolResult> RunAsync(
        IEnumerable<string> commandLine, TimeSpan limit, CancellationToken cancelled, IReadOnlyDictionary<string, string>? environment = null, Turns? turns = null)
    {
        using Process process = Start(commandLine, environment);
        turns?.Join(process);
        process.StandardInput.Close();
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        patience.CancelAfter(limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
        {
            return new(-1, "", $"it did not end within {limit.TotalSeconds:0} s");
        }
        finally
        {
            turns?.Leave(process);
            End(process);
        }
    }

    /// <summary>Starts a program, its three streams in our hands.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static Process Start(IEnumerable<string> commandLine, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(commandLine.First(), commandLine.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (environment is not null)
        {
            // The runtime's switches are the server entry's alone, whatever the user has set.
            foreach (string name in start.Environment.Keys.Where(static n => IsRuntimeSwitch(n)).ToArray())
                start.Environment.Remove(name);
            foreach ((string name, string value) in environment)
                start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }

    /// <summary>Ends what was started, if it is still there.</summary>
    public static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    static bool IsRuntimeSwitch(string name) =>
        name.StartsWith("COMPlus_", StringComparison.Ordinal)
        || (name.StartsWith("DOTNET_", StringComparison.Ordinal) && !name.StartsWith("DOTNET_ROOT", StringComparison.Ordinal));
}
