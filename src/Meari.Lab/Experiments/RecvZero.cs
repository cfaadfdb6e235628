using System.Text;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>recv's two kinds of success, data and 0 at a normal close; an error at a reset; and after a half-close 0, and still able to send.</summary>
internal sealed class RecvZero : Experiment
{
    public override string Name => "recv-zero";

    public override Words Slides => new("TCP 서버-클라이언트 분석 (11)~(12)", "TCP server-client analysis (11)–(12)");

    public override Words Title => new("recv()의 두 가지 성공과 실패", "recv()'s two kinds of success, and its failure");

    public override Words Question => new(
        "상대가 데이터를 보내고 바로 정상 종료(FIN)했습니다. 그 뒤에 recv()를 두 번 부르면 무엇을 리턴할까요?",
        "The peer sent data and closed normally (FIN) right after. What do two calls of recv() return then?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("받은 바이트 수, 그다음 0", "The number of bytes, then 0"),
        new("0, 데이터는 사라진다", "0; the data is lost"),
        new("받은 바이트 수, 그다음 -1", "The number of bytes, then -1"),
    ];

    public override int Answer => 0;

    public override Words Because => new(
        "FIN은 데이터 다음 차례로 전달되므로 수신 버퍼의 데이터를 먼저 읽고, 더 올 것이 없을 때 0을 받습니다. 0은 실패가 아니라 정상 종료를 알리는 성공입니다. 강제 종료(RST)는 -1(ECONNRESET)입니다. 상대가 반만 닫았다면(half-close) 0을 받은 뒤에도 이쪽에서는 보낼 수 있습니다.",
        "FIN is delivered in order, behind the data: what is in the receive buffer is read first, and 0 comes when no more will. 0 is not a failure but the success that tells of a normal close. A reset (RST) is -1 (ECONNRESET). After the peer's half-close recv() returns 0, and this side can still send.");

    public override IReadOnlyList<string> Cards => ["recv", "shutdown", "close"];

    public override async Task RunAsync(LabRun run)
    {
        byte[] buffer = new byte[512];
        run.Step("정상 종료: 클라이언트가 보내고 바로 close()합니다.", "A normal close: the client sends and calls close() at once.");
        (LabSocket listener, LabSocket client, LabSocket accepted) = run.Pair();
        LabRun.Must(client.Send(Encoding.UTF8.GetBytes("안녕")));
        client.Close();
        await run.UntilAsync(accepted, TcpState.CloseWait);
        CallResult data = accepted.Receive(buffer), end = accepted.Receive(buffer), again = accepted.Receive(buffer);
        run.Check("FIN이 이미 왔어도 데이터를 먼저 받는다", "Though FIN has come, the data is received first", data.Value == 6, data.ToString());
        run.Check("더 올 데이터가 없으면 0을 리턴한다", "When no more will come it returns 0", end is { IsDone: true, Value: 0 }, end.ToString());
        run.Check("다시 불러도 0이다", "Called again it is 0 again", again is { IsDone: true, Value: 0 }, again.ToString());
        accepted.Close();

        run.Step("반만 닫기: 클라이언트가 shutdown(SHUT_WR)을 부르고, 서버는 0을 받은 뒤 답을 보냅니다.", "Half-close: the client calls shutdown(SHUT_WR); the server gets 0 and then sends its answer.");
        client = run.Client();
        accepted = run.Accept(listener);
        LabRun.Must(client.Shutdown(1));
        CallResult half = accepted.Receive(buffer);
        CallResult answer = accepted.Send(Encoding.UTF8.GetBytes("답"));
        CallResult received = client.Receive(buffer);
        run.Check("반만 닫은 상대에게서는 0을 받는다", "From a peer that has half-closed recv() returns 0", half is { IsDone: true, Value: 0 }, half.ToString());
        run.Check("0을 받은 뒤에도 보낼 수 있고, 상대는 받는다", "After 0 one can still send, and the peer receives", answer.Value == 3 && received.Value == 3, $"send {answer}, recv {received}");
        client.Close();
        accepted.Close();

        run.Step("강제 종료: 클라이언트가 RST를 보냅니다(SO_LINGER 0으로 close()).", "A reset: the client sends RST (close() with SO_LINGER 0).");
        client = run.Client();
        accepted = run.Accept(listener);
        LabRun.Must(client.SetLinger(true, 0));
        client.Close();
        CallResult reset = accepted.Receive(buffer);
        run.Check("강제 종료는 0이 아니라 -1(ECONNRESET)이다", "A reset is not 0 but -1 (ECONNRESET)", reset.Error == "ECONNRESET", reset.ToString());
        await run.SettleAsync();
    }
}
