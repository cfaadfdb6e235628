using System.Text;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>send returns when the kernel has copied the bytes; they leave the send buffer at the peer kernel's acknowledgment, which is not the peer's recv.</summary>
internal sealed class SendReturnsEarly : Experiment
{
    public override string Name => "send-returns-early";

    public override Words Slides => new("TCP 서버-클라이언트 분석 (9)~(10)", "TCP server-client analysis (9)–(10)");

    public override Words Title => new("send()는 상대가 받기 전에 리턴한다", "send() returns before the peer has received");

    public override Words Question => new(
        "서버가 recv()를 부르지 않고 있습니다. 클라이언트의 send()는 리턴할까요? 그 바이트는 지금 어디에 있을까요?",
        "The server does not call recv(). Does the client's send() return, and where are its bytes now?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("서버가 recv()할 때까지 리턴하지 않는다", "It does not return until the server calls recv()"),
        new("바로 리턴하고, 바이트는 서버 운영체제의 수신 버퍼에 있다", "It returns at once, and the bytes are in the receive buffer of the server's kernel"),
        new("바로 리턴하고, 바이트는 클라이언트의 송신 버퍼에만 있다", "It returns at once, and the bytes are in the client's send buffer alone"),
    ];

    public override int Answer => 1;

    public override Words Because => new(
        "send()는 데이터를 송신 버퍼에 복사하고 리턴합니다. 상대 운영체제가 받아 확인 응답(ACK)을 보내면 송신 버퍼에서 지워집니다. 확인 응답은 상대 프로그램이 recv()했다는 뜻이 아닙니다.",
        "send() copies the data into the send buffer and returns. When the peer's kernel has it and acknowledges, the send buffer lets it go. An acknowledgment does not mean that the peer's program has called recv().");

    public override IReadOnlyList<string> Cards => ["send", "recv"];

    public override async Task RunAsync(LabRun run)
    {
        run.Step("접속을 맺습니다. 서버는 아직 recv()를 부르지 않습니다.", "The client connects; the server does not call recv() yet.");
        (_, LabSocket client, LabSocket accepted) = run.Pair();
        byte[] message = Encoding.UTF8.GetBytes("안녕하세요.");

        run.Step("클라이언트: send()로 16바이트를 보냅니다.", "Client: send() of 16 bytes.");
        CallResult sent = client.Send(message);
        run.Check("send()는 보낸 바이트 수를 리턴한다", "send() returns the number of bytes", sent.Value == message.Length, sent.ToString());
        await run.UntilAsync(() => run.Find(client)?.SendQueue == 0);
        long waiting = run.Find(accepted)?.ReceiveQueue ?? -1;
        run.Check("recv()하지 않았는데도 바이트는 이미 서버의 수신 버퍼에 있다", "Though nobody called recv(), the bytes are in the server's receive buffer", waiting == message.Length, $"{waiting}");
        long? left = run.Find(client)?.SendQueue;
        run.Check("확인 응답을 받은 송신 버퍼는 비어 있다", "After the acknowledgment the send buffer is empty", left == 0, $"{left}");

        run.Step("서버: 이제 recv()를 부릅니다.", "Server: now recv().");
        CallResult received = accepted.Receive(new byte[512]);
        run.Check("recv()는 수신 버퍼의 바이트를 가져온다", "recv() takes the bytes out of the receive buffer", received.Value == message.Length, received.ToString());
        await run.SettleAsync();
        run.CheckSegments("ACK는 서버의 recv()보다 먼저 왔다", "The ACK came before the server's recv()", () =>
        {
            TimelineEvent? acknowledged = run.Events.FirstOrDefault(e => e is SegmentEvent { Side: TimelineSide.Server, Length: 0 } s && s.Acknowledgment == message.Length + 1);
            TimelineEvent? read = run.Events.FirstOrDefault(e => e is CallEvent { Side: TimelineSide.Server, Name: "recv" });
            return (acknowledged is not null && read is not null && acknowledged.Time < read.Time, acknowledged is null || read is null ? "–" : $"{(read.Time - acknowledged.Time) / 1000} µs");
        });
    }
}
