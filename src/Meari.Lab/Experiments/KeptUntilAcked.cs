using System.Text;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>What was sent stays in the send buffer until it is acknowledged: so what is lost can be sent again.</summary>
internal sealed class KeptUntilAcked : Experiment
{
    public override string Name => "kept-until-acked";

    public override Words Slides => new("TCP 서버-클라이언트 분석 (9)~(10)", "TCP server-client analysis (9)–(10)");

    public override Words Title => new("확인 응답이 올 때까지 송신 버퍼에 남는다", "Kept in the send buffer until acknowledged");

    public override Words Question => new(
        "send()는 이미 16을 리턴했는데, 그 바이트를 실은 세그먼트가 가는 길에 사라졌습니다. 어떻게 될까요?",
        "send() has returned 16, but the segment with those bytes is lost on its way. What happens?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("데이터를 잃는다. 프로그램이 다시 send()해야 한다", "The data is lost; the program must send() again"),
        new("운영체제가 송신 버퍼에 남은 바이트를 다시 보낸다", "The kernel sends the bytes again from the send buffer"),
        new("다음 send()가 실패하여 프로그램에 알려 준다", "The next send() fails and so tells the program"),
    ];

    public override int Answer => 1;

    public override Words Because => new(
        "송신 버퍼의 바이트는 상대 운영체제의 확인 응답(ACK)이 와야 지워집니다. 정해진 시간 안에 오지 않으면 운영체제가 남아 있는 바이트를 다시 보내며, 다시 보낼 때마다 더 오래 기다립니다. 프로그램은 이 일을 알지 못합니다.",
        "Bytes leave the send buffer only when the peer's kernel has acknowledged them. If no ACK comes in time, the kernel sends again what it still has, and waits longer each time. The program does not notice.");

    public override IReadOnlyList<string> Cards => ["send"];

    public override async Task RunAsync(LabRun run)
    {
        byte[] message = Encoding.UTF8.GetBytes("안녕하세요."), buffer = new byte[512];
        (_, LabSocket client, LabSocket accepted) = run.Pair();

        run.Step("서버 쪽에 도착하는 세그먼트를 모두 버리게 합니다(소켓 필터). 네트워크에서 사라진 것과 같습니다.", "Every segment that arrives at the server is dropped (a socket filter), as if the network had lost it.");
        if (!run.Loses(accepted, "다시 보낸 바이트가 도착하여 하나도 잃지 않았다", "What was sent again arrives; nothing is lost"))
            return;
        CallResult sent = client.Send(message);
        await run.UntilAsync(() => accepted.Dropped >= 1);
        run.Check("세그먼트가 사라져도 send()는 이미 성공했다", "Though the segment is lost, send() has succeeded", sent.Value == message.Length, sent.ToString());
        CheckKept("확인 응답을 받지 못한 바이트는 송신 버퍼에 남아 있다", "The unacknowledged bytes are still in the send buffer");

        run.Step("운영체제가 다시 보낼 때까지 기다립니다. 그것도 버립니다.", "Wait until the kernel sends again; that is dropped too.");
        await run.UntilAsync(() => accepted.Dropped >= 2 && Retransmissions() >= 1);
        run.Observe("다시 보낸 횟수(TCP_INFO)", "Retransmissions (TCP_INFO)", $"{Retransmissions()}");
        CheckKept("다시 보낸 뒤에도 송신 버퍼에 남아 있다", "After the retransmission they are still there");

        run.Step("필터를 떼고, 서버가 recv()를 부릅니다. 클라이언트는 아무것도 하지 않습니다.", "The filter is taken off, and the server calls recv(). The client does nothing.");
        LabRun.Must(accepted.TakeArrivals());
        CallResult received = accepted.Receive(buffer);
        run.Check("다시 보낸 바이트가 도착하여 하나도 잃지 않았다", "What was sent again arrives; nothing is lost", received.Value == message.Length && buffer.AsSpan(0, message.Length).SequenceEqual(message), received.ToString());
        await run.UntilAsync(() => run.Find(client)?.SendQueue == 0);
        run.Check("프로그램은 send()를 한 번 불렀고, 운영체제는 두 번 넘게 보냈다", "The program called send() once; the kernel sent more than twice", Retransmissions() >= 2, $"1 + {Retransmissions()}");
        await run.SettleAsync();
        run.CheckSegments("다시 보낸 세그먼트는 처음 것과 순서 번호와 길이가 같다", "What is sent again has the sequence number and length of the first", () =>
        {
            SegmentEvent[] data = [.. run.Events.OfType<SegmentEvent>().Where(static s => s is { Side: TimelineSide.Client, Length: > 0 })];
            return (data.Length >= 3 && data.All(s => s.Sequence == data[0].Sequence && s.Length == message.Length) && data.Skip(1).All(static s => s.Retransmission),
                string.Join(", ", data.Select(s => $"seq {s.Sequence} +{(s.Time - data[0].Time) / 1_000_000} ms")));
        });

        long Retransmissions() => run.Find(client, information: true)?.Information?.Retransmissions ?? -1;

        void CheckKept(string korean, string english)
        {
            (long? kept, long? arrived) = (run.Find(client)?.SendQueue, run.Find(accepted)?.ReceiveQueue);
            run.Check(korean, english, kept == message.Length && arrived == 0, $"{kept} | {arrived}");
        }
    }
}
