using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Meari.Benchmarks.Catalog;
using Meari.Benchmarks.Results;

namespace Meari.Benchmarks.Processes;

/// <summary>What the load generator says of one run.</summary>
sealed record LoadResult
{
    public long Echoes { get; init; }

    public double Rps { get; init; }

    /// <summary>CPU time of all the server's threads for each echo.</summary>
    public double CpuUs { get; init; }

    public double ServerUtilization { get; init; }

    public double LoadUtilization { get; init; }

    public double P50Us { get; init; }

    public double P99Us { get; init; }
}

/// <summary>What the load generator says of connections that it holds open.</summary>
sealed record IdleResult
{
    public int Open { get; init; }

    public long Errors { get; init; }
}

/// <summary>The load generator, benchmarks/c/load.c, on its core.</summary>
sealed class LoadGenerator(int core)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Loads a server for a while.</summary>
    /// <exception cref="MeasurementException">Bytes were lost or changed, connections failed, or nothing came back.</exception>
    public async Task<LoadResult> RunAsync(ServerProcess server, string load, double warmUp, double seconds, CancellationToken cancelled, Turns? turns = null)
    {
        ToolResult ended = await Tool.RunAsync(CommandLine(server, load, warmUp, seconds), Patience + TimeSpan.FromSeconds(warmUp + seconds), cancelled, turns: turns);
        if (server.HasExited)
            throw new MeasurementException(server.Gone());
        if (ended.ExitCode != 0)
            throw new MeasurementException(FirstLine(ended));
        LoadResult result = Read(ended.Output);
        return result.Echoes > 0 ? result : throw new MeasurementException("nothing came back");
    }

    /// <summary>Opens so many connections and then so many more, and looks at the server after each.</summary>
    /// <exception cref="MeasurementException">Not all of them were answered.</exception>
    public async Task<(long Few, long Many)> HoldIdleAsync(ServerProcess server, int few, int many, Func<long> look, CancellationToken cancelled)
    {
        using Process process = Tool.Start(CommandLine(server, "idle -m 64 -a 8", 0, 0));
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        patience.CancelAfter(Patience);
        try
        {
            return (await OpenAsync(few), await OpenAsync(many));
        }
        catch (OperationCanceledException) when (!cancelled.IsCancellationRequested)
        {
            throw new MeasurementException($"{many} connections were not open within {Patience.TotalSeconds:0} s");
        }
        finally
        {
            Tool.End(process);
        }

        async Task<long> OpenAsync(int connections)
        {
            await process.StandardInput.WriteLineAsync(connections.ToString(CultureInfo.InvariantCulture));
            await process.StandardInput.FlushAsync(patience.Token);
            string? line = await process.StandardOutput.ReadLineAsync(patience.Token);
            IdleResult? opened = line is null ? null : JsonSerializer.Deserialize(line, ResultJson.Default.IdleResult);
            return opened?.Open == connections ? look() : throw new MeasurementException($"{opened?.Open ?? 0} of {connections} connections were answered");
        }
    }

    string[] CommandLine(ServerProcess server, string load, double warmUp, double seconds)
    {
        string[] parts = load.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            "taskset", "-c", $"{core}", $"{Plan.Out}/load", parts[0], $"{server.Port}", .. parts[1..],
            "-s", $"{server.Id}", "-w", warmUp.ToString(CultureInfo.InvariantCulture), "-d", seconds.ToString(CultureInfo.InvariantCulture),
        ];
    }

    static LoadResult Read(string output)
    {
        try
        {
            return JsonSerializer.Deserialize(output, ResultJson.Default.LoadResult)!;
        }
        catch (JsonException)
        {
            throw new MeasurementException("the load generator did not say what it measured");
        }
    }

    static string FirstLine(ToolResult ended) =>
        ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? $"the load generator ended with {ended.ExitCode}";
}
