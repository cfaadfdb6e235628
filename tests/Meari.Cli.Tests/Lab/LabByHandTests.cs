using System.Runtime.InteropServices;

namespace Meari.Cli.Tests;

/// <summary><c>meari lab 4-2 --by-hand</c>, with a server and a client in other terminals.</summary>
[Trait("Engine", "none")]
public sealed class LabByHandTests
{
    static readonly TimeSpan WithTimeWait = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("4-1", "en", "passed, 5/5 checks")]
    [InlineData("4-3", "ko", "통과, 확인 7/7")]
    public Task A_reader_is_led_through_it_by_what_is_seen(string name, string language, string passed) => IsLedThrough(name, language, passed);

    /// <summary>TIME_WAIT takes a minute; so <c>./soak --lab</c> runs it.</summary>
    [Fact(Explicit = true)]
    [Trait("Soak", "yes")]
    public Task A_reader_is_led_through_to_the_end_of_TIME_WAIT() => IsLedThrough("4-2", "ko", "통과, 확인 8/8");

    static async Task IsLedThrough(string name, string language, string passed)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram lab = network.Start(MeariProgram.Path, ["lab", name, "--by-hand"], language);
        await Follow(lab, network, name == "4-3" ? ["-6"] : []);
        Assert.True(await lab.Exit(WithTimeWait) == 0, lab.Output);
        Assert.Contains(passed, lab.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("  ! ", lab.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("  – ", lab.Output, StringComparison.Ordinal);
    }

    /// <summary>Types what each step says, when it says it.</summary>
    static async Task Follow(RunningProgram lab, NetworkNamespace network, string[] family)
    {
        await lab.OutputHas("1/");
        await using RunningProgram server = network.Start(MeariProgram.Path, ["serve", "--book", .. family]);
        await lab.OutputHas("2/");
        await using RunningProgram client = network.Start(MeariProgram.Path, ["connect", .. family]);
        await lab.OutputHas("3/");
        await client.Type("안녕하세요.\n");
        await lab.OutputHas("4/");
        await client.Type("반갑습니다.\n");
        await lab.OutputHas("5/");
        await client.Type("\n");
        await lab.Exit(WithTimeWait);
    }

    [Fact]
    public async Task A_user_without_rights_is_led_too()
    {
        string directory = Directory.CreateTempSubdirectory("meari-lab-").FullName;
        try
        {
            string copy = await OtherUser.CopyProgram(directory);
            await using NetworkNamespace network = await NetworkNamespace.Create();
            await using RunningProgram lab = network.Start("setpriv", [.. OtherUser.Options, copy, "lab", "4-1", "--by-hand"], "en");
            await Follow(lab, network, []);
            Assert.True(await lab.Exit() == 0, lab.Output);
            Assert.Contains("passed, 5/5 checks", lab.Output, StringComparison.Ordinal);
            Assert.Contains("its process cannot be seen by this user", lab.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task A_signal_ends_it_with_130_and_says_what_was_done(PosixSignal signal)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = network.Start(MeariProgram.Path, ["serve", "--book"]);
        await using RunningProgram lab = network.Start(MeariProgram.Path, ["lab", "4-2", "--by-hand"], "en");
        await lab.OutputHas("2/6");
        lab.Signal(signal);
        Assert.Equal(130, await lab.Exit());
        Assert.EndsWith("Stopped in step: 2/6  Start the client.\n2 passed, 0 failed, 0 skipped\n", lab.Output, StringComparison.Ordinal);
        Assert.False(server.Process.HasExited);
    }

    /// <summary>In a pipe nobody is asked for a prediction; [Enter] goes on without a step, and the end of input does not.</summary>
    [Fact]
    public async Task Enter_goes_on_without_a_step()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram lab = network.Start(MeariProgram.Path, ["lab", "4-1", "--by-hand", "-p", "9001"], "en");
        for (int step = 1; step <= 4; step++)
        {
            await lab.OutputHas($"{step}/5");
            await lab.Type("\n");
        }
        Assert.Equal(0, await lab.Exit());
        Assert.Contains("$ meari serve --book -p 9001", lab.Output, StringComparison.Ordinal);
        Assert.Contains("– skipped, 0/5 checks", lab.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_a_terminal_a_prediction_is_asked_for_and_Enter_goes_on()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using Terminal terminal = await Terminal.Start([.. network.Enter, MeariProgram.Path, "lab", "4-1", "--by-hand", "--lang", "en"]);
        await terminal.Shows("Your prediction");
        await terminal.Press("1", "Enter");
        await terminal.Shows("1/5");
        await terminal.Press("Enter");
        await terminal.Shows("2/5");
        await terminal.Press("C-c");
        string screen = await terminal.Shows("exit 130");
        Assert.Contains("Stopped in step: 2/5", screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("four-values", "--by-hand")]
    [InlineData("--by-hand")]
    [InlineData("--all", "--by-hand")]
    [InlineData("4-1", "--by-hand", "--json")]
    [InlineData("4-1", "--by-hand", "--", "true")]
    [InlineData("4-1", "-p", "9000")]
    [InlineData("4-1", "--by-hand", "-p", "0")]
    [InlineData("4-1", "--")]
    [InlineData("four-values", "--", "true")]
    [InlineData("--", "true")]
    public async Task What_does_not_go_together_is_one_line_and_exit_2(params string[] options)
    {
        await using RunningProgram lab = RunningProgram.Start(MeariProgram.Path, ["lab", .. options], "en");
        Assert.Equal((2, ""), (await lab.Exit(), lab.Output));
        Assert.Single(lab.Error.TrimEnd('\n').Split('\n'));
    }
}
