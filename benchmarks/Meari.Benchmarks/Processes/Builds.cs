using System.ComponentModel;
using Meari.Benchmarks.Catalog;

namespace Meari.Benchmarks.Processes;

/// <summary>The build steps, each once.</summary>
static class Builds
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Builds what a plan needs.</summary>
    /// <returns>Why a server cannot be measured, by the name of the server.</returns>
    /// <exception cref="MeasurementException">What measures could not be built.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> RunAsync(Plan plan, CancellationToken cancelled)
    {
        Dictionary<string, string?> done = [];
        Dictionary<string, string> failed = [];
        if (plan.Options.NoBuild)
            return failed;
        Directory.CreateDirectory(Plan.Out);
        foreach (string command in plan.Builds)
        {
            if (await OnceAsync(command) is { } reason)
                throw new MeasurementException(reason);
        }
        foreach (Server server in plan.Servers)
        {
            if (server.Build is { } command && await OnceAsync(command) is { } reason)
                failed[server.Name] = $"not built: {reason}";
        }
        return failed;

        async Task<string?> OnceAsync(string command)
        {
            if (!done.TryGetValue(command, out string? reason))
            {
                Console.Error.WriteLine($"benchmarks: {command}");
                done[command] = reason = await BuildAsync(command);
            }
            return reason;
        }

        async Task<string?> BuildAsync(string command)
        {
            string[] commandLine = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            try
            {
                ToolResult ended = await Tool.RunAsync(commandLine, Limit, cancelled);
                return ended.ExitCode == 0 ? null : ended.Reason;
            }
            catch (Win32Exception)
            {
                return $"{commandLine[0]} is missing";
            }
        }
    }
}
