using System.Text.Json;
using Meari.Benchmarks.Catalog;
using Meari.Benchmarks.Processes;
using Meari.Benchmarks.Results;

namespace Meari.Benchmarks.Measuring;

/// <summary>Milliseconds from the start of a server to its first echo.</summary>
static class StartUp
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task<double> OfAsync(Server server, Options options, CancellationToken cancelled)
    {
        int port = ServerProcess.FreePort();
        ToolResult ended = await Tool.RunAsync(
            ["taskset", "-c", $"{options.LoadCore}", $"{Plan.Out}/first_echo", $"{options.ServerCore}", $"{port}", .. server.CommandLine(port)],
            Limit, cancelled, server.Environment);
        return ended.ExitCode == 0
            ? JsonSerializer.Deserialize(ended.Output, ResultJson.Default.FirstEcho)!.Ms
            : throw new MeasurementException(ended.Reason);
    }
}
