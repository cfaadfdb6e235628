using System.ComponentModel;
using System.Diagnostics;

namespace Meari.Observe.Calls;

/// <summary>
/// Launches a program with SIGPIPE as it would have it: .NET ignores that signal, and what a process ignores its children ignore too. A C server
/// that dies of SIGPIPE when its client has gone must die of it when it is watched as well.
/// </summary>
/// <remarks>Source: signal(7), execve(2); env(1) of GNU coreutils 8.31 and later, which alone can set a signal back without code of ours between fork and exec.</remarks>
internal static class DefaultSignals
{
    const string Option = "--default-signal=PIPE";

    /// <summary>Null where env cannot: then the program keeps SIGPIPE ignored.</summary>
    static readonly Lazy<string?> Env = new(Find);

    /// <summary>The command line that launches this one.</summary>
    public static (string FileName, IReadOnlyList<string> Arguments) For(string fileName, IReadOnlyList<string> arguments) =>
        Env.Value is { } env && !fileName.Contains('=', StringComparison.Ordinal) // env would take it for a variable
            ? (env, [Option, fileName, .. arguments])
            : (fileName, arguments);

    static string? Find()
    {
        if (ProgramPath.Find("env", out string env) != 0 || ProgramPath.Find("true", out string nothing) != 0)
            return null;
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(env, [Option, nothing]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0 ? env : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
