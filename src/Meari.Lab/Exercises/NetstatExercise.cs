using System.Net;
using Meari.Text;

namespace Meari.Lab;

/// <summary>Exercise 4-2: the test of the two programs, netstat four times.</summary>
internal sealed class NetstatExercise : Exercise
{
    public override string Name => "4-2";

    public override Words Slides => new("TCP 서버-클라이언트 구조 (8)~(13)", "TCP server-client structure (8)–(13)");

    public override Words Title => new("실습 4-2: TCP 서버와 클라이언트 테스트", "Exercise 4-2: the test of the TCP server and client");

    public override Words Question => new(
        "서버를 실행하고, 같은 컴퓨터에서 클라이언트 하나가 접속했습니다. netstat에서 9000번 포트를 찾으면 몇 줄이 나올까요?",
        "The server runs, and one client on the same machine has connected. How many lines does netstat have with port 9000?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("한 줄: 접속 하나", "One: the connection"),
        new("두 줄: 대기 소켓과 접속 하나", "Two: the listening socket and the connection"),
        new("세 줄: 대기 소켓과 접속의 양 끝", "Three: the listening socket and both ends of the connection"),
    ];

    public override int Answer => 2;

    public override Words Because => new(
        "netstat은 접속이 아니라 소켓을 한 줄씩 보여 줍니다. 서버와 클라이언트가 한 컴퓨터에 있으므로 통신 소켓과 클라이언트의 소켓이 모두 나오고, 대기 소켓은 accept() 뒤에도 LISTENING으로 남습니다. 두 컴퓨터라면 서버 쪽에는 두 줄, 클라이언트 쪽에는 한 줄입니다. 종료하면 먼저 닫은 클라이언트 쪽만 TIME_WAIT으로 남았다가 사라집니다.",
        "netstat has a line for each socket, not for each connection. Server and client are on one machine, so both the accepted socket and the client's are there; and the listening socket stays LISTENING after accept(). On two machines the server's would have two lines and the client's one. At the end only the client's, which closed first, stays for a while in TIME_WAIT.");

    public override IReadOnlyList<string> Cards => ["listening-socket", "accepted-socket", "LISTEN", "ESTABLISHED", "TIME_WAIT"];

    public override bool OutlastsTimeWait => true;

    public override async Task RunAsync(LabRun run)
    {
        await new EchoWithNetstat(run, new(IPAddress.Any, run.Port), run.Server).RunAsync();
        await run.SettleAsync();
    }
}
