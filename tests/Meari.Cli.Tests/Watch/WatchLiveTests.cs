using Meari.Observe;

namespace Meari.Cli.Tests;

/// <summary>A program that the textbook could have printed, watched from its first call to the last state of its connection.</summary>
/// <remarks>
/// Orders are asked for only where one clock gives them: among the calls, among one side's states, among the segments. Two sources may be some
/// microseconds apart.
/// </remarks>
[Trait("Engine", "none")]
public sealed class WatchLiveTests
{
    [Fact]
    public async Task The_textbooks_server_is_seen_from_socket_to_time_wait()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile();
        await Watch(network, server, "en", "--pcapng", server.File("packets"));
        List<TimelineEvent> events = Timelines.Read(server.File("recording"));

        Timelines.InOrder(
            events.OfType<CallEvent>().Select(Timelines.Name),
            "socket = 3", "bind = 0", "listen = 0", "accept = 4", "recvfrom = 6", "sendto = 6", "recvfrom = 0", "close = 0", "close = 0");
        // A call that the machine's load made slow is told twice, so its first name counts here.
        string listen = Timelines.Name(events.First(static e => e is CallEvent { Name: "listen" }));
        Timelines.InOrder(events.Select(Timelines.Name), listen, "LISTEN", "SYN", "ESTABLISHED", "accept = 4", "recvfrom = 6", "FIN ACK", "LAST_ACK");
        Timelines.InOrder(events.OfType<SegmentEvent>().Select(Timelines.Name), "SYN", "SYN ACK", "ACK", "ACK 6", "ACK", "ACK 6", "FIN ACK", "FIN ACK", "ACK");
        Timelines.InOrder(events.At<SegmentEvent>(TimelineSide.Client), "SYN", "ACK", "ACK 6", "ACK", "FIN ACK", "ACK");
        Timelines.InOrder(events.At<SegmentEvent>(TimelineSide.Server), "SYN ACK", "ACK 6", "FIN ACK");
        Timelines.InOrder(events.At<StateEvent>(TimelineSide.Client), "SYN_SENT", "ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT inferred");
        Timelines.InOrder(events.At<StateEvent>(TimelineSide.Server), "LISTEN", "SYN_RECV", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "CLOSED");

        Assert.All(events.OfType<CallEvent>().Where(static e => e.Result == 6), static e => Assert.Equal("hello\\n", e.Data));
        Assert.Equal(512, events.OfType<CallEvent>().First(static e => e.Name == "recvfrom").Requested);
        Assert.Equal(["TIME_WAIT inferred"], events.Where(static e => e.Inferred).Select(Timelines.Name));
        Assert.Contains(events, static e => e is TextEvent { Stream: TimelineText.Output, Text: "listening" });
        Assert.DoesNotContain(events, static e => e is TextEvent { Stream: TimelineText.Loss });
        Assert.Equal([0, 1], events.Select(static e => e.Connection).Distinct().Order());
        await WiresharkReads(server.File("packets"));
    }

    [Theory]
    [InlineData("ko", "80")]
    [InlineData("en", "140")]
    public async Task The_recording_replays_to_the_ladder_that_was_shown_to_the_letter(string language, string width)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile();
        string live = await Watch(network, server, language, "--width", width, "--explain");
        await using RunningProgram replay = RunningProgram.Start(
            MeariProgram.Path, ["watch", "--replay", server.File("recording"), "--speed", "max", "--width", width, "--explain"], language);
        Assert.Equal(0, await replay.Exit());
        Assert.Equal(live, replay.Output);
        Assert.Contains("TIME_WAIT", live, StringComparison.Ordinal);
    }

    /// <returns>What was shown.</returns>
    static async Task<string> Watch(NetworkNamespace network, EchoServer server, string language, params string[] options)
    {
        await using RunningProgram watch = network.Start(
            MeariProgram.Path, ["watch", "-o", server.File("recording"), .. options, "--", server.Program], language);
        await watch.OutputHas("listening");
        await server.Echo(network, "hello\n");
        Assert.Equal(0, await watch.Exit());
        Assert.Matches(language == "ko" ? @"^이벤트 \d+개, 접속 1개를 보았습니다\.\n$" : @"^\d+ events, 1 connection\.\n$", watch.Error);
        return watch.Output;
    }

    /// <summary>Every segment, none that Wireshark has a complaint about, and the calls and states as comments.</summary>
    static async Task WiresharkReads(string file)
    {
        await using RunningProgram tshark = RunningProgram.Start(
            "tshark", ["-r", file, "-T", "fields", "-e", "tcp.flags.str", "-e", "_ws.malformed", "-e", "tcp.checksum.status", "-e", "frame.comment"], "en");
        Assert.Equal(0, await tshark.Exit());
        Assert.DoesNotContain(tshark.Error.Split('\n'), static line => line.Length > 0 && !line.StartsWith("Running as user", StringComparison.Ordinal));
        Assert.InRange(tshark.Output.Count(static c => c == '\n'), 8, 12);
        foreach (string comment in new[] { "socket(AF_INET, SOCK_STREAM", "listen(3, backlog", "recvfrom(4, 512 bytes) = 6", "SYN_SENT", "TIME_WAIT (inferred)" })
            Assert.Contains(comment, tshark.Output, StringComparison.Ordinal);
    }
}
