using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Meari.Interop.Linux;
using Meari.Observe.Calls;

namespace Meari.Observe.Tests.Calls;

/// <summary>What only shows from outside of the viewer: these tests run tests of this assembly in a process of their own.</summary>
public sealed class StraceViewerTests
{
    const string FileVariable = "MEARI_TEST_OUTPUT", ProcessVariable = "MEARI_TEST_PROCESS";

    static ProcessStartInfo Viewer(string method, params string[] prefix)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "strace is Linux's.");
        string dotnet = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../dotnet");
        string[] command =
        [
            .. prefix, Path.GetFullPath(dotnet), typeof(StraceViewerTests).Assembly.Location, "-method", $"{typeof(StraceViewerTests).FullName}.{method}", "-explicit", "only",
            "-noColor",
        ];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = Path.GetTempPath();
        // It is not a part of the test platform's run.
        foreach (string name in start.Environment.Keys.Where(static k => k.StartsWith("TESTINGPLATFORM", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        return start;
    }

    static async Task AssertPassesAsync(ProcessStartInfo start)
    {
        using Process viewer = Process.Start(start)!;
        string said = await viewer.StandardOutput.ReadToEndAsync() + await viewer.StandardError.ReadToEndAsync();
        await viewer.WaitForExitAsync();
        Assert.True(viewer.ExitCode == 0, said);
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unprivileged_user_watches_a_program_of_his_own()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can become another user; the other tests say the same for this one.");
        Assert.SkipUnless(CanRead(), "The other user cannot read the tests' directory.");
        await AssertPassesAsync(Viewer(nameof(Watches_an_echo_server), AsNobody));
    }

    [Fact]
    public async Task An_unprivileged_user_may_not_attach_to_roots_program()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can become another user.");
        Assert.SkipUnless(CanRead(), "The other user cannot read the tests' directory.");
        using Process program = Process.Start("sleep", ["60"]);
        ProcessStartInfo start = Viewer(nameof(May_not_attach), AsNobody);
        start.Environment[ProcessVariable] = program.Id.ToString(CultureInfo.InvariantCulture);
        await AssertPassesAsync(start);
        program.Kill();
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    static readonly string[] AsNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    static bool CanRead()
    {
        using Process test = Process.Start(AsNobody[0], [.. AsNobody[1..], "test", "-r", typeof(StraceViewerTests).Assembly.Location]);
        test.WaitForExit();
        return test.ExitCode == 0;
    }

    [Fact]
    public async Task A_viewer_that_is_killed_leaves_the_program_running_and_no_strace()
    {
        string output = Path.GetTempFileName();
        ProcessStartInfo start = Viewer(nameof(Watches_until_it_is_killed));
        start.Environment[FileVariable] = output;
        start.Environment[ProcessVariable] = CPrograms.Compile(CPrograms.EchoServer);
        using Process viewer = Process.Start(start)!;
        string said = "";
        // The file has the process id, then the program's own line.
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (said.Count(static c => c == '\n') < 2)
        {
            await Task.Delay(20, limit.Token);
            said = await File.ReadAllTextAsync(output, limit.Token) + (File.Exists(output + ".pid") ? await File.ReadAllTextAsync(output + ".pid", limit.Token) : "");
        }
        int port = int.Parse(said.Split('\n')[0].AsSpan(5), CultureInfo.InvariantCulture), program = int.Parse(said.Split('\n')[1], CultureInfo.InvariantCulture);
        int strace = ProcessFiles.TracerOf(program)!.Value;
        long started = ProcessFiles.StartOf(strace)!.Value;
        viewer.Kill();
        await viewer.WaitForExitAsync(limit.Token);
        using (Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            byte[] bytes = "hello"u8.ToArray();
            await socket.SendAsync(bytes, limit.Token);
            Assert.Equal(5, await socket.ReceiveAsync(bytes, limit.Token));
        }
        while (ProcessFiles.StartOf(strace) == started)
            await Task.Delay(20, limit.Token);
        Assert.Equal(0, ProcessFiles.TracerOf(program));
        Assert.Equal(0, Libc.Kill(program, Libc.SIGTERM));
        File.Delete(output);
        File.Delete(output + ".pid");
    }

    [Fact(Explicit = true)]
    public async Task Watches_an_echo_server()
    {
        Assert.False(Environment.IsPrivilegedProcess);
        await new StraceCallsTests().An_echo_servers_calls_are_told_in_order_with_addresses_counts_and_text();
    }

    [Fact(Explicit = true)]
    public async Task May_not_attach()
    {
        StraceCalls calls = StraceCalls.Attach(int.Parse(Environment.GetEnvironmentVariable(ProcessVariable)!, CultureInfo.InvariantCulture));
        SourceStatus status = calls.Start(new CollectingSink());
        await calls.DisposeAsync();
        Assert.Equal((SourceObstacle.NotPermitted, Errno.EPERM), (status.Obstacle, status.Error));
        Assert.Contains("Operation not permitted", status.Detail, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task Watches_until_it_is_killed()
    {
        string output = Environment.GetEnvironmentVariable(FileVariable)!;
        CollectingSink sink = new();
        StraceCalls calls = StraceCalls.Launch(Environment.GetEnvironmentVariable(ProcessVariable)!, ["100"], new() { Output = ProgramOutput.File, OutputFile = output });
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        await sink.WaitForAsync<CallEvent>(static c => c.Name == "accept");
        await File.WriteAllTextAsync(output + ".pid", $"{calls.ProgramId}\n", TestContext.Current.CancellationToken);
        await calls.Exit;
    }
}
