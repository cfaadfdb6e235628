using System.Text;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>The chapter's server serves one client at a time: the others are ESTABLISHED, and wait unserved in the accept queue.</summary>
internal sealed class OneAtATime : Experiment
{
    public override string Name => "one-at-a-time";

    public override Words Slides => new("TCP 서버-클라이언트 구조 (3)~(5)", "TCP server-client structure (3)–(5)");

    public override Words Title => new("교재의 서버는 한 번에 한 클라이언트", "The chapter's server: one client at a time");

    public override Words Question => new(
        "교재의 서버가 첫 클라이언트와 통신하는 동안 둘째 클라이언트가 connect()하고 send()합니다. 어떻게 될까요?",
        "While the chapter's server talks to its first client, a second one calls connect() and send(). What happens?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("connect()가 거절된다", "connect() is refused"),
        new("connect()가 첫 클라이언트가 끝날 때까지 기다린다", "connect() waits until the first client is done"),
        new("둘 다 성공하지만 응답은 첫 클라이언트가 끝나야 온다", "Both succeed, but the answer comes only after the first client is done"),
    ];

    public override int Answer => 2;

    public override Words Because => new(
        "핸드셰이크는 운영체제가 합니다. 서버가 accept()를 부르지 않아도 접속은 ESTABLISHED가 되어 접속 대기 큐에서 기다리고, 보낸 데이터는 그 접속의 수신 버퍼에 쌓입니다. 교재의 서버는 한 클라이언트와의 통신이 끝나야 다시 accept()를 부르므로 나머지는 그때까지 응답을 받지 못합니다.",
        "The kernel does the handshake. Though the server does not call accept(), the connection becomes ESTABLISHED and waits in the accept queue, and what is sent lies in its receive buffer. The chapter's server calls accept() again only when it is done with a client; until then the others get no answer.");

    public override IReadOnlyList<string> Cards => ["accept", "listen", "connect"];

    public override async Task RunAsync(LabRun run)
    {
        run.Step("교재의 서버: accept()하고, 그 클라이언트가 끝날 때까지 recv()와 send()를 되풀이합니다.", "The chapter's server: accept(), then recv() and send() until that client has closed.");
        LabSocket listener = run.Listener();
        Task<int> server = run.Elsewhere(() => Enumerable.Range(0, 3).Count(_ => EchoPrograms.Serve(run, listener).Last is { IsDone: true, Value: 0 }));

        run.Step("첫 클라이언트가 접속해서 메시지를 주고받습니다.", "The first client connects and exchanges a message.");
        LabSocket first = run.Client();
        string answer = EchoPrograms.Exchange(first, "첫째");
        run.Check("첫 클라이언트는 응답을 받는다", "The first client gets its answer", answer == "첫째", answer);

        run.Step("둘째와 셋째 클라이언트가 접속해서 보냅니다.", "A second and a third client connect and send.");
        LabSocket second = run.Client();
        await run.UntilAsync(() => run.Find(listener)?.ReceiveQueue == 1); // so that it is the next that is served
        LabSocket third = run.Client();
        LabRun.Must(second.Send(Encoding.UTF8.GetBytes("둘째")));
        LabRun.Must(third.Send(Encoding.UTF8.GetBytes("셋째")));
        run.Check("accept() 전인데도 클라이언트는 ESTABLISHED다", "Before any accept() the clients are ESTABLISHED",
            run.Find(second)?.State == TcpState.Established && run.Find(third)?.State == TcpState.Established, "ESTABLISHED × 2");
        await run.UntilAsync(() => run.Find(listener)?.ReceiveQueue == 2);
        long? queued = run.Find(listener)?.ReceiveQueue;
        run.Check("두 접속이 접속 대기 큐에서 기다린다", "Two connections wait in the accept queue", queued == 2, $"{queued}");
        await run.UntilAsync(() => run.Find(second)?.SendQueue == 0);
        long waiting = LabRun.Find(run.Table(), second.Remote, second.Local)?.ReceiveQueue ?? -1;
        run.Check("보낸 데이터는 서버 쪽 수신 버퍼에 쌓여 있다", "What was sent lies in the server's receive buffer", waiting == 6, $"{waiting}");
        CallResult early = second.Receive(new byte[16], LabFlags.DontWait);
        run.Check("응답은 아직 없다", "There is no answer yet", early.Error == "EAGAIN", early.ToString());

        run.Step("첫 클라이언트가 끝나면 서버가 다음 접속을 accept()합니다.", "The first client closes, and the server accepts the next.");
        first.Close();
        answer = EchoPrograms.Receive(second, 6);
        run.Check("그제야 둘째 클라이언트가 응답을 받는다", "Only now the second client gets its answer", answer == "둘째", answer);
        second.Close();
        answer = EchoPrograms.Receive(third, 6);
        run.Check("셋째도 차례가 오면 응답을 받는다", "So does the third in its turn", answer == "셋째", answer);
        third.Close();
        int served = await server;
        run.Check("서버는 세 클라이언트를 차례로 상대했다", "The server has served all three, one after the other", served == 3, $"{served}");
        await run.SettleAsync();
    }
}
