using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>A peer that does not read: a non-blocking send takes part, then -1/EAGAIN; a blocking one waits; the window closes, and the kernel probes.</summary>
internal sealed class FullBuffer : Experiment
{
    /// <summary>More than both buffers together can ever hold here (they are limited below).</summary>
    const int Much = 8 * 1024 * 1024;

    /// <summary>What both sides ask for as the sizes of their buffers; the kernel doubles it.</summary>
    const int BufferSize = 64 * 1024;

    public override string Name => "full-buffer";

    public override Words Slides => new("TCP 서버-클라이언트 분석 (9)~(10)", "TCP server-client analysis (9)–(10)");

    public override Words Title => new("송신 버퍼가 가득 차면", "When the send buffer is full");

    public override Words Question => new(
        "상대가 recv()를 전혀 부르지 않습니다. 논블로킹 소켓으로 8 MiB를 send()하면 무엇을 리턴할까요?",
        "The peer never calls recv(). What does send() of 8 MiB on a non-blocking socket return?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("8388608", "8388608"),
        new("8388608보다 작은 수. 다시 부르면 -1(EAGAIN)", "A smaller number; called again, -1 (EAGAIN)"),
        new("바로 -1(EAGAIN)", "-1 (EAGAIN) at once"),
        new("상대가 읽을 때까지 리턴하지 않는다", "It does not return until the peer reads"),
    ];

    public override int Answer => 1;

    public override Words Because => new(
        "send()는 송신 버퍼에 들어가는 만큼만 복사합니다. 논블로킹 소켓은 들어간 만큼을 리턴하고, 자리가 없으면 -1(EAGAIN)이므로 남은 것을 다시 보내야 합니다. 블로킹 소켓은 다 들어갈 때까지 기다립니다. 상대의 수신 버퍼가 가득 차면 수신 윈도우가 0이 되고, 운영체제는 이따금 윈도우 탐침을 보냅니다.",
        "send() copies what the send buffer takes. A non-blocking socket returns how much that was, and -1 (EAGAIN) when there is no room, so the rest must be sent again; a blocking one waits until everything is in. When the peer's receive buffer is full its window is 0, and the kernel sends a window probe now and then.");

    public override IReadOnlyList<string> Cards => ["send"];

    public override async Task RunAsync(LabRun run)
    {
        run.Step("두 버퍼를 작게 정하고 접속합니다. 서버는 recv()를 부르지 않습니다.", "Both buffers are made small, and the client connects; the server does not call recv().");
        LabSocket listener = run.Listener();
        // An accepted socket inherits it, and the window of the handshake counts on it.
        LabRun.Must(listener.SetOption(Interop.Linux.Constants.SOL_SOCKET, Interop.Linux.Constants.SO_RCVBUF, BufferSize, "SO_RCVBUF"));
        LabSocket client = run.Socket(TimelineSide.Client);
        LabRun.Must(client.SetOption(Interop.Linux.Constants.SOL_SOCKET, Interop.Linux.Constants.SO_SNDBUF, BufferSize, "SO_SNDBUF"));
        LabRun.Must(client.Connect(run.Server));
        LabSocket accepted = run.Accept(listener);

        run.Step("논블로킹 소켓으로 8 MiB를 send()합니다.", "A non-blocking send() of 8 MiB.");
        LabRun.Must(client.SetBlocking(false));
        byte[] much = new byte[Much];
        CallResult part = client.Send(much);
        run.Check("논블로킹 send()는 들어간 만큼만 리턴한다", "A non-blocking send() returns only how much went in", part.Value is > 0 and < Much, part.ToString());
        long sent = part.Value;
        CallResult full = part;
        // As long as acknowledgments make room, a little more goes in.
        await run.UntilAsync(() =>
        {
            full = client.Send(much.AsMemory(0, 64 * 1024));
            sent += Math.Max(0, full.Value);
            return full.Error is not null && run.Find(client) is { } socket && run.Find(accepted) is { } peer && socket.SendQueue + peer.ReceiveQueue == sent && Window(run, client) == 0;
        });
        run.Check("자리가 없으면 -1(EAGAIN)을 리턴한다", "Without room it returns -1 (EAGAIN)", full.Error == "EAGAIN", full.ToString());
        (long sending, long receiving) = (run.Find(client)?.SendQueue ?? 0, run.Find(accepted)?.ReceiveQueue ?? 0);
        run.Observe("보낸 쪽 송신 버퍼 / 받는 쪽 수신 버퍼", "Sender's send buffer / receiver's receive buffer", $"{sending} / {receiving}");
        run.Check("바이트는 두 버퍼에 나뉘어 있고 하나도 사라지지 않았다", "The bytes are in the two buffers, and none is lost", sending + receiving == sent, $"{sending} + {receiving} = {sent}");
        run.Check("두 버퍼가 모두 찼다", "Both buffers are full", sending > 0 && receiving > 0, $"{sending}, {receiving}");
        // Looked at until it is so: while the kernel sends a probe no timer runs.
        SocketTimer? timer = null;
        await run.UntilAsync(() => (timer = run.Find(client)?.Timer) is SocketTimer.ZeroWindowProbe);
        run.Check("수신 윈도우가 0이라 운영체제가 윈도우 탐침의 타이머를 건다", "The window is 0, so the kernel starts the timer of its window probe", timer == SocketTimer.ZeroWindowProbe, "persist");

        run.Step("블로킹으로 바꾸고 다시 send()합니다. 서버가 읽어서 자리가 날 때까지 기다립니다.", "Blocking again: this send() waits until the server reads and so makes room.");
        LabRun.Must(client.SetBlocking(true));
        Task<CallResult> waiting = run.Elsewhere(() => client.Send(much.AsMemory(0, 256 * 1024)));
        await run.UntilAsync(() => run.Events.Any(static e => e is CallEvent { Side: TimelineSide.Client, Name: "send", Requested: 256 * 1024, Result: null }));
        run.Check("블로킹 send()는 기다린다", "A blocking send() waits", !waiting.IsCompleted, "…");

        run.Step("서버: recv()로 모두 읽습니다.", "Server: recv() until all is read.");
        long read = 0;
        byte[] buffer = new byte[64 * 1024];
        while (read < sent + 256 * 1024)
            read += LabRun.Must(accepted.Receive(buffer));
        CallResult released = await waiting;
        run.Check("자리가 나자 블로킹 send()가 모두 복사하고 리턴했다", "With room the blocking send() copied everything and returned", released.Value == 256 * 1024, released.ToString());
        run.Check("보낸 바이트를 모두 받았다", "Every byte sent was received", read == sent + 256 * 1024, $"{read}");
        await run.SettleAsync();
        run.CheckSegments("윈도우 0인 세그먼트가 왔다", "Segments with window 0 came", () =>
        {
            int closed = run.Events.OfType<SegmentEvent>().Count(static s => s is { Side: TimelineSide.Server, Window: 0 });
            return (closed > 0, $"win 0 × {closed}");
        });
    }

    /// <summary>What the receiver offers: 0 when nothing more is on its way and the sender may send nothing.</summary>
    static long Window(LabRun run, LabSocket sender) => run.Find(sender)?.Timer == SocketTimer.ZeroWindowProbe ? 0 : 1;
}
