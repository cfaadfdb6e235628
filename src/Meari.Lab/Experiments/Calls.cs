using System.Text;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>Which call opens what, beside the states of both sides.</summary>
internal sealed class Calls : Experiment
{
    public override string Name => "calls";

    public override Words Slides => new("TCP 서버-클라이언트 분석 (2), (6)", "TCP server-client analysis (2), (6)");

    public override Words Title => new("함수 호출과 TCP 상태", "Function calls and TCP states");

    public override Words Question => new(
        "서버가 LISTEN이 되고 양쪽이 ESTABLISHED가 되는 것은 각각 어느 호출 때문일까요?",
        "Which calls make the server LISTEN, and both sides ESTABLISHED?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("bind()와 accept()", "bind() and accept()"),
        new("listen()과 accept()", "listen() and accept()"),
        new("listen()과 connect()", "listen() and connect()"),
    ];

    public override int Answer => 2;

    public override Words Because => new(
        "listen()이 소켓을 LISTEN으로 바꿉니다. connect()가 SYN을 보내면 나머지는 두 운영체제가 하므로, 서버가 accept()를 부르기 전에 이미 양쪽이 ESTABLISHED입니다. accept()는 완성된 접속을 접속 대기 큐에서 꺼낼 뿐입니다. close()는 FIN을 보내고, 먼저 닫은 쪽이 TIME_WAIT에 남습니다.",
        "listen() changes the socket to LISTEN. connect() sends SYN and the two kernels do the rest, so both sides are ESTABLISHED before the server calls accept(), which only takes the finished connection from the accept queue. close() sends FIN, and TIME_WAIT stays at the side that closed first.");

    public override IReadOnlyList<string> Cards => ["socket", "bind", "listen", "accept", "connect", "send", "recv", "close"];

    public override async Task RunAsync(LabRun run)
    {
        run.Step("서버: socket(), bind()", "Server: socket(), bind()");
        LabSocket listener = run.Socket(TimelineSide.Server);
        LabRun.Must(listener.SetOption(Interop.Linux.Constants.SOL_SOCKET, Interop.Linux.Constants.SO_REUSEADDR, 1, "SO_REUSEADDR"));
        LabRun.Must(listener.Bind(run.Server));
        run.Check("bind()만으로는 아직 LISTEN이 아니다", "After bind() it is not LISTEN yet", run.Find(listener) is null, State(run.Find(listener)));
        LabSocket early = run.Socket(TimelineSide.Client);
        CallResult refused = early.Connect(run.Server);
        run.Check("그래서 지금 connect()하면 거절된다", "So a connect() now is refused", refused.Error == "ECONNREFUSED", refused.ToString());

        run.Step("서버: listen()", "Server: listen()");
        LabRun.Must(listener.Listen(16));
        run.Check("listen()이 상태를 LISTEN으로 바꾼다", "listen() changes the state to LISTEN", run.Find(listener)?.State == TcpState.Listen, State(run.Find(listener)));

        run.Step("클라이언트: socket(), connect()", "Client: socket(), connect()");
        LabSocket client = run.Client();
        (System.Net.IPEndPoint local, System.Net.IPEndPoint remote) = (client.Local!, client.Remote!);
        await run.UntilAsync(() => LabRun.Find(run.Table(), remote, local)?.State == TcpState.Established);
        run.Check("connect()가 리턴하면 클라이언트는 ESTABLISHED다", "When connect() has returned the client is ESTABLISHED", run.Find(client)?.State == TcpState.Established, State(run.Find(client)));
        SocketEntry? unaccepted = LabRun.Find(run.Table(), remote, local);
        run.Check("accept()를 부르기 전인데 서버 쪽도 ESTABLISHED다", "Before any accept() the server's side is ESTABLISHED too", unaccepted?.State == TcpState.Established, State(unaccepted));

        run.Step("서버: accept()", "Server: accept()");
        LabSocket accepted = run.Accept(listener);
        run.Check("대기 소켓은 LISTEN 그대로다", "The listening socket stays in LISTEN", run.Find(listener)?.State == TcpState.Listen, State(run.Find(listener)));

        run.Step("send()와 recv()는 상태를 바꾸지 않습니다.", "send() and recv() change no state.");
        byte[] message = Encoding.UTF8.GetBytes("안녕하세요.");
        LabRun.Must(client.Send(message));
        LabRun.Must(accepted.Receive(new byte[64], LabFlags.Peek));
        (SocketEntry? one, SocketEntry? other) = (run.Find(client), run.Find(accepted));
        run.Check("데이터를 주고받아도 양쪽 모두 ESTABLISHED다", "With data sent both are still ESTABLISHED",
            one?.State == TcpState.Established && other?.State == TcpState.Established, $"{State(one)}, {State(other)}");
        LabRun.Must(accepted.Receive(new byte[64]));

        run.Step("클라이언트: close(). 서버는 아직 닫지 않습니다.", "Client: close(). The server does not close yet.");
        client.Close();
        await run.UntilAsync(() => LabRun.Find(run.Table(), local, remote)?.State == TcpState.FinWait2 && run.Find(accepted)?.State == TcpState.CloseWait);
        (one, other) = (LabRun.Find(run.Table(), local, remote), run.Find(accepted));
        run.Check("먼저 닫은 쪽은 FIN_WAIT2, 상대는 CLOSE_WAIT다", "The side that closed first is in FIN_WAIT2, the other in CLOSE_WAIT",
            one?.State == TcpState.FinWait2 && other?.State == TcpState.CloseWait, $"{State(one)}, {State(other)}");

        run.Step("서버: recv() → 0, close()", "Server: recv() → 0, close()");
        CallResult end = accepted.Receive(new byte[64]);
        accepted.Close();
        run.Check("상대가 닫았으므로 recv()는 0을 리턴한다", "The peer has closed, so recv() returns 0", end is { IsDone: true, Value: 0 }, end.ToString());
        await run.UntilAsync(() => LabRun.Find(run.Table(), local, remote)?.State == TcpState.TimeWait && LabRun.Find(run.Table(), remote, local) is null);
        (one, other) = (LabRun.Find(run.Table(), local, remote), LabRun.Find(run.Table(), remote, local));
        run.Check("먼저 닫은 쪽에만 TIME_WAIT이 남는다", "TIME_WAIT stays only at the side that closed first", one?.State == TcpState.TimeWait && other is null, $"{State(one)}, {State(other)}");
        await run.SettleAsync();
    }

    static string State(SocketEntry? entry) => entry is null ? "–" : TcpStates.NameOf(entry.State);
}
