using System.Net;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>Three ways to a RST: close with unread data, close with SO_LINGER 0, connect to a closed port.</summary>
internal sealed class Reset : Experiment
{
    public override string Name => "reset";

    public override Words Slides => new("TCP 서버-클라이언트 분석 (12)", "TCP server-client analysis (12)");

    public override Words Title => new("강제 종료(RST)에 이르는 세 길", "Three ways to a reset (RST)");

    public override Words Question => new(
        "서버가 수신 버퍼에 읽지 않은 데이터를 남긴 채 close()했습니다. 클라이언트의 recv()는 무엇을 리턴할까요?",
        "The server calls close() with unread data in its receive buffer. What does the client's recv() return?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("0(정상 종료)", "0 (a normal close)"),
        new("-1, ECONNRESET(강제 종료)", "-1, ECONNRESET (a reset)"),
        new("리턴하지 않는다", "It does not return"),
    ];

    public override int Answer => 1;

    public override Words Because => new(
        "읽지 않은 데이터를 버리고 닫으면 상대에게 '다 받았다'고 할 수 없으므로 운영체제는 FIN 대신 RST를 보냅니다. SO_LINGER를 0초로 켜고 닫아도 RST를 보내고, 기다리는 소켓이 없는 포트에 접속하면 SYN의 답으로 RST가 옵니다.",
        "A side that closes and throws unread data away cannot claim to have received it all, so the kernel sends RST instead of FIN. Closing with SO_LINGER on and 0 seconds sends RST too; and a SYN to a port where nobody listens is answered with RST.");

    public override IReadOnlyList<string> Cards => ["close", "connect"];

    public override async Task RunAsync(LabRun run)
    {
        byte[] buffer = new byte[16];
        run.Step("첫째: 서버가 읽지 않은 데이터를 남기고 close()합니다.", "First: the server closes with unread data.");
        (LabSocket listener, LabSocket client, LabSocket accepted) = run.Pair();
        LabRun.Must(client.Send(new byte[5]));
        await run.UntilAsync(() => run.Find(accepted)?.ReceiveQueue == 5);
        accepted.Close();
        CallResult unread = client.Receive(buffer);
        run.Check("읽지 않은 데이터가 있으면 close()가 RST를 보낸다", "With unread data close() sends RST", unread.Error == "ECONNRESET", unread.ToString());
        CallResult broken = client.Send(new byte[1]);
        run.Check("강제 종료된 소켓에는 send()도 실패한다", "On a socket that was reset, send() fails too", broken.Error == "EPIPE", broken.ToString());
        client.Close();

        run.Step("둘째: 클라이언트가 SO_LINGER를 0초로 켜고 close()합니다.", "Second: the client closes with SO_LINGER on and 0 seconds.");
        client = run.Client();
        accepted = run.Accept(listener);
        (IPEndPoint? local, IPEndPoint? remote) = (client.Local, client.Remote);
        LabRun.Must(client.SetLinger(true, 0));
        client.Close();
        CallResult lingered = accepted.Receive(buffer);
        run.Check("SO_LINGER 0이면 close()가 RST를 보낸다", "With SO_LINGER 0 close() sends RST", lingered.Error == "ECONNRESET", lingered.ToString());
        run.Check("RST로 닫으면 TIME_WAIT이 남지 않는다", "After a RST no TIME_WAIT is left", LabRun.Find(run.Table(), local, remote) is null, "–");
        accepted.Close();

        run.Step("셋째: 기다리는 소켓이 없는 포트에 connect()합니다.", "Third: connect() to a port where nobody listens.");
        listener.Close();
        LabSocket refused = run.Socket(TimelineSide.Client);
        CallResult result = refused.Connect(run.Server);
        run.Check("닫힌 포트는 접속을 거절한다", "A closed port refuses the connection", result.Error == "ECONNREFUSED", result.ToString());
        await run.SettleAsync();
        run.CheckSegments("세 번 모두 RST 세그먼트가 보인다", "All three times a segment with RST is seen", () =>
        {
            int resets = run.Events.OfType<SegmentEvent>().Where(static s => s.ControlBits.HasFlag(TcpControlBits.Rst)).Select(static s => s.Connection).Distinct().Count();
            return (resets >= 3, $"RST × {resets}");
        });
    }
}
