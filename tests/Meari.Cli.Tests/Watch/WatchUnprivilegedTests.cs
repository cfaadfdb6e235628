using Meari.Observe;

namespace Meari.Cli.Tests;

/// <summary>A user without rights sees the calls of what he starts himself; the rest is compared or concluded, and said to be.</summary>
[Trait("Engine", "none")]
public sealed class WatchUnprivilegedTests
{
    static readonly string[] AsNobody = ["--reuid=65532", "--regid=65532", "--clear-groups"];

    [Theory]
    [InlineData("en", "meari: segments cannot be captured: this user may not. They are inferred, and drawn dashed. Run it with sudo, or once: sudo setcap ",
        "meari: state changes cannot be had from the kernel (tracefs): this user may not. Socket tables are compared instead, so short states are missed or inferred. Run it with sudo.")]
    [InlineData("ko", "meari: 세그먼트를 볼 수 없습니다(패킷 캡처). 이 사용자에게 권한이 없습니다. 세그먼트는 추정하여 점선으로 그립니다. sudo로 실행하거나 ",
        "meari: 커널에서 상태 변화를 받을 수 없습니다(tracefs). 이 사용자에게 권한이 없습니다. 소켓 표를 되풀이해 읽어 비교하므로 짧은 상태는 놓치거나 추정합니다. sudo로 실행하면 보입니다.")]
    public async Task It_works_with_less_and_says_what_is_missing_and_how_to_get_it(string language, string segments, string states)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile();
        string program = await CopyFor(server);
        await using RunningProgram watch = network.Start(
            "setpriv", [.. AsNobody, program, "watch", "-o", server.File("recording"), "--no-color", "--", server.Program], language);
        // Tables are compared now and then: a state has to last until the next time.
        await watch.OutputHas("● LISTEN");
        await server.Echo(network, "hello\n", () => watch.OutputHas("● ESTABLISHED"));
        Assert.Equal(0, await watch.Exit());

        string[] told = watch.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith(segments, told[0], StringComparison.Ordinal);
        Assert.Equal(states, told[1]);
        Assert.Equal(3, told.Length); // and how much was seen
        Assert.Matches(language == "ko" ? @"^이벤트 \d+개, 접속 1개를 보았습니다\." : @"^\d+ events, 1 connection\.", told[2]);

        List<TimelineEvent> events = Timelines.Read(server.File("recording"));
        Timelines.InOrder(
            events.OfType<CallEvent>().Select(Timelines.Name),
            "socket = 3", "bind = 0", "listen = 0", "accept = 4", "recvfrom = 6", "sendto = 6", "recvfrom = 0", "close = 0", "close = 0");
        Assert.NotEmpty(events.OfType<SegmentEvent>());
        Assert.All(events.OfType<SegmentEvent>(), static e => Assert.True(e.Inferred));
        Assert.All(events.OfType<StateEvent>().Where(static e => e.To == TcpState.TimeWait), static e => Assert.Equal(TimelineSide.Client, e.Side));
        Timelines.InOrder(events.OfType<StateEvent>().Select(static e => TcpStates.NameOf(e.To)), "LISTEN", "ESTABLISHED");
    }

    /// <summary>The program's own folder may be closed to other users, and what it writes needs a place.</summary>
    static async Task<string> CopyFor(EchoServer server)
    {
        string copy = server.File("meari");
        await using RunningProgram copying = RunningProgram.Start(
            "bash", ["-c", "mkdir \"$1\" && cp -r \"$0\"/. \"$1\" && chmod -R a+rX \"$2\" && chmod 777 \"$2\"", Path.GetDirectoryName(MeariProgram.Path)!, copy, server.Directory]);
        Assert.Equal(0, await copying.Exit());
        string program = Path.Combine(copy, "meari");
        await using RunningProgram version = RunningProgram.Start("setpriv", [.. AsNobody, program, "--version"], "en");
        Assert.SkipUnless(await version.Exit() == 0, "Here .NET itself is closed to other users.");
        return program;
    }
}
