using System.Runtime.InteropServices;
using Meari.Observe;

namespace Meari.Cli.Tests;

/// <summary><c>meari lab 4-2 -- ./TCPServer</c>: the exercises around a program of the reader's own, right or faulty.</summary>
[Trait("Engine", "none")]
public sealed class LabProgramTests(BookServer server) : IClassFixture<BookServer>
{
    static readonly TimeSpan WithTimeWait = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("4-1", "")]
    [InlineData("4-3", "ipv6")]
    [InlineData("4-1", "forks")]
    [InlineData("4-1", "ignores-signals")]
    public async Task A_right_server_passes_and_nothing_of_it_is_left(string name, string argument)
    {
        (int exit, string output) = await Run("en", name, argument);
        Assert.True(exit == 0, output);
        Assert.DoesNotContain('✗', output);
        Assert.Contains("✓ The 16 bytes come back as they were sent  [16 → 16]", output, StringComparison.Ordinal);
        Assert.Contains("it has gone back to accept()", output, StringComparison.Ordinal);
        Assert.Equal(0, server.Running);
    }

    /// <summary>TIME_WAIT takes a minute; so <c>./soak --lab</c> runs it.</summary>
    [Fact(Explicit = true)]
    [Trait("Soak", "yes")]
    public async Task Netstat_is_looked_at_four_times_the_last_when_TIME_WAIT_is_over()
    {
        (int exit, string output) = await Run("ko", "4-2", "", WithTimeWait);
        Assert.True(exit == 0, output);
        Assert.Equal(4, output.Split("$ netstat -a -n -p tcp | findstr 9000").Length - 1);
        Assert.Contains("✓ 시간이 지나면 다시 LISTENING 한 줄뿐이다  [LISTEN]", output, StringComparison.Ordinal);
        Assert.Contains("[ESTABLISHED, ESTABLISHED,", output, StringComparison.Ordinal);
    }

    /// <summary>One line says what is wrong with it, and the exit code is 1.</summary>
    [Theory]
    [InlineData("4-1", "exits", "The program has ended (exit code 3)")]
    [InlineData("4-1", "never-listens", "No listening socket after 10 s")]
    [InlineData("4-3", "", "It listens on IPv4 only (0.0.0.0:9000)")]
    [InlineData("4-1", "ipv6", "It listens on IPv6 only ([::]:9000)")]
    [InlineData("4-1", "silent", "0 of 16 bytes within 5 s")]
    [InlineData("4-1", "changes", "It differs from byte 3 on")]
    [InlineData("4-1", "sends-the-buffer", "512 bytes came for the 16")]
    [InlineData("4-1", "closes-first", "The server closed first (FIN), after 0 of 16 bytes")]
    [InlineData("4-1", "keeps-the-socket", "The server does not close its socket (CLOSE_WAIT)")]
    [InlineData("4-1", "crashes", "The program was ended by signal 6 (SIGABRT)")]
    [InlineData("4-1", "ends", "The program has ended (exit code 0)")]
    public async Task A_faulty_server_fails_with_what_is_wrong(string name, string fault, string told)
    {
        (int exit, string output) = await Run("en", name, fault);
        Assert.True(exit == 1, output);
        string[] lines = output.Split('\n');
        Assert.Contains('✗' + " failed", output, StringComparison.Ordinal);
        int first = Array.FindIndex(lines, static line => line.Contains("  ✗ ", StringComparison.Ordinal));
        Assert.True(first >= 0, output);
        // The line may be wrapped.
        Assert.Contains(told, string.Join(' ', lines[first..(first + 4)].Select(static line => line.Trim())), StringComparison.Ordinal);
        Assert.Equal(0, server.Running);
    }

    /// <summary>What a program writes is hostile.</summary>
    [Fact]
    public async Task The_programs_output_is_shown_and_cannot_act_on_the_terminal()
    {
        (int exit, string output) = await Run("en", "4-1", "");
        Assert.True(exit == 0, output);
        Assert.Contains("[TCP] 안녕하세요.", output, StringComparison.Ordinal);
        Assert.Contains("evil", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_one_line()
    {
        await using RunningProgram lab = RunningProgram.Start(MeariProgram.Path, ["lab", "4-1", "-q", "--", "./no\u001bserver"], "en");
        Assert.Equal(1, await lab.Exit());
        Assert.DoesNotContain('\u001b', lab.Output);
        Assert.Contains("cannot be started: there is no such file or folder.", lab.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_calls_are_in_the_recording()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        string recording = Path.Combine(Path.GetDirectoryName(server.Program)!, "seen.jsonl");
        await using RunningProgram lab = network.Start(MeariProgram.Path, ["lab", "4-1", "-q", "-o", recording, "--", server.Program], "en");
        Assert.Equal(0, await lab.Exit());
        Assert.Contains(Timelines.Read(recording).OfType<CallEvent>(), static call => call.Name is "accept" or "accept4" && call.Side == TimelineSide.Server);
        Assert.Contains(Timelines.Read(recording).OfType<TextEvent>(), static text => text.Text.Contains("안녕하세요.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task A_signal_ends_it_with_130_and_the_program_too(PosixSignal signal)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram lab = network.Start(MeariProgram.Path, ["lab", "4-1", "-q", "--", server.Program, "silent"], "en");
        await lab.OutputHas("The client sends");
        lab.Signal(signal);
        Assert.Equal(130, await lab.Exit());
        Assert.Contains("Stopped in step: The client sends", lab.Output, StringComparison.Ordinal);
        Assert.Equal(0, server.Running);
    }

    /// <summary>Where strace is missing or may not trace, and nothing else may be seen, the claims are checked all the same.</summary>
    [Fact]
    public async Task A_user_without_rights_has_it_too()
    {
        string directory = Directory.CreateTempSubdirectory("meari-lab-").FullName;
        try
        {
            string copy = await OtherUser.CopyProgram(directory);
            await using NetworkNamespace network = await NetworkNamespace.Create();
            await using RunningProgram lab = network.Start("setpriv", [.. OtherUser.Options, copy, "lab", "4-1", "-q", "--", server.Program], "en");
            Assert.True(await lab.Exit() == 0, lab.Output + lab.Error);
            Assert.DoesNotContain('✗', lab.Output);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    async Task<(int Exit, string Output)> Run(string language, string name, string argument, TimeSpan? limit = null)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram lab = network.Start(MeariProgram.Path, ["lab", name, "--", server.Program, .. argument.Length > 0 ? new[] { argument } : []], language);
        return (await lab.Exit(limit), lab.Output);
    }
}
