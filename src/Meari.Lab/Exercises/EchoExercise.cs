using System.Text;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>Exercise 4-1: the two programs' conversation, and who calls what.</summary>
internal sealed class EchoExercise : Exercise
{
    public override string Name => "4-1";

    public override Words Slides => new("TCP 서버-클라이언트 구조 (6)~(7)", "TCP server-client structure (6)–(7)");

    public override Words Title => new("실습 4-1: TCP 서버와 클라이언트 작성", "Exercise 4-1: the TCP server and client");

    public override Words Question => new(
        "에코 서버와 클라이언트가 메시지를 주고받고 종료합니다. 두 프로그램이 모두 부르는 함수는 무엇일까요?",
        "The echo server and its client exchange messages and end. Which calls are in both programs?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("socket(), send(), recv(), close()", "socket(), send(), recv(), close()"),
        new("socket(), bind(), send(), recv(), close()", "socket(), bind(), send(), recv(), close()"),
        new("socket(), connect(), accept(), close()", "socket(), connect(), accept(), close()"),
    ];

    public override int Answer => 0;

    public override Words Because => new(
        "서버만 bind(), listen(), accept()를 부르고, 클라이언트만 connect()를 부릅니다. 접속한 뒤에는 두 쪽이 같은 send()와 recv()를 씁니다. 에코 서버는 받은 데이터를 그대로 돌려보내고, recv()가 0을 리턴하면 통신 소켓을 닫고 다시 accept()로 돌아갑니다. 슬라이드의 11바이트는 CP949로 보낸 것이고, 여기서는 UTF-8이라 16바이트입니다(실험 bytes).",
        "Only the server calls bind(), listen() and accept(); only the client calls connect(). Once connected both use the same send() and recv(). The echo server returns what it receives; when recv() returns 0 it closes that socket and goes back to accept(). The slide's 11 bytes are CP949; here it is UTF-8, hence 16 (experiment bytes).");

    public override IReadOnlyList<string> Cards => ["echo", "server", "client"];

    public override bool HasNetstat => false;

    public override async Task RunAsync(LabRun run)
    {
        run.Step("서버를 실행합니다: socket(), bind(), listen(), 그리고 accept()에서 기다립니다.", "The server is started: socket(), bind(), listen(); it waits in accept().");
        LabSocket listener = run.Listener();
        Task<EchoPrograms.Served> server = run.Elsewhere(() => EchoPrograms.Serve(run, listener));

        run.Step("클라이언트를 실행합니다: socket(), connect().", "The client is started: socket(), connect().");
        LabSocket client = run.Client();
        System.Net.IPEndPoint? local = client.Local;
        foreach (string message in Messages)
        {
            int length = Encoding.UTF8.GetByteCount(message);
            run.Step($"클라이언트에 “{message}”를 입력합니다.", $"“{message}” is typed into the client.");
            string answer = EchoPrograms.Exchange(client, message);
            run.Check($"보낸 {length}바이트가 그대로 돌아온다", $"The {length} bytes come back as they were sent", answer == message, answer);
        }

        run.Step("빈 줄을 입력하면 클라이언트는 close()하고 종료합니다.", "At an empty line the client calls close() and ends.");
        client.Close();
        EchoPrograms.Served served = await server;
        run.Check("서버의 recv()는 0을 리턴하고, 서버도 통신 소켓을 닫는다", "The server's recv() returns 0, and it closes its socket too", served.Last is { IsDone: true, Value: 0 }, $"recv → {served.Last}");
        run.Check("서버가 접속한 클라이언트의 주소로 출력하는 것은 클라이언트의 지역 주소다", "What the server prints as the client's address is the client's local one", Equals(served.Peer, local), $"{served.Peer}");
        run.Check("서버는 두 메시지를 모두 받았다", "The server has received both messages", served.Received == string.Concat(Messages), served.Received);

        await run.SettleAsync();
        (string serverCalls, string clientCalls) = (EchoPrograms.CallsOf(run, TimelineSide.Server), EchoPrograms.CallsOf(run, TimelineSide.Client));
        run.Check("서버가 부른 함수", "What the server called", serverCalls == EchoPrograms.ServerCalls, serverCalls);
        run.Check("클라이언트가 부른 함수", "What the client called", clientCalls == EchoPrograms.ClientCalls, clientCalls);
        string[] both = [.. serverCalls.Split(' ').Intersect(clientCalls.Split(' '))];
        run.Check("두 프로그램에 모두 있는 것은 socket(), send(), recv(), close()다", "In both are socket(), send(), recv() and close()", both.Order().SequenceEqual(["close", "recv", "send", "socket"]), string.Join(' ', both));
    }
}
