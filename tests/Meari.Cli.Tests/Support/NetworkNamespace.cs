namespace Meari.Cli.Tests;

/// <summary>A network namespace of the test's own, with loopback alone: there the chapter's port 9000 is free, whatever runs on the machine.</summary>
public sealed class NetworkNamespace : IAsyncDisposable
{
    readonly RunningProgram _holder;

    NetworkNamespace(RunningProgram holder) => _holder = holder;

    public static async Task<NetworkNamespace> Create()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "A network namespace needs root on Linux.");
        RunningProgram holder = RunningProgram.Start("unshare", ["--net", "sh", "-c", "ip link set lo up && echo ready && exec cat"]);
        await holder.OutputHas("ready");
        return new(holder);
    }

    public RunningProgram Start(string file, IEnumerable<string> arguments, string language = "ko") =>
        RunningProgram.Start(Enter[0], [.. Enter[1..], file, .. arguments], language);

    /// <summary>The beginning of a command line that runs inside.</summary>
    public string[] Enter => ["nsenter", $"--net=/proc/{_holder.Id}/ns/net", "--"];

    public ValueTask DisposeAsync() => _holder.DisposeAsync();
}
