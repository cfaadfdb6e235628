using System.Runtime.InteropServices;

namespace Meari.Cli.Tests;

/// <summary>How a watched program ends when who watches it wants to stop: by itself, if it can.</summary>
[Trait("Engine", "none")]
public sealed class WatchStopTests
{
    /// <summary>Says which signals it gets. Each of those that are its arguments does not end it; otherwise SIGINT lets it finish its work for half a second first.</summary>
    const string Program = """
        import signal, sys, time
        def say(text): print(text, flush=True)
        def interrupted(number, frame):
            say("interrupted")
            if "INT" in sys.argv: return
            time.sleep(0.5)
            say("finished")
            sys.exit(5)
        def terminated(number, frame):
            say("terminated")
            if "TERM" not in sys.argv: sys.exit(6)
        signal.signal(signal.SIGINT, interrupted)
        signal.signal(signal.SIGTERM, terminated)
        say("ready")
        while True: signal.pause()
        """;

    static string[] Watch(params string[] survives) => [MeariProgram.Path, "watch", "--no-color", "--", "python3", "-c", Program, .. survives];

    /// <summary>In a session without a terminal, so that nobody else sends its programs a signal.</summary>
    static async Task<RunningProgram> Start(params string[] survives)
    {
        RunningProgram watch = RunningProgram.Start("setsid", Watch(survives), "en");
        await watch.OutputHas("[out] ready");
        return watch;
    }

    /// <summary>What the program said, and what is said of its end.</summary>
    static string[] Said(string output) =>
        [.. output.Split('\n').Select(static l => l.TrimEnd()).Where(static l => l.Contains("[out] ", StringComparison.Ordinal) || l.Contains("[note] ", StringComparison.Ordinal))
            .Select(static l => l[(l.IndexOf("] ", StringComparison.Ordinal) + 2)..])];

    /// <summary>The terminal sends SIGINT to both. meari sent SIGTERM behind it, which cut a handler that took its time.</summary>
    [Fact]
    public async Task Ctrl_C_at_the_terminal_is_one_SIGINT_and_time_to_finish()
    {
        await using Terminal terminal = await Terminal.Start(Watch());
        await terminal.Shows("[out] ready");
        await terminal.Press("C-c");
        string screen = await terminal.Shows("exit 130");
        Assert.Equal(["ready", "interrupted", "finished", "python3 ended with exit code 5."], Said(screen));
    }

    [Fact]
    public async Task An_interrupt_that_meari_alone_gets_is_handed_on()
    {
        await using RunningProgram watch = await Start();
        watch.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await watch.Exit());
        Assert.Equal(["ready", "interrupted", "finished", "python3 ended with exit code 5."], Said(watch.Output));
    }

    [Fact]
    public async Task A_program_that_an_interrupt_does_not_end_is_terminated()
    {
        await using RunningProgram watch = await Start("INT");
        watch.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await watch.Exit());
        Assert.Equal(["ready", "interrupted", "terminated", "python3 ended with exit code 6."], Said(watch.Output));
    }

    [Fact]
    public async Task A_program_that_nothing_ends_is_killed()
    {
        await using RunningProgram watch = await Start("INT", "TERM");
        watch.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await watch.Exit());
        Assert.Equal(["ready", "interrupted", "terminated", "python3 ended with exit code 137."], Said(watch.Output));
    }

    [Fact]
    public async Task A_second_interrupt_kills_at_once()
    {
        await using RunningProgram watch = await Start("INT", "TERM");
        watch.Signal(PosixSignal.SIGINT);
        await watch.OutputHas("interrupted");
        watch.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await watch.Exit());
        Assert.Equal(["ready", "interrupted", "python3 ended with exit code 137."], Said(watch.Output));
    }

    [Fact]
    public async Task A_SIGTERM_is_handed_on_as_that()
    {
        await using RunningProgram watch = await Start();
        watch.Signal(PosixSignal.SIGTERM);
        Assert.Equal(130, await watch.Exit());
        Assert.Equal(["ready", "terminated", "python3 ended with exit code 6."], Said(watch.Output));
    }
}
