using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Meari.Cli.Tests;

/// <summary>What <c>meari bench --find-rate</c> says when it does not come to its end: that, and no more than is known.</summary>
public sealed partial class BenchSearchTests
{
    [Theory]
    [InlineData("en", "\nthe highest rate that kept p99<10s so far: 2,000 a second; whether a higher one would is not known\n", "interrupted before the highest rate that keeps p99<10s was found\n")]
    [InlineData("ko", "\n지금까지 p99<10s을(를) 지킨 가장 높은 속도: 초당 2,000건. 더 높은 속도도 지킬 수 있을지는 알 수 없습니다\n", "p99<10s을(를) 지키는 가장 높은 속도를 찾기 전에 중단했습니다\n")]
    public async Task An_interrupted_search_says_what_was_kept_so_far_and_exits_with_130(string language, string kept, string interrupted)
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        await using RunningProgram ended = server;
        await using RunningProgram bench = RunningProgram.Start(MeariProgram.Path, ["bench", $"127.0.0.1:{port}", "-c", "4", "-d", "1s", "--warm-up", "0", "--find-rate", "p99<10s"], language);
        await bench.ErrorHas("2,000");
        bench.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await bench.Exit());
        Assert.EndsWith(kept, bench.Output, StringComparison.Ordinal);
        Assert.EndsWith('\n' + interrupted, bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_that_is_interrupted_at_once_has_nothing_to_report_and_exits_with_130()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using RunningProgram ended = server;
        await using RunningProgram bench = MeariProgram.StartEnglish("bench", $"127.0.0.1:{port}", "-c", "4", "-d", "1h", "--find-rate", "p99<10s", "-q");
        await server.OutputHas("[TCP/127.0.0.1", 10);
        bench.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await bench.Exit());
        Assert.Empty(bench.Output);
        Assert.Equal("interrupted before the highest rate that keeps p99<10s was found\n", bench.Error);
    }

    /// <summary>Once this was told as an interruption.</summary>
    [Fact]
    public async Task A_server_that_goes_in_a_search_is_one_line_and_exit_1()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using RunningProgram ended = server;
        await using RunningProgram bench = MeariProgram.StartEnglish("bench", $"127.0.0.1:{port}", "-c", "4", "-d", "1h", "--find-rate", "p99<10s", "-q");
        await server.OutputHas("[TCP/127.0.0.1", 10); // it has been asked
        server.Process.Kill();
        Assert.Equal(1, await bench.Exit());
        Assert.Empty(bench.Output);
        Assert.Matches($"^meari: the server at 127\\.0\\.0\\.1:{port} has gone: [^\n]*[^.]\\.\n$", bench.Error);
    }

    [Fact]
    public async Task A_rate_that_is_missed_says_why()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        await using RunningProgram ended = server;
        await using RunningProgram bench = MeariProgram.StartEnglish("bench", $"127.0.0.1:{port}", "-c", "1", "-d", "200ms", "--warm-up", "100ms", "--find-rate", "p99<10s");
        await bench.ErrorMatches(Missed());
    }

    [GeneratedRegex(@"\n  [\d,]+ a second  p99 [^\n]+  missed \([^\n]+\)\n")]
    private static partial Regex Missed();
}
