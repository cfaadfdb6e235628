using System.Diagnostics;
using System.Text.Json;

namespace Meari.Bench.Tests.Reports;

/// <summary>One interval of a log, as another implementation of HdrHistogram reads it.</summary>
internal sealed record OtherInterval(string? Tag, long BeginMilliseconds, long LengthMilliseconds, long Max, long[] Percentiles, long[][] Counts);

/// <summary>
/// Another implementation of HdrHistogram, in another language, by other people: hdr-histogram-js, installed as its lock file says into a folder of the
/// test's own. What it reads is what anybody reads.
/// </summary>
public sealed class OtherReader : IAsyncLifetime
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("meari-bench-");

    public async ValueTask InitializeAsync()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "OtherReader")))
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        await RunAsync("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--omit-lockfile-registry-resolved", "--loglevel=error");
    }

    internal async Task<OtherInterval[]> ReadAsync(byte[] log, double[] percentiles)
    {
        string file = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        await File.WriteAllBytesAsync(file, log);
        return JsonSerializer.Deserialize<OtherInterval[]>(await RunAsync("node", "read.mjs", file, JsonSerializer.Serialize(percentiles)))!;
    }

    internal Task<string> WriteAsync(int digits, long highest, params (string? Tag, long[] Values)[] intervals) => RunAsync(
        "node", "write.mjs", JsonSerializer.Serialize(new { digits, highest, intervals = intervals.Select(static i => new { tag = i.Tag, values = i.Values }) }));

    async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource late = new(Limit);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {arguments[0]} did not end: {await error}");
        }
        Assert.True(process.ExitCode == 0, $"{program} {arguments[0]}: {await error}{await output}");
        return await output;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
