using System.Diagnostics;
using Meari.Interop.Linux;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>Small writes, with and without TCP_NODELAY, to a peer that delays its acknowledgments.</summary>
internal sealed class Nagle : Experiment
{
    /// <summary>Requests on each connection, and the small writes of each.</summary>
    const int Requests = 5, Writes = 3;

    public override string Name => "nagle";

    public override Words Slides => new("TCP 서버-클라이언트 분석 (10)", "TCP server-client analysis (10)");

    public override Words Title => new("조금씩 보낼 때: Nagle과 지연된 확인 응답", "Small writes: Nagle and the delayed acknowledgment");

    public override Words Question => new(
        "클라이언트가 1바이트씩 send()를 세 번 부르고 대답을 기다립니다. 서버는 3바이트를 다 받아야 대답합니다. 세그먼트는 몇 개일까요?",
        "The client calls send() three times with 1 byte each and waits for the reply; the server replies once it has all 3. How many segments are sent?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("send()마다 하나씩, 언제나 셋", "One for each send(): always three"),
        new("모아서 언제나 하나", "They are collected: always one"),
        new("보통은 셋보다 적고, TCP_NODELAY를 켜면 셋", "Usually fewer than three; with TCP_NODELAY three"),
    ];

    public override int Answer => 2;

    public override Words Because => new(
        "Nagle 알고리즘은 확인 응답을 받지 못한 바이트가 있으면 작은 데이터를 보내지 않고 모읍니다. 첫 바이트는 바로 가고, 나머지는 그 확인 응답이 와야 갑니다. 상대는 대답에 실어 보내려고 확인 응답을 늦추므로(리눅스에서 약 40ms), 서로 기다리는 시간이 생깁니다. TCP_NODELAY는 모으지 않고 바로 보냅니다. 한 번의 send()로 모아 보내는 것이 더 낫습니다.",
        "Nagle's algorithm holds small data back while anything is unacknowledged. The first byte goes at once, the rest when its ACK has come. The peer delays that ACK to send it along with its reply (about 40 ms on Linux), so each waits for the other. TCP_NODELAY sends at once. Better still is one send() with everything.");

    public override IReadOnlyList<string> Cards => ["send"];

    public override async Task RunAsync(LabRun run)
    {
        LabSocket listener = run.Listener();
        run.Step("TCP_NODELAY 없이 보냅니다.", "Without TCP_NODELAY.");
        (long collected, int collecting) = await ConnectionAsync(run, listener, noDelay: false);
        run.Step("TCP_NODELAY를 켜고 같은 일을 합니다.", "The same with TCP_NODELAY.");
        (long atOnce, int sending) = await ConnectionAsync(run, listener, noDelay: true);

        run.Check("TCP_NODELAY를 켜면 send()마다 세그먼트가 하나다", "With TCP_NODELAY each send() is a segment", atOnce == Requests * Writes, $"{Requests} × {Writes} → {atOnce}");
        run.Check("켜지 않으면 작은 데이터를 모아 더 적은 세그먼트로 보낸다", "Without it small data is collected into fewer segments", collected < atOnce, $"{collected} < {atOnce}");
        await run.SettleAsync();
        run.CheckSegments("잡은 세그먼트도 그렇다", "The captured segments say the same", () =>
        {
            (int few, int many) = (CapturedOf(collecting), CapturedOf(sending));
            return (few < many && many == Requests * Writes, $"{few} < {many}");
        });

        int CapturedOf(int port) => run.Events.OfType<SegmentEvent>()
            .Count(s => s is { Side: TimelineSide.Client, Length: > 0, Retransmission: false } && s.Local?.Port == port);
    }

    /// <returns>The segments with data that the client sent, retransmissions not counted, and its port.</returns>
    static async Task<(long Segments, int Port)> ConnectionAsync(LabRun run, LabSocket listener, bool noDelay)
    {
        LabSocket client = run.Client(), accepted = run.Accept(listener);
        if (noDelay)
            LabRun.Must(client.SetOption(Constants.IPPROTO_TCP, Constants.TCP_NODELAY, 1, "TCP_NODELAY"));
        Task<int> serving = run.Elsewhere(() => Serve(accepted));
        List<double> milliseconds = [];
        byte[] reply = new byte[1];
        for (int request = 0; request < Requests; request++)
        {
            // A new connection acknowledges at once; one that talks to and fro delays. This makes it so from the first request on.
            LabRun.Must(accepted.SetOption(Constants.IPPROTO_TCP, Constants.TCP_QUICKACK, 0, "TCP_QUICKACK"));
            long begun = Stopwatch.GetTimestamp();
            for (byte piece = 0; piece < Writes; piece++)
                LabRun.Must(client.Send(new[] { piece }));
            LabRun.Must(client.Receive(reply));
            milliseconds.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        await serving;
        TcpInformation? information = run.Find(client, information: true)?.Information;
        milliseconds.Sort();
        run.Observe("대답까지 걸린 시간(중앙값)", "Time until the reply (median)", FormattableString.Invariant($"{milliseconds[Requests / 2]:0.00} ms"));
        return ((information?.DataSegmentsSent ?? -1) - (information?.Retransmissions ?? 0), client.Local?.Port ?? 0);
    }

    /// <summary>Replies to each request when all of it is there.</summary>
    static int Serve(LabSocket accepted)
    {
        byte[] request = new byte[Writes];
        for (int served = 0; served < Requests; served++)
        {
            if (accepted.Receive(request, LabFlags.WaitAll).Value != Writes)
                return served;
            accepted.Send(request.AsMemory(0, 1));
        }
        return Requests;
    }
}
