using System.Globalization;
using System.Runtime.InteropServices;
using Meari.Observe;
using Meari.Observe.Calls;

namespace Meari.Cli.Tests;

/// <summary>The watched program itself: its output, one that runs already, and what becomes of it when nobody watches any more.</summary>
[Trait("Engine", "none")]
public sealed class WatchProgramTests
{
    [Fact]
    public async Task Its_output_goes_into_a_file_and_not_into_the_picture()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile(prints: true);
        await using RunningProgram watch = network.Start(
            MeariProgram.Path, ["watch", "--no-color", "--program-output", server.File("output"), "--", server.Program], "en");
        await watch.OutputHas("accept(3");
        await server.Echo(network, "hello\n\u001b[2J\n");
        Assert.Equal(0, await watch.Exit());
        Assert.Equal("listening\nhello\n\u001b[2J\n", await File.ReadAllTextAsync(server.File("output"), TestContext.Current.CancellationToken));
        Assert.Contains("recvfrom(4) → 0", watch.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("[out]", watch.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_runs_is_watched_to_its_end()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile();
        await using RunningProgram running = network.Start(server.Program, []);
        await running.OutputHas("listening");
        await using RunningProgram watch = network.Start(
            MeariProgram.Path, ["watch", "--no-color", "--pid", $"{running.Id}", "-o", server.File("recording")], "en");
        await watch.OutputHas("accept(3"); // in which it has waited all the time
        await server.Echo(network, "hello\n");
        Assert.Equal(0, await running.Exit());
        Assert.Equal(0, await watch.Exit());
        Assert.Matches(@"^\d+ events, 1 connection\.\n$", watch.Error);
        List<TimelineEvent> events = Timelines.Read(server.File("recording"));
        Timelines.InOrder(
            events.OfType<CallEvent>().Select(Timelines.Name), "accept waits", "accept = 4", "recvfrom = 6", "sendto = 6", "recvfrom = 0", "close = 0", "close = 0");
        Timelines.InOrder(events.At<StateEvent>(TimelineSide.Server), "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "CLOSED");
        Assert.All(events.OfType<CallEvent>(), e => Assert.Equal(running.Id, e.Process));
    }

    [Fact]
    public async Task A_program_that_ran_before_goes_on_after_an_interrupt()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile();
        await using RunningProgram running = network.Start(server.Program, []);
        await running.OutputHas("listening");
        await using RunningProgram watch = network.Start(MeariProgram.Path, ["watch", "--no-color", "--pid", $"{running.Id}"], "en");
        await watch.OutputHas("accept(3");
        watch.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await watch.Exit());
        Assert.Equal(0, ProcessFiles.TracerOf(running.Id));
        await server.Echo(network, "hello\n");
        Assert.Equal(0, await running.Exit());
    }

    /// <summary>One that prints would die of SIGPIPE, as it would without a viewer once nobody reads its output.</summary>
    [Fact]
    public async Task When_the_viewer_is_killed_it_goes_on_and_strace_lets_go()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile(prints: false);
        (int program, int strace, long started) = await LaunchAndKillViewer(network, server);
        await server.Echo(network, "hello\n", async () =>
        {
            // At the call it meant to tell of.
            while (ProcessFiles.TracerOf(program) != 0 || ProcessFiles.StartOf(strace) == started)
                await Task.Yield();
        });
    }

    static async Task<(int Program, int Strace, long StraceStarted)> LaunchAndKillViewer(NetworkNamespace network, EchoServer server)
    {
        await using RunningProgram watch = network.Start(MeariProgram.Path, ["watch", "--no-color", "--", server.Program], "en");
        await watch.OutputHas("accept(3");
        int program = int.Parse(Children(watch.Id), CultureInfo.InvariantCulture);
        int strace = ProcessFiles.TracerOf(program)!.Value;
        long started = ProcessFiles.StartOf(strace)!.Value;
        watch.Process.Kill(); // SIGKILL, and it alone
        await watch.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (program, strace, started);
    }

    /// <summary>A child belongs to the thread that started it.</summary>
    static string Children(int process) =>
        string.Concat(Directory.GetDirectories($"/proc/{process}/task").Select(static thread => File.ReadAllText(Path.Combine(thread, "children")))).Trim();
}
