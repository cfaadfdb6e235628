using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Meari.Cli.Tests;

/// <summary>What becomes of the files that <c>meari bench</c> was to write.</summary>
public sealed class BenchFilesTests : IDisposable
{
    static readonly string[] Short = ["-d", "300ms", "--warm-up", "100ms", "-c", "4", "-q"];

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("meari-bench-files-");

    public void Dispose() => _folder.Delete(recursive: true);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reports_of_an_earlier_run_stay_when_no_server_is_found_and_no_empty_ones_are_left()
    {
        (Socket listener, int port) = Plain.Listen();
        listener.Dispose();
        await File.WriteAllTextAsync(Named("old.html"), "earlier", Cancelled);
        await File.WriteAllTextAsync(Named("old.hlog"), "earlier", Cancelled);
        await using RunningProgram bench = MeariProgram.StartEnglish(
            "bench", $"127.0.0.1:{port}", "--html", Named("old.html"), "--hlog", Named("old.hlog"), "--csv", Named("new.csv"));
        Assert.Equal(1, await bench.Exit());
        Assert.Equal("earlier", await File.ReadAllTextAsync(Named("old.html"), Cancelled));
        Assert.Equal("earlier", await File.ReadAllTextAsync(Named("old.hlog"), Cancelled));
        Assert.False(File.Exists(Named("new.csv")));
    }

    /// <summary>A queue that is full lets the client wait.</summary>
    [Fact]
    public async Task A_run_that_is_interrupted_while_it_connects_leaves_no_empty_file()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        int port = listener.LocalPort();
        using Socket first = await Plain.Connect(port);
        await using RunningProgram bench = MeariProgram.StartEnglish("bench", $"127.0.0.1:{port}", "--html", Named("new.html"), "-q");
        while (!File.Exists(Named("new.html")))
            await Task.Delay(10, Cancelled);
        bench.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await bench.Exit());
        Assert.False(File.Exists(Named("new.html")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_ends_before_the_measured_time_leaves_an_earlier_report(bool serverIsLost)
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        await using RunningProgram ended = server;
        string[] files = [Named("old.html"), Named("old.csv"), Named("old.hlog")];
        foreach (string file in files)
            await File.WriteAllTextAsync(file, "earlier", Cancelled);
        await using RunningProgram bench = MeariProgram.StartEnglish("bench", $"127.0.0.1:{port}", "--warm-up", "1h", "--html", files[0], "--csv", files[1], "--hlog", files[2]);
        await bench.ErrorHas("(warm-up)");
        if (serverIsLost)
            server.Process.Kill();
        else
            bench.Signal(PosixSignal.SIGINT);
        Assert.Equal(serverIsLost ? 1 : 130, await bench.Exit());
        foreach (string file in files)
            Assert.Equal("earlier", await File.ReadAllTextAsync(file, Cancelled));
    }

    [Fact]
    public async Task A_file_that_cannot_be_made_costs_no_other_file()
    {
        await File.WriteAllTextAsync(Named("old.html"), "earlier", Cancelled);
        await using RunningProgram bench = MeariProgram.StartEnglish("bench", "--html", Named("old.html"), "--csv", Named("none/a.csv"));
        Assert.Equal(1, await bench.Exit());
        Assert.StartsWith($"meari: cannot create the file '{Named("none/a.csv")}'", bench.Error, StringComparison.Ordinal);
        Assert.Equal("earlier", await File.ReadAllTextAsync(Named("old.html"), Cancelled));
    }

    /// <summary>What was longer before leaves no rest.</summary>
    [Fact]
    public async Task A_run_replaces_all_of_what_its_files_held()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        await using RunningProgram ended = server;
        foreach (string file in new[] { "a.html", "a.csv", "a.hlog" })
            await File.WriteAllTextAsync(Named(file), new string('x', 1_000_000), Cancelled);
        await using RunningProgram bench = MeariProgram.StartEnglish(
            ["bench", $"127.0.0.1:{port}", .. Short, "--html", Named("a.html"), "--csv", Named("a.csv"), "--hlog", Named("a.hlog")]);
        Assert.Equal(0, await bench.Exit());
        foreach (string file in new[] { "a.html", "a.csv", "a.hlog" })
            Assert.DoesNotContain("xxx", await File.ReadAllTextAsync(Named(file), Cancelled), StringComparison.Ordinal);
        await using RunningProgram report = MeariProgram.StartEnglish("bench", "report", Named("a.hlog"));
        Assert.Equal((0, ""), (await report.Exit(), report.Error));
    }

    [Fact]
    public async Task A_result_that_stdout_does_not_take_is_in_its_files()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        await using RunningProgram ended = server;
        await using RunningProgram bench = ToFullDisk(
            ["bench", $"127.0.0.1:{port}", .. Short, "--html", Named("a.html"), "--csv", Named("a.csv"), "--hlog", Named("a.hlog")]);
        Assert.Equal(1, await bench.Exit());
        Assert.StartsWith("meari: cannot write to standard output", Assert.Single(bench.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.EndsWith("</html>", (await File.ReadAllTextAsync(Named("a.html"), Cancelled)).TrimEnd(), StringComparison.Ordinal);
        Assert.NotEqual(0, new FileInfo(Named("a.csv")).Length);
        await using RunningProgram report = ToFullDisk("bench", "report", Named("a.hlog"), "--html", Named("b.html"));
        Assert.Equal(1, await report.Exit());
        Assert.EndsWith("</html>", (await File.ReadAllTextAsync(Named("b.html"), Cancelled)).TrimEnd(), StringComparison.Ordinal);
    }

    /// <summary>Nothing is said of a result on stdout that is not there.</summary>
    [Fact]
    public async Task A_result_that_nothing_takes_is_a_line_for_each_and_exit_1()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        await using RunningProgram ended = server;
        await using RunningProgram bench = ToFullDisk(["bench", $"127.0.0.1:{port}", .. Short, "--html", "/dev/full"]);
        Assert.Equal(1, await bench.Exit());
        string[] lines = bench.Error.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("meari: cannot write to standard output", lines[0], StringComparison.Ordinal);
        Assert.Equal("meari: cannot write to '/dev/full': the disk is full.", lines[1]);
    }

    static RunningProgram ToFullDisk(params string[] arguments) =>
        RunningProgram.Start("bash", ["-c", "\"$0\" \"$@\" >/dev/full", MeariProgram.Path, .. arguments], "en");

    string Named(string name) => Path.Combine(_folder.FullName, name);
}
