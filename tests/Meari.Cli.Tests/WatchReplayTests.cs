using System.Runtime.InteropServices;

namespace Meari.Cli.Tests;

/// <summary>A recording is shown as it was, at any speed, whatever the file is like.</summary>
[Trait("Engine", "none")]
public sealed class WatchReplayTests : IDisposable
{
    static readonly string Textbook = Path.Combine(MeariProgram.Repository, "tests/Meari.Observe.Tests/Ladder/textbook.jsonl");

    readonly string _directory = Directory.CreateTempSubdirectory("meari-watch-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_same_recording_gives_the_same_ladder_to_the_letter_at_any_speed()
    {
        string golden = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(Textbook)!, "textbook.80.ko.txt"), TestContext.Current.CancellationToken);
        foreach (string speed in new[] { "max", "max", "20" })
        {
            await using RunningProgram watch = MeariProgram.Start("watch", "--replay", Textbook, "--speed", speed, "--width", "80");
            Assert.Equal(0, await watch.Exit());
            Assert.Equal(golden, watch.Output);
            Assert.Equal("이벤트 53개, 접속 1개를 보았습니다.\n", watch.Error);
        }
    }

    [Fact]
    public async Task Json_is_the_recording_again_and_so_is_a_recording_of_it()
    {
        string copy = Path.Combine(_directory, "copy.jsonl");
        await using RunningProgram watch = MeariProgram.Start("watch", "--replay", Textbook, "--speed", "max", "--json", "-o", copy);
        Assert.Equal(0, await watch.Exit());
        await using RunningProgram again = MeariProgram.Start("watch", "--replay", copy, "--speed", "max", "--json");
        Assert.Equal(0, await again.Exit());
        Assert.Equal(watch.Output, again.Output);
        Assert.Equal(53, watch.Output.Count(static c => c == '\n'));
    }

    [Fact]
    public async Task Colours_are_for_who_wants_them()
    {
        foreach ((string option, string variable, bool inColour) in new[]
        {
            ("--speed=max", "CLICOLOR_FORCE", true), ("--speed=max", "NO_COLOR", false), ("--speed=max", "UNRELATED", false), ("--no-color", "CLICOLOR_FORCE", false),
        })
        {
            await using RunningProgram watch = RunningProgram.Start(
                MeariProgram.Path, ["watch", "--replay", Textbook, "--count", "5", option], "en", new Dictionary<string, string> { [variable] = "1" });
            Assert.Equal(0, await watch.Exit());
            Assert.Equal(inColour, watch.Output.Contains('\u001b', StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Count_and_duration_end_it_well_and_an_interrupt_says_so()
    {
        await using RunningProgram counted = MeariProgram.StartEnglish("watch", "--replay", Textbook, "--count", "3", "--json");
        Assert.Equal(0, await counted.Exit());
        Assert.Equal(3, counted.Output.Count(static c => c == '\n'));
        await using RunningProgram timed = MeariProgram.StartEnglish("watch", "--replay", Textbook, "--duration", "100ms", "--speed", "0.001");
        Assert.Equal(0, await timed.Exit());
        await using RunningProgram interrupted = MeariProgram.StartEnglish("watch", "--replay", Textbook, "--speed", "0.001");
        await interrupted.OutputHas("socket() → 3");
        interrupted.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await interrupted.Exit());
        Assert.Contains("0 connections.", interrupted.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_file_is_one_line_and_what_is_before_it_is_shown()
    {
        string[] lines = await File.ReadAllLinesAsync(Textbook, TestContext.Current.CancellationToken);
        string cut = Path.Combine(_directory, "cut");
        await File.WriteAllTextAsync(cut, string.Join('\n', lines[..9]) + "\n" + lines[9][..20], TestContext.Current.CancellationToken);
        await using RunningProgram watch = MeariProgram.StartEnglish("watch", "--replay", cut, "--speed", "max", "--json");
        Assert.Equal(1, await watch.Exit());
        Assert.Equal(string.Join('\n', lines[1..9]) + "\n", watch.Output);
        Assert.Equal($"8 events, 1 connection.\nmeari: stopped at line 10 of the recording '{cut}': it was not written to its end. Everything before it was shown.\n", watch.Error);
        foreach ((string file, string told) in new[] { ("/etc/hostname", "it is no recording"), ("/no/such", "there is no such file"), ("/", "it is a folder") })
        {
            await using RunningProgram refused = MeariProgram.StartEnglish("watch", "--replay", file);
            Assert.Equal(1, await refused.Exit());
            Assert.StartsWith($"meari: cannot read the recording '{file}': {told}", refused.Error, StringComparison.Ordinal);
            Assert.Empty(refused.Output);
        }
    }

    [Fact]
    public async Task A_full_disk_is_told_once_and_the_picture_goes_on()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "It needs /dev/full.");
        await using RunningProgram watch = MeariProgram.StartEnglish("watch", "--replay", Textbook, "--speed", "max", "--json", "-o", "/dev/full");
        Assert.Equal(1, await watch.Exit());
        Assert.Equal(53, watch.Output.Count(static c => c == '\n'));
        Assert.Equal("meari: cannot write to '/dev/full': the disk is full. Showing goes on; the file ends here.\n53 events, 1 connection.\n", watch.Error);
    }
}
