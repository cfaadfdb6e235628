using System.Net;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>Who closes first waits; how long; "address in use"; SO_REUSEADDR.</summary>
internal sealed class TimeWait : Experiment
{
    public override string Name => "time-wait";

    public override Words Slides => new("TCP 서버-클라이언트 구조 (12)~(13)", "TCP server-client structure (12)–(13)");

    public override Words Title => new("TIME_WAIT: 먼저 닫은 쪽이 기다린다", "TIME_WAIT: the side that closes first waits");

    public override Words Question => new(
        "서버가 먼저 close()했습니다. 서버 프로그램을 끝내고 바로 다시 실행하면 bind()는 어떻게 될까요(SO_REUSEADDR 없이)?",
        "The server closed first. It ends and is started again at once. What does its bind() do (without SO_REUSEADDR)?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("성공한다. 소켓은 모두 닫혔다", "It succeeds: all sockets are closed"),
        new("실패한다(EADDRINUSE). 닫힌 접속이 아직 TIME_WAIT에 있다", "It fails (EADDRINUSE): a closed connection is still in TIME_WAIT"),
        new("실패한다. 클라이언트가 아직 접속해 있다", "It fails: the client is still connected"),
    ];

    public override int Answer => 1;

    public override Words Because => new(
        "먼저 닫은 쪽은 마지막 ACK가 사라져 상대가 FIN을 다시 보낼 때를 대비하고, 늦게 온 세그먼트가 같은 주소의 다음 접속에 섞이지 않게 TIME_WAIT에서 기다립니다. 리눅스에서는 60초, 윈도우에서는 몇 분이라서 슬라이드는 5분 뒤에 다시 확인합니다. 그동안 그 지역 주소에 bind()하려면 SO_REUSEADDR를 켜야 합니다.",
        "The side that closes first waits in TIME_WAIT: to answer if the last ACK is lost and the peer repeats its FIN, and to keep late segments out of the next connection of the same addresses. It takes 60 s on Linux and minutes on Windows, hence the slide's five minutes. To bind() to that address meanwhile takes SO_REUSEADDR.");

    public override IReadOnlyList<string> Cards => ["close", "bind", "TIME_WAIT"];

    public override async Task RunAsync(LabRun run)
    {
        run.Step("클라이언트가 먼저 닫습니다(교재의 순서).", "The client closes first (as in the chapter).");
        (LabSocket listener, LabSocket client, LabSocket accepted) = run.Pair();
        (IPEndPoint local, IPEndPoint remote) = (client.Local!, client.Remote!);
        client.Close();
        accepted.Receive(new byte[1]);
        accepted.Close();
        await run.UntilAsync(() => LabRun.Find(run.Table(), local, remote)?.State == TcpState.TimeWait);
        run.Check("TIME_WAIT은 먼저 닫은 클라이언트 쪽에 있다", "TIME_WAIT is at the client, which closed first", LabRun.Find(run.Table(), local, remote)?.State == TcpState.TimeWait, $"{local} TIME_WAIT");
        run.Check("서버 쪽에는 남지 않는다", "None is left at the server", LabRun.Find(run.Table(), remote, local) is null, "–");

        run.Step("남은 시간을 두 번 읽습니다.", "The remaining time is read twice.");
        TimeSpan first = Left(run, local, remote);
        await run.UntilAsync(() => Left(run, local, remote) < first);
        TimeSpan second = Left(run, local, remote);
        run.Check("리눅스에서는 60초에서 줄어든다", "On Linux it counts down from 60 s", first <= TimeSpan.FromSeconds(60.5) && first > TimeSpan.FromSeconds(30) && second < first, $"{first.TotalSeconds:F1} → {second.TotalSeconds:F1} s");

        run.Step("이번에는 서버가 먼저 닫고, 대기 소켓도 닫습니다.", "Now the server closes first, and the listening socket too.");
        client = run.Client();
        accepted = run.Accept(listener);
        (local, remote) = (accepted.Local!, accepted.Remote!);
        accepted.Close();
        client.Receive(new byte[1]);
        client.Close();
        listener.Close();
        await run.UntilAsync(() => LabRun.Find(run.Table(), local, remote)?.State == TcpState.TimeWait);
        run.Check("이번에는 TIME_WAIT이 서버 쪽에 있다", "This time TIME_WAIT is at the server", LabRun.Find(run.Table(), local, remote)?.State == TcpState.TimeWait, $"{local} TIME_WAIT");

        run.Step("서버를 다시 시작합니다: SO_REUSEADDR 없이, 그리고 켜고.", "The server starts again: without SO_REUSEADDR, and with it.");
        LabSocket again = run.Socket(TimelineSide.Server);
        CallResult inUse = again.Bind(run.Server);
        run.Check("SO_REUSEADDR 없이는 bind()가 실패한다(주소 사용 중)", "Without SO_REUSEADDR bind() fails (address in use)", inUse.Error == "EADDRINUSE", inUse.ToString());
        LabRun.Must(again.SetOption(Interop.Linux.Constants.SOL_SOCKET, Interop.Linux.Constants.SO_REUSEADDR, 1, "SO_REUSEADDR"));
        CallResult bound = again.Bind(run.Server);
        run.Check("SO_REUSEADDR를 켜면 성공한다", "With SO_REUSEADDR it succeeds", bound.IsDone, bound.ToString());
        await run.SettleAsync();
    }

    static TimeSpan Left(LabRun run, IPEndPoint local, IPEndPoint remote) => LabRun.Find(run.Table(), local, remote)?.TimerExpires ?? TimeSpan.Zero;
}
