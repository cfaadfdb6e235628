using System.Runtime.InteropServices;
using Meari.Observe;

namespace Meari.Cli.Tests;

/// <summary>What goes wrong beside the picture: a full disk, a hostile peer, a viewer that is killed, a program that is not there.</summary>
[Trait("Engine", "none")]
public sealed class WatchFaultTests
{
    const string Traces = "/sys/kernel/tracing/instances";

    [Fact]
    public async Task A_viewer_that_was_killed_leaves_nothing_behind_the_next_start()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile();
        await using RunningProgram killed = network.Start(MeariProgram.Path, ["watch", "--no-color", "--", server.Program], "en");
        await killed.OutputHas("listening");
        string instance = Assert.Single(Directory.GetDirectories(Traces, $"meari-{killed.Id}-*"));
        killed.Process.Kill(); // SIGKILL, and it alone
        await killed.Process.WaitForExitAsync(TestContext.Current.CancellationToken);

        await using RunningProgram next = network.Start(MeariProgram.Path, ["watch", ":1", "--duration", "1ms"], "en");
        Assert.Equal(0, await next.Exit());
        Assert.False(Directory.Exists(instance));
    }

    [Theory]
    [InlineData("-o", "en", "meari: cannot write to '/dev/full': the disk is full. Showing goes on; the file ends here.")]
    [InlineData("--pcapng", "en", "meari: cannot write to '/dev/full': the disk is full. Showing goes on; the file ends here.")]
    [InlineData("-o", "ko", "meari: '/dev/full'에 쓸 수 없습니다. 디스크가 가득 찼습니다. 보여 주기는 계속하지만 기록은 여기까지입니다.")]
    public async Task A_full_disk_is_one_line_and_the_picture_goes_on(string option, string language, string told)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile();
        await using RunningProgram watch = network.Start(MeariProgram.Path, ["watch", option, "/dev/full", "--", server.Program], language);
        await watch.OutputHas("listening");
        await server.Echo(network, "hello\n");
        Assert.Equal(1, await watch.Exit());
        string[] lines = watch.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length); // and how much was seen
        Assert.Contains(told, lines);
        Assert.Contains("TIME_WAIT", watch.Output, StringComparison.Ordinal);
    }

    /// <summary>They come as data of the calls, and as the program's output.</summary>
    [Fact]
    public async Task What_a_client_sends_does_not_reach_the_terminal_as_it_is()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile(prints: true);
        await using RunningProgram watch = network.Start(
            MeariProgram.Path, ["watch", "--no-color", "--width", "140", "-o", server.File("recording"), "--", server.Program], "en");
        await watch.OutputHas("listening");
        await server.Echo(network, "\u001b]0;owned\u0007\u001b[2J\u009b2J\u202e\r\n");
        Assert.Equal(0, await watch.Exit());
        Assert.Contains("owned", watch.Output, StringComparison.Ordinal);
        Assert.Contains("[out]", watch.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(watch.Output + watch.Error, static c => (char.IsControl(c) && c != '\n') || c == '\u202e');
        Assert.DoesNotContain(await File.ReadAllTextAsync(server.File("recording"), TestContext.Current.CancellationToken), static c => char.IsControl(c) && c != '\n');
    }

    [Theory]
    [InlineData("en", "meari: cannot start '/no/such/program': ")]
    [InlineData("ko", "meari: '/no/such/program' 프로그램을 실행할 수 없습니다. ")]
    public async Task A_program_that_is_not_there_is_one_line(string language, string told)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram watch = network.Start(MeariProgram.Path, ["watch", "--", "/no/such/program"], language);
        Assert.Equal(1, await watch.Exit());
        Assert.StartsWith(told, watch.Error, StringComparison.Ordinal);
        Assert.Equal(watch.Error.Length - 1, watch.Error.IndexOf('\n', StringComparison.Ordinal));
        Assert.Empty(watch.Output);
    }

    [Fact]
    public async Task Without_strace_the_program_runs_and_the_rest_is_seen()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile();
        await using RunningProgram watch = network.Start(
            "env", ["PATH=" + server.Directory, MeariProgram.Path, "watch", $":{server.Port}", "-o", server.File("recording"), "--", server.Program], "en");
        await watch.OutputHas("listening");
        await server.Echo(network, "hello\n");
        Assert.Equal(0, await watch.Exit());
        string[] lines = watch.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            "meari: socket calls cannot be seen (strace): the program strace is not installed. Calls and their results are missing. Install it: sudo apt-get install strace.",
            lines[0]);
        Assert.Equal(2, lines.Length);
        List<TimelineEvent> events = Timelines.Read(server.File("recording"));
        Assert.Empty(events.OfType<CallEvent>());
        Timelines.InOrder(events.OfType<SegmentEvent>().Select(Timelines.Name), "SYN", "SYN ACK", "ACK", "ACK 6", "FIN ACK", "FIN ACK");
        Timelines.InOrder(events.At<StateEvent>(TimelineSide.Client), "SYN_SENT", "ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT inferred");
    }

    [Fact]
    public async Task An_interrupt_a_duration_and_a_count_end_it_with_a_summary()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile();
        foreach ((string[] options, int exit) in new[] { (Array.Empty<string>(), 130), (["--duration", "500ms"], 0), (["--count", "3"], 0) })
        {
            await using RunningProgram watch = network.Start(MeariProgram.Path, ["watch", .. options, "--", server.Program], "en");
            if (exit == 130)
            {
                await watch.OutputHas("listening");
                watch.Signal(PosixSignal.SIGINT);
            }
            Assert.Equal(exit, await watch.Exit());
            Assert.Matches(exit == 0 && options[0] == "--count" ? "^3 events, 0 connections\\.\n$" : "^\\d+ events?, 0 connections\\.\n$", watch.Error);
        }
    }
}
