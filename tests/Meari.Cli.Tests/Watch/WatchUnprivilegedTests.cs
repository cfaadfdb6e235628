using Meari.Observe;

namespace Meari.Cli.Tests;

/// <summary>A user without rights sees the calls of what he starts himself; the rest is compared or concluded, and said to be.</summary>
[Trait("Engine", "none")]
public sealed class WatchUnprivilegedTests
{
    [Theory]
    [InlineData("en", "meari: segments cannot be captured: this user may not. They are inferred, and drawn dashed. Run it with sudo, or once: sudo setcap ",
        "meari: state changes cannot be had from the kernel (tracefs): this user may not. Socket tables are compared instead, so short states are missed or inferred. Run it with sudo.")]
    [InlineData("ko", "meari: 세그먼트를 볼 수 없습니다(패킷 캡처). 이 사용자에게 권한이 없습니다. 세그먼트는 추정하여 점선으로 그립니다. sudo로 실행하거나 ",
        "meari: 커널에서 상태 변화를 받을 수 없습니다(tracefs). 이 사용자에게 권한이 없습니다. 소켓 표를 되풀이해 읽어 비교하므로 짧은 상태는 놓치거나 추정합니다. sudo로 실행하면 보입니다.")]
    public async Task It_works_with_less_and_says_what_is_missing_and_how_to_get_it(string language, string segments, string states)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile();
        string program = await OtherUser.CopyProgram(server.Directory);
        await using RunningProgram watch = network.Start(
            "setpriv", [.. OtherUser.Options, program, "watch", "-o", server.File("recording"), "--no-color", "--", server.Program], language);
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

    [Theory]
    [InlineData("en", "meari: socket calls cannot be seen (strace): this user may not.")]
    [InlineData("ko", "meari: 소켓 함수 호출을 볼 수 없습니다(strace). 이 사용자에게 권한이 없습니다.")]
    public async Task Anothers_program_is_not_attached_to_and_goes_on(string language, string told)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile();
        string program = await OtherUser.CopyProgram(server.Directory);
        await using RunningProgram running = network.Start(server.Program, []);
        await running.OutputHas("listening");
        await using RunningProgram watch = network.Start(
            "setpriv", [.. OtherUser.Options, program, "watch", "--pid", $"{running.Id}", $":{server.Port}", "--duration", "100ms"], language);
        Assert.Equal(0, await watch.Exit());
        Assert.Contains(watch.Error.Split('\n'), line => line.StartsWith(told, StringComparison.Ordinal));
        await server.Echo(network, "hello\n");
        Assert.Equal(0, await running.Exit());
    }
}
