using Meari.Text;

namespace Meari.Cli.Tests;

/// <summary>Why <c>meari bench</c> lost its server, or its connections: in words, and the true ones.</summary>
public sealed class BenchReasonTests
{
    static readonly string[] Endless = ["-d", "1h", "--warm-up", "0", "-q"];

    /// <summary>Once a server that nobody listens for any more was "error: Refused".</summary>
    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public void Each_outcome_that_a_run_can_meet_has_a_phrase_of_its_own(string language)
    {
        Messages messages = new(language == "ko" ? Language.Korean : Language.English);
        TcpOutcome[] met = [.. Enum.GetValues<TcpOutcome>().Where(static outcome => outcome is not (TcpOutcome.Done or TcpOutcome.WouldBlock))];
        Assert.All(met, outcome => Assert.NotEqual(messages.OtherError(outcome.ToString()), Reasons.Phrase(messages, outcome)));
    }

    [Theory]
    [InlineData("en", "meari: the server at {0} has gone: no server listens on that port. This is what was measured until then.", "no connection: no server listens on that port: ")]
    [InlineData("ko", "meari: {0} 서버가 없어졌습니다. 그 포트에서 기다리는 서버가 없습니다. 그때까지 잰 결과입니다.", "접속하지 못함: 그 포트에서 기다리는 서버가 없습니다: ")]
    public async Task A_server_that_goes_away_in_a_run_is_told_in_words(string language, string line, string fault)
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        await using RunningProgram bench = RunningProgram.Start(MeariProgram.Path, ["bench", $"127.0.0.1:{port}", "-c", "2", .. Endless[..^1]], language);
        await bench.ErrorHas("1/3600");
        await server.DisposeAsync();
        Assert.Equal(1, await bench.Exit());
        Assert.EndsWith(string.Format(null, line, $"127.0.0.1:{port}") + "\n", bench.Error, StringComparison.Ordinal);
        Assert.Contains(fault, bench.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Refused", bench.Output + bench.Error, StringComparison.Ordinal);
    }

    /// <summary>Once this was "only 2 of 2 connections could be opened: the peer stopped answering (no acknowledgment)", though it had acknowledged every byte.</summary>
    [Theory]
    [InlineData("en", "meari: the server at {0} did not send back all that it got within 1s, so nothing was measured. Check that it is an echo server, or give a longer --timeout.\n")]
    [InlineData("ko", "meari: {0} 서버가 보낸 데이터를 1초 안에 모두 돌려주지 않아 재지 않았습니다. 에코 서버인지 확인하거나 --timeout을 늘리세요.\n")]
    public async Task An_echo_that_does_not_come_when_connections_open_is_told_as_that(string language, string line)
    {
        await using OddServer server = new(static async socket =>
        {
            await socket.SendAll((await socket.ReceiveExactly(16)).AsMemory(..15));
            await socket.ReceiveToEnd();
        });
        await using RunningProgram bench = RunningProgram.Start(
            MeariProgram.Path, ["bench", server.Address, "--mode", "idle", "-c", "2", "-s", "16", "--timeout", "1s", .. Endless], language);
        Assert.Equal(1, await bench.Exit());
        Assert.Equal(string.Format(null, line, server.Address), bench.Error);
    }

    /// <summary>Once this was "the server has gone: error: Done", of a server that was still there.</summary>
    [Theory]
    [InlineData("en", "meari: no connection to {0} is left: more bytes came back than were sent: 2 connections, 2 requests. This is what was measured until then.\n")]
    [InlineData("ko", "meari: {0} 서버와의 접속이 하나도 남지 않았습니다. 보낸 것보다 많은 바이트가 돌아옴: 접속 2개, 요청 2건. 그때까지 잰 결과입니다.\n")]
    public async Task Idle_connections_that_are_all_over_are_told_with_what_ended_them(string language, string line)
    {
        await using OddServer server = new(static async socket =>
        {
            await socket.SendAll(await socket.ReceiveExactly(16));
            await Task.Delay(TimeSpan.FromMilliseconds(500)); // the load has begun
            await socket.SendAll(new byte[1]);
            await socket.ReceiveToEnd();
        });
        await using RunningProgram bench = RunningProgram.Start(MeariProgram.Path, ["bench", server.Address, "--mode", "idle", "-c", "2", "-s", "16", .. Endless], language);
        Assert.Equal(1, await bench.Exit());
        Assert.Equal(string.Format(null, line, server.Address), bench.Error);
    }
}
