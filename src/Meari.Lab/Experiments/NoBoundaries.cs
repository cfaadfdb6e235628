using System.Text;
using Meari.Text;

namespace Meari.Lab;

/// <summary>TCP carries bytes, not messages: how they were sent says nothing of how they are received.</summary>
internal sealed class NoBoundaries : Experiment
{
    /// <summary>More than any message here.</summary>
    const int Room = 512;

    static readonly string[] Messages = ["하나", "둘", "셋"];

    public override string Name => "no-boundaries";

    public override Words Slides => new("TCP 서버-클라이언트 분석 (11)", "TCP server-client analysis (11)");

    public override Words Title => new("TCP에는 메시지 경계가 없다", "TCP has no message boundaries");

    public override Words Question => new(
        "클라이언트가 send()를 세 번 부른 뒤에 서버가 512바이트 버퍼로 recv()를 한 번 부릅니다. 무엇을 받을까요?",
        "The client calls send() three times; then the server calls recv() once, with a buffer of 512 bytes. What does it receive?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("처음 send()한 것만 받는다. recv()를 세 번 불러야 한다", "Only what the first send() sent; it takes three calls of recv()"),
        new("마지막에 send()한 것만 받는다", "Only what the last send() sent"),
        new("세 번 보낸 것을 한꺼번에 받는다", "All three at once"),
    ];

    public override int Answer => 2;

    public override Words Because => new(
        "수신 버퍼에는 바이트가 차례로 이어져 있을 뿐, 어디까지가 한 번의 send()였는지는 남지 않습니다. recv()는 그때 있는 만큼을 버퍼 크기까지 가져옵니다. 그래서 메시지의 길이는 프로그램이 정해야 하고, 길이를 알면 MSG_WAITALL로 그만큼 기다릴 수 있습니다.",
        "The receive buffer holds bytes in order and does not know where a send() ended. recv() takes what is there, up to the size of its buffer. So programs must agree on the length of a message; one that knows it can wait for all of it with MSG_WAITALL.");

    public override IReadOnlyList<string> Cards => ["send", "recv"];

    public override async Task RunAsync(LabRun run)
    {
        (_, LabSocket client, LabSocket accepted) = run.Pair();
        await ThreeSendsOneReceiveAsync(run, client, accepted);
        await OneSendManyReceivesAsync(run, client, accepted);
        await KnownLengthAsync(run, client, accepted);
    }

    static async Task ThreeSendsOneReceiveAsync(LabRun run, LabSocket client, LabSocket accepted)
    {
        run.Step("클라이언트: send()를 세 번 부릅니다.", "Client: send() three times.");
        long total = 0;
        foreach (string message in Messages)
            total += LabRun.Must(client.Send(Encoding.UTF8.GetBytes(message)));
        await run.UntilAsync(() => run.Find(accepted)?.ReceiveQueue == total);
        run.Step("서버: recv()를 한 번 부릅니다.", "Server: recv() once.");
        byte[] buffer = new byte[Room];
        CallResult received = accepted.Receive(buffer);
        string text = Encoding.UTF8.GetString(buffer, 0, (int)LabRun.Must(received));
        run.Check("recv() 한 번이 send() 세 번의 바이트를 모두 가져온다", "One recv() takes the bytes of three calls of send()", text == string.Concat(Messages), $"{received} = {text}");
    }

    static async Task OneSendManyReceivesAsync(LabRun run, LabSocket client, LabSocket accepted)
    {
        run.Step("클라이언트: 16바이트를 한 번에 send()합니다. 서버: 7바이트 버퍼로 recv()합니다.", "Client: one send() of 16 bytes. Server: recv() with a buffer of 7 bytes.");
        byte[] message = Encoding.UTF8.GetBytes("안녕하세요.");
        LabRun.Must(client.Send(message));
        await run.UntilAsync(() => run.Find(accepted)?.ReceiveQueue == message.Length);
        long[] pieces = [.. Enumerable.Range(0, 3).Select(_ => LabRun.Must(accepted.Receive(new byte[7])))];
        run.Check("send() 한 번을 recv() 여러 번에 나누어 받는다", "One send() is received by several calls of recv()", pieces is [7, 7, 2], $"16 = {string.Join(" + ", pieces)}");
    }

    static async Task KnownLengthAsync(LabRun run, LabSocket client, LabSocket accepted)
    {
        byte[] message = Encoding.UTF8.GetBytes("안녕하세요."), buffer = new byte[message.Length];
        run.Step("클라이언트: 16바이트 가운데 10바이트만 먼저 보냅니다. 서버: 16바이트를 recv()합니다.", "Client: the first 10 of 16 bytes. Server: recv() of 16 bytes.");
        LabRun.Must(client.Send(message.AsMemory(0, 10)));
        CallResult part = accepted.Receive(buffer);
        run.Check("recv()는 버퍼가 다 차기를 기다리지 않는다", "recv() does not wait for its buffer to fill", part.Value == 10, part.ToString());
        LabRun.Must(client.Send(message.AsMemory(10)));
        LabRun.Must(accepted.Receive(buffer));

        run.Step("같은 일을 MSG_WAITALL로 합니다. 서버가 먼저 recv()를 부릅니다.", "The same with MSG_WAITALL; the server calls recv() first.");
        long before = Received();
        Task<CallResult> all = run.Elsewhere(() => accepted.Receive(buffer, LabFlags.WaitAll));
        LabRun.Must(client.Send(message.AsMemory(0, 10)));
        // The rest follows only when the waiting recv() has taken the first part: one without the flag would have returned with it.
        await run.UntilAsync(() => Received() == before + 10 && run.Find(accepted)?.ReceiveQueue == 0);
        LabRun.Must(client.Send(message.AsMemory(10)));
        CallResult whole = await all;
        run.Check("MSG_WAITALL을 주면 길이만큼 다 올 때까지 기다린다", "With MSG_WAITALL it waits until all of it has come", whole.Value == message.Length && buffer.AsSpan().SequenceEqual(message), $"10 + 6 = {whole}");

        long Received() => run.Find(accepted, information: true)?.Information?.BytesReceived ?? -1;
    }
}
