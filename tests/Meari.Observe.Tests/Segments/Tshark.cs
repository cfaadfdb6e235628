using System.Diagnostics;

namespace Meari.Observe.Tests.Segments;

/// <summary>What tshark makes of a file. It must have nothing to complain about.</summary>
static class Tshark
{
    /// <summary>A line for each packet, with the fields between tabs; several comments are between <c>|</c>.</summary>
    public static async Task<string[][]> ReadAsync(string path, params string[] fields)
    {
        ProcessStartInfo start = new("tshark", ["-n", "-r", path, "-T", "fields", "-E", "aggregator=|", .. fields.SelectMany(static field => new[] { "-e", field })])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.DoesNotContain((await errors).Split('\n'), static line => line.Length > 0 && !line.StartsWith("Running as user", StringComparison.Ordinal));
        Assert.Equal(0, process.ExitCode);
        return [.. output.Split('\n')[..^1].Select(static line => line.Split('\t'))];
    }
}
