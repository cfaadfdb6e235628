using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Meari.Cli.Tests;

/// <summary>Runs of <c>meari bench</c> against <c>meari serve</c>, and what hinders them.</summary>
public sealed class BenchRunTests : IAsyncLifetime
{
    static readonly string[] Short = ["-d", "300ms", "--warm-up", "100ms", "-c", "4", "-q"];

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("meari-bench-");
    RunningProgram? _server;
    string _address = "";

    public async ValueTask InitializeAsync()
    {
        (_server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        _address = $"127.0.0.1:{port}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("en", "requests ", "latency ", "to the answer")]
    [InlineData("ko", "요청 ", "지연 시간 ", "요청에서 응답까지")]
    public async Task A_report_is_all_that_a_quiet_run_says(string language, string requests, string latency, string row)
    {
        await using RunningProgram bench = RunningProgram.Start(MeariProgram.Path, ["bench", _address, .. Short], language);
        Assert.Equal(0, await bench.Exit());
        Assert.Empty(bench.Error);
        Assert.StartsWith($"meari bench {_address}\n", bench.Output, StringComparison.Ordinal);
        Assert.All([requests, latency, row], part => Assert.Contains('\n' + part, bench.Output, StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', bench.Output);
    }

    [Fact]
    public async Task Off_a_terminal_progress_is_plain_lines()
    {
        await using RunningProgram bench = MeariProgram.StartEnglish("bench", _address, "-d", "1s", "--warm-up", "1s", "-c", "2");
        Assert.Equal(0, await bench.Exit());
        string[] lines = bench.Error.TrimEnd().Split('\n');
        Assert.Equal("opening 2 connections …", lines[0]);
        Assert.StartsWith("1/2 s (warm-up)  sent ", lines[1], StringComparison.Ordinal);
        Assert.Matches(@"^2/2 s  [\d,.]+ a second  p50 .* p99 .* max ", lines[2]);
        Assert.DoesNotContain('\u001b', bench.Error);
    }

    /// <summary>Every answer is in the log: those of the last moment, too, which come when the window is over.</summary>
    [Fact]
    public async Task Files_hold_what_the_report_says()
    {
        (string html, string csv, string log) = (Named("a.html"), Named("a.csv"), Named("a.hlog"));
        await using RunningProgram bench = MeariProgram.StartEnglish(
            ["bench", _address, "-d", "1s", "-r", "2000", "-q", "--json", "--html", html, "--csv", csv, "--hlog", log]);
        Assert.Equal(0, await bench.Exit());
        JsonElement run = JsonDocument.Parse(bench.Output).RootElement;
        await using RunningProgram report = MeariProgram.StartEnglish("bench", "report", log, "--json");
        Assert.Equal(0, await report.Exit());
        JsonElement read = JsonDocument.Parse(report.Output).RootElement;
        foreach (string kind in new[] { "corrected", "uncorrected" })
            Assert.Equal($"{run.GetProperty("latency").GetProperty(kind)}", $"{read.GetProperty("latency").GetProperty(kind)}");
        Assert.Equal(1 + run.GetProperty("course").GetArrayLength(), (await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken)).Length);
        Assert.Contains($"<h1>meari bench {_address}</h1>", await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merged_logs_are_one_log_of_both()
    {
        (string one, string two, string both) = (Named("one.hlog"), Named("two.hlog"), Named("both.hlog"));
        foreach (string log in new[] { one, two })
        {
            await using RunningProgram bench = MeariProgram.StartEnglish(["bench", _address, .. Short, "--hlog", log]);
            Assert.Equal(0, await bench.Exit());
        }
        await using RunningProgram merge = MeariProgram.StartEnglish("bench", "report", "--merge", one, two, "--hlog", both, "--json");
        await using RunningProgram alone = MeariProgram.StartEnglish("bench", "report", one, two, "--json");
        Assert.Equal((0, 0), (await merge.Exit(), await alone.Exit()));
        await using RunningProgram read = MeariProgram.StartEnglish("bench", "report", both, "--json");
        Assert.Equal(0, await read.Exit());
        Assert.Equal(alone.Output.TrimEnd().Split('\n').Sum(CountOf), CountOf(merge.Output));
        Assert.Equal($"{JsonDocument.Parse(merge.Output).RootElement.GetProperty("latency")}", $"{JsonDocument.Parse(read.Output).RootElement.GetProperty("latency")}");

        static long CountOf(string line) => JsonDocument.Parse(line).RootElement.GetProperty("latency").GetProperty("corrected").GetProperty("count").GetInt64();
    }

    [Fact]
    public async Task A_server_that_refuses_is_one_line_and_exit_1()
    {
        (Socket listener, int port) = Plain.Listen();
        listener.Dispose();
        await using RunningProgram bench = MeariProgram.StartEnglish("bench", $"127.0.0.1:{port}");
        Assert.Equal(1, await bench.Exit());
        Assert.Equal($"REFUSED: 127.0.0.1:{port} refused the connection: no server listens on that port. Start the server (meari serve), or check the address and port.\n", bench.Error);
        Assert.Empty(bench.Output);
    }

    [Fact]
    public async Task A_host_that_nobody_knows_is_one_line_and_exit_1()
    {
        await using RunningProgram bench = MeariProgram.StartEnglish("bench", "nobody.invalid:9");
        Assert.Equal(1, await bench.Exit());
        Assert.StartsWith("DNS: cannot find an IP address of 'nobody.invalid'", Assert.Single(bench.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_made_costs_no_run()
    {
        await using RunningProgram bench = MeariProgram.StartEnglish("bench", _address, "-d", "1h", "--html", Named("none/a.html"));
        Assert.Equal(1, await bench.Exit());
        Assert.Equal($"meari: cannot create the file '{Named("none/a.html")}': there is no such file or folder. Take another name.\n", bench.Error);
        Assert.Empty(bench.Output);
    }

    [Theory]
    [InlineData("--html")]
    [InlineData("--csv")]
    [InlineData("--hlog")]
    public async Task A_file_on_a_full_disk_is_one_line_and_the_result_is_there_all_the_same(string option)
    {
        await using RunningProgram bench = MeariProgram.StartEnglish(["bench", _address, .. Short, "--json", option, "/dev/full"]);
        Assert.Equal(1, await bench.Exit());
        Assert.Equal("meari: cannot write to '/dev/full': the disk is full. The result is on standard output.\n", bench.Error);
        Assert.Equal("done", JsonDocument.Parse(bench.Output).RootElement.GetProperty("end").GetString());
    }

    [Theory]
    [InlineData(">&-")]
    [InlineData(">/dev/full")]
    public async Task A_result_that_nobody_can_get_is_one_line_and_exit_1(string redirection)
    {
        await using RunningProgram bench = RunningProgram.Start("bash", ["-c", $"\"$0\" \"$@\" {redirection}", MeariProgram.Path, "bench", _address, .. Short], "en");
        Assert.Equal(1, await bench.Exit());
        Assert.StartsWith("meari: cannot write to standard output", Assert.Single(bench.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_run_reports_what_it_has_and_exits_with_130()
    {
        await using RunningProgram bench = MeariProgram.StartEnglish("bench", _address, "-d", "1h", "-c", "4", "--warm-up", "0");
        await bench.ErrorHas("1/3600 s");
        bench.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await bench.Exit());
        Assert.Contains("! Ended early: this is what was measured until then.", bench.Output, StringComparison.Ordinal);
        Assert.Matches(@"requests +[\d,]+ a second, [\d,]+ in all", bench.Output);
    }

    [Theory]
    [InlineData("en", "meari: '{0}' ends in the middle of line 6, which is left out.")]
    [InlineData("ko", "meari: '{0}'의 마지막 6번째 줄이 쓰다 만 상태라 그 줄을 빼고 읽었습니다.")]
    public async Task A_log_that_was_cut_off_is_read_up_to_there_and_that_is_said(string language, string line)
    {
        string log = Named("cut.hlog");
        await using RunningProgram bench = MeariProgram.StartEnglish(["bench", _address, .. Short, "--hlog", log]);
        Assert.Equal(0, await bench.Exit());
        string[] lines = await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(log, string.Join('\n', [.. lines[..5], lines[4][..40]]), TestContext.Current.CancellationToken);
        await using RunningProgram report = RunningProgram.Start(MeariProgram.Path, ["bench", "report", log], language);
        Assert.Equal(0, await report.Exit());
        Assert.Equal(string.Format(CultureInfo.InvariantCulture, line, log) + "\n", report.Error);
        Assert.Contains("cut.hlog", report.Output, StringComparison.Ordinal);
    }

    /// <summary>That a server answers fewer than were due is no failure; that it answers none is. Here none is due: the first comes in the warm-up, the next after the end.</summary>
    [Theory]
    [InlineData("en", "meari: no request of the measured time was answered. Measure for longer (--duration), ask for less (--rate), or look at the server.\n")]
    [InlineData("ko", "meari: 재는 시간에 보내기로 한 요청이 하나도 응답받지 못했습니다. --duration을 늘리거나, --rate를 줄이거나, 서버를 살펴보세요.\n")]
    public async Task A_run_without_an_answer_is_one_line_and_exit_1(string language, string line)
    {
        await using RunningProgram bench = RunningProgram.Start(MeariProgram.Path, ["bench", _address, .. Short, "--rate", "0.5"], language);
        Assert.Equal(1, await bench.Exit());
        Assert.Equal(line, bench.Error);
    }

    [Fact]
    public async Task A_server_that_keeps_no_rate_but_answers_is_told_of_and_exit_0()
    {
        await using RunningProgram bench = MeariProgram.StartEnglish(["bench", _address, "-d", "300ms", "--warm-up", "0", "-c", "4", "-q", "--rate", "10000000"]);
        Assert.Equal(0, await bench.Exit());
        Assert.Contains("! The server did not keep the rate", bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_that_are_none_are_one_line_each_and_exit_1()
    {
        string damaged = Named("damaged.hlog");
        await File.WriteAllTextAsync(damaged, "#[Histogram log format version 1.3]\n0,1,1,HISTFAAAAAAA\n", TestContext.Current.CancellationToken);
        foreach ((string file, string line) in new[]
        {
            (MeariProgram.Path, $"meari: '{MeariProgram.Path}' is not an HdrHistogram log."),
            (damaged, $"meari: line 2 of '{damaged}' is damaged."),
            ("/dev/zero", "meari: '/dev/zero' is not an HdrHistogram log."), // once read for ever
            (Named("none"), $"meari: cannot read '{Named("none")}': there is no such file or folder."),
        })
        {
            await using RunningProgram report = MeariProgram.StartEnglish("bench", "report", file);
            Assert.Equal(1, await report.Exit());
            Assert.Equal(line + "\n", report.Error);
        }
    }

    /// <summary>While it runs a picture moves; when it has ended, the report stands alone, and no line of it is wider than the terminal.</summary>
    [Fact]
    public async Task A_terminal_shows_a_live_picture_and_then_only_the_report()
    {
        await using Terminal terminal = await Terminal.Start(MeariProgram.Path, "bench", _address, "-d", "2s", "--warm-up", "0", "-c", "4", "-r", "1000");
        string live = await terminal.Shows("100ms");
        Assert.Contains("━", live, StringComparison.Ordinal);
        string after = await terminal.Shows("exit 0");
        Assert.DoesNotContain("━", after, StringComparison.Ordinal);
        Assert.DoesNotContain("100ms ", after, StringComparison.Ordinal);
        string[] lines = after.TrimEnd().Split('\n');
        Assert.StartsWith($"meari bench {_address}", lines[0], StringComparison.Ordinal);
        string[] table = [.. lines.SkipWhile(static line => !line.StartsWith("latency ", StringComparison.Ordinal)).Take(3)];
        Assert.Matches(@"^latency +p50 +p90 +p99 +p99.9 +p99.99 +max +mean *$", table[0]);
        Assert.StartsWith("since it was due ", table[1], StringComparison.Ordinal);
        Assert.StartsWith("since it was sent ", table[2], StringComparison.Ordinal);
    }

    /// <summary>Once a narrow terminal broke the lines that have colours, and one with few rows lost the first: each frame left two lines behind.</summary>
    [Theory]
    [InlineData(40, 10)]
    [InlineData(40, 4)]
    [InlineData(30, 5)]
    public async Task A_small_terminal_shows_one_frame_and_each_percentile_in_it(int columns, int rows)
    {
        await using Terminal terminal = await Terminal.Start(
            "bash", "-c", "read; exec \"$0\" \"$@\"", MeariProgram.Path, "bench", _address, "-d", "1h", "--warm-up", "0", "-c", "4", "-r", "1000", "--lang", "en");
        await terminal.Resize(columns, rows);
        await terminal.Press("Enter");
        string live = await terminal.Shows("4/3600 s");
        string[] lines = live.TrimEnd().Split('\n');
        Assert.Single(lines, static line => line.Contains("/3600 s", StringComparison.Ordinal));
        Assert.All(["p50 ", "p99 ", "max "], figure => Assert.Contains(figure, live, StringComparison.Ordinal));
        Assert.Single(lines, static line => line.Contains('─', StringComparison.Ordinal));
        Assert.Equal(rows >= 8, live.Contains("100ms", StringComparison.Ordinal));
    }

    string Named(string name) => Path.Combine(_folder.FullName, name);
}
