using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>The accept queue fills; what the next SYN meets, what its client sees, and what the number means.</summary>
internal sealed class Backlog : Experiment
{
    const int Asked = 2;

    public override string Name => "backlog";

    public override Words Slides => new("TCP 서버-클라이언트 분석 (4)", "TCP server-client analysis (4)");

    public override Words Title => new("접속 대기 큐가 가득 차면", "When the accept queue is full");

    public override Words Question => new(
        "listen(sock, 2)를 부른 서버가 accept()를 부르지 않습니다. 네 번째 클라이언트의 connect()는 어떻게 될까요(리눅스)?",
        "A server has called listen(sock, 2) and does not call accept(). What becomes of the fourth client's connect() (on Linux)?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("바로 거절된다(ECONNREFUSED)", "It is refused at once (ECONNREFUSED)"),
        new("SYN이 버려지고, 운영체제가 SYN을 되풀이하는 동안 SYN_SENT로 기다린다", "Its SYN is dropped; it waits in SYN_SENT while the kernel repeats the SYN"),
        new("다른 클라이언트처럼 성공한다", "It succeeds like the others"),
    ];

    public override int Answer => 1;

    public override Words Because => new(
        "listen()의 둘째 인수는 접속 대기 큐에 들어갈 수 있는 접속의 수입니다(리눅스에서는 그보다 하나 더 들어갑니다). 큐가 가득 차면 리눅스는 새 SYN을 버립니다. 클라이언트의 운영체제는 답이 없으므로 약 1초 뒤 SYN을 다시 보내고, 그동안 자리가 나면 접속됩니다. 윈도우는 거절(RST)로 답합니다.",
        "listen()'s second argument is how many connections the accept queue holds (on Linux one more gets in). When it is full, Linux drops a new SYN. The client's kernel gets no answer and sends its SYN again after about a second; if there is room by then, it connects. Windows answers with RST.");

    public override IReadOnlyList<string> Cards => ["listen", "accept"];

    public override async Task RunAsync(LabRun run)
    {
        run.Step("서버: listen(sock, 2). accept()는 부르지 않습니다.", "Server: listen(sock, 2), and no accept().");
        LabSocket listener = run.Listener(backlog: Asked);
        SocketEntry? listening = run.Find(listener);
        if (listening?.SendQueue is { } limit)
            run.Check("대기 소켓의 송신 큐 칸에 그 한도가 보인다", "The listening socket shows the limit as its send queue", limit == Asked, $"{limit}");

        run.Step("클라이언트 셋이 접속합니다.", "Three clients connect.");
        for (int i = 0; i <= Asked; i++)
            run.Client();
        await run.UntilAsync(() => run.Find(listener)?.ReceiveQueue == Asked + 1);
        long? queued = run.Find(listener)?.ReceiveQueue;
        run.Check("리눅스의 접속 대기 큐에는 backlog보다 하나 더 들어간다", "Linux's accept queue holds one more than backlog", queued == Asked + 1, $"{queued} = {Asked} + 1");

        run.Step("넷째 클라이언트: 논블로킹 connect().", "A fourth client: a non-blocking connect().");
        LabSocket fourth = run.Socket(TimelineSide.Client);
        LabRun.Must(fourth.SetBlocking(false));
        CallResult connecting = fourth.Connect(run.Server);
        run.Check("거절되지 않고 진행 중이다", "It is not refused but in progress", connecting.Error == "EINPROGRESS", connecting.ToString());
        SocketEntry? waiting = null;
        await run.UntilAsync(() => (waiting = LabRun.Find(run.Table(), fourth.Local, run.Server)) is null or { State: not TcpState.SynSent } or { TimerCount: >= 1 });
        run.Check("SYN_SENT로 남아 SYN을 다시 보낸다", "It stays in SYN_SENT and sends its SYN again", waiting is { State: TcpState.SynSent, TimerCount: >= 1 },
            waiting is null ? "–" : $"{TcpStates.NameOf(waiting.State)}, SYN × {1 + waiting.TimerCount}");

        run.Step("서버: accept() 한 번으로 자리를 냅니다.", "Server: one accept() makes room.");
        run.Accept(listener);
        await run.UntilAsync(() => LabRun.Find(run.Table(), fourth.Local, run.Server)?.State == TcpState.Established);
        SocketEntry? connected = LabRun.Find(run.Table(), fourth.Local, run.Server);
        run.Check("자리가 나면 다음 SYN으로 접속된다", "With room its next SYN connects", connected?.State == TcpState.Established, connected is null ? "–" : TcpStates.NameOf(connected.State));
        await run.SettleAsync();
        run.CheckSegments("넷째의 SYN이 두 번 이상 보인다", "The fourth client's SYN is seen twice or more", () =>
        {
            int syns = run.Events.OfType<SegmentEvent>().Count(s => s.ControlBits == TcpControlBits.Syn && Equals(s.Local, fourth.Local));
            return (syns >= 2, $"SYN × {syns}");
        });
    }
}
