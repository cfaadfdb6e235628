namespace Meari.Cli.Tests;

/// <summary>What <c>meari bench</c> says to a command line that cannot be understood, and of itself.</summary>
[Trait("Engine", "none")]
public sealed class BenchUsageTests
{
    [Theory]
    [InlineData("-c 0", "meari: --connections takes a whole number from 1 to 1000000, not '0'.")]
    [InlineData("-t 0", "meari: --threads takes a whole number from 1 to 256, not '0'.")]
    [InlineData("-n 0", "meari: --requests takes a whole number from 1 to 2147483647, not '0'.")]
    [InlineData("-d 0", "meari: --duration must be longer than 0.")]
    [InlineData("-r 0", "meari: --rate takes so many a second, such as 1000 or 0.5, from 0.001 to a billion, not '0'.")]
    [InlineData("--connect-rate x", "meari: --connect-rate takes so many a second, such as 1000 or 0.5, from 0.001 to a billion, not 'x'.")]
    [InlineData("-s 2M", "meari: --size takes a number of bytes from 1 to 1048576, such as 64, 4k or 1M, not '2M'.")]
    [InlineData("--find-rate p99", "meari: --find-rate takes a percentile and a time in us, ms or s, as in 'p99<1ms' (in quotes, for the shell), not 'p99'.")]
    [InlineData("--find-rate p101<1ms", "meari: --find-rate takes a percentile and a time in us, ms or s, as in 'p99<1ms' (in quotes, for the shell), not 'p101<1ms'.")]
    [InlineData("--find-rate p99<50ns", "meari: --find-rate takes a percentile and a time in us, ms or s, as in 'p99<1ms' (in quotes, for the shell), not 'p99<50ns'.")]
    [InlineData("--mode connect --connect-rate 5", "meari: with --mode connect there are no connections that --connect-rate is about. Use --rate to say how many are made in a second.")]
    // Once this was an index out of range.
    [InlineData("--mode nope", "meari: --mode must be one of echo, stream, connect, idle, not 'nope'.")]
    [InlineData("--direction up", "meari: --direction goes with --mode stream.")]
    [InlineData("--mode stream --direction left", "meari: --direction must be one of both, up, down, not 'left'.")]
    [InlineData("--mode stream -r 5", "meari: --mode stream and --rate do not go together.")]
    [InlineData("--mode idle -n 5", "meari: --mode idle and --requests do not go together.")]
    // Once this left an empty file behind.
    [InlineData("--mode idle --hlog a", "meari: --mode idle and --hlog do not go together.")]
    [InlineData("--mode stream --hlog a", "meari: --mode stream and --hlog do not go together.")]
    [InlineData("--mode connect --pipeline 2", "meari: --mode connect and --pipeline do not go together.")]
    [InlineData("-d 1 -n 5", "meari: --duration and --requests do not go together.")]
    [InlineData("-r 5 --find-rate p99<1ms", "meari: --rate and --find-rate do not go together.")]
    [InlineData("--size 5 --message x", "meari: --size and --message do not go together.")]
    [InlineData("--html=", "meari: --html needs a value.")]
    [InlineData("--html same --csv ./same", "meari: --html and --csv name the same file; give each its own.")]
    [InlineData("--csv same --hlog same", "meari: --csv and --hlog name the same file; give each its own.")]
    [InlineData("report a --merge --html same --hlog same", "meari: --html and --hlog name the same file; give each its own.", "bench report")]
    [InlineData(":0", "meari: the port to connect to is a number from 1 to 65535.")]
    [InlineData("a:99999", "meari: the port in 'a:99999' is not a number from 0 to 65535.")]
    [InlineData("--message-file /nonexistent", "meari: cannot read '/nonexistent': there is no such file or folder.")]
    // Once this asked for the name of a shell.
    [InlineData("report", "meari: name one HdrHistogram log or more.", "bench report")]
    // Once a sentence of .NET.
    [InlineData("report a  --merge", "meari: one of the file names is empty; name an HdrHistogram log.", "bench report")]
    [InlineData("report a --hlog b", "meari: --hlog goes with --merge.", "bench report")]
    public async Task Wrong_usage_is_one_line_and_exit_2(string arguments, string line, string command = "bench")
    {
        await using RunningProgram bench = MeariProgram.StartEnglish(["bench", .. arguments.Split(' ')]);
        Assert.Equal(2, await bench.Exit());
        Assert.Equal($"{line} See meari {command} --help.\n", bench.Error);
        Assert.Empty(bench.Output);
    }

    [Fact]
    public async Task Wrong_usage_is_told_in_Korean_too()
    {
        await using RunningProgram bench = MeariProgram.Start("bench", "--size", "0");
        Assert.Equal(2, await bench.Exit());
        Assert.StartsWith("meari: --size 옵션의 값 '0': 1부터 1048576까지의 바이트 수를", bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_shows_the_address_and_the_report()
    {
        await using RunningProgram help = MeariProgram.StartEnglish("bench", "--help");
        Assert.Equal(0, await help.Exit());
        Assert.Contains("  meari bench [ADDRESS] [OPTIONS]\n  meari bench report FILE … [OPTIONS]\n", help.Output, StringComparison.Ordinal);
        await using RunningProgram report = MeariProgram.StartEnglish("bench", "report", "--help");
        Assert.Equal(0, await report.Exit());
        Assert.Contains("Usage:\n  meari bench report FILE … [OPTIONS]\n", report.Output, StringComparison.Ordinal);
        Assert.Contains("--lang ko|en", report.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meari bench --mo", "--mode")]
    [InlineData("meari bench --mode ", "stream")]
    [InlineData("meari bench --mode stream --direction ", "down")]
    [InlineData("meari bench re", "report")]
    [InlineData("meari bench report --m", "--merge")]
    public async Task Options_complete(string typed, string completion)
    {
        await using RunningProgram suggest = MeariProgram.StartEnglish($"[suggest:{typed.Length}]", typed);
        Assert.Equal(0, await suggest.Exit());
        Assert.Contains(completion, suggest.Output.Split('\n'));
    }
}
