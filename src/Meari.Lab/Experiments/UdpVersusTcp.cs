using System.Net.Sockets;
using System.Text;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>The same messages over UDP: their boundaries are kept, and what is lost stays lost, for nothing is kept to be sent again.</summary>
internal sealed class UdpVersusTcp : Experiment
{
    /// <summary>More than any message here.</summary>
    const int Room = 512;

    static readonly string[] Messages = ["하나", "둘", "셋"];

    public override string Name => "udp-vs-tcp";

    public override Words Slides => new("TCP 서버-클라이언트 분석 (8)~(9)", "TCP server-client analysis (8)–(9)");

    public override Words Title => new("같은 메시지를 UDP로", "The same messages over UDP");

    public override Words Question => new(
        "데이터그램이 가는 길에 사라졌습니다. UDP로 보낸 프로그램은 어떻게 알까요?",
        "A datagram is lost on its way. How does the program that sent it over UDP learn of it?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("sendto()가 -1을 리턴한다", "sendto() returns -1"),
        new("모른다. sendto()는 성공하고, 다시 보내지도 않는다", "It does not: sendto() succeeds, and nothing is sent again"),
        new("운영체제가 다시 보내므로 알 필요가 없다", "It need not: the kernel sends again"),
    ];

    public override int Answer => 1;

    public override Words Because => new(
        "UDP는 데이터그램을 하나씩 따로 보내므로 경계가 남습니다. 그러나 확인 응답이 없어서 다시 보내려고 남겨 두는 것도 없습니다. 사라지면 그것으로 끝입니다. TCP는 경계를 남기지 않지만, 확인 응답을 받을 때까지 송신 버퍼에 두었다가 다시 보냅니다.",
        "UDP sends each datagram by itself, so boundaries are kept. But there is no acknowledgment, so nothing is kept to be sent again: lost is lost. TCP keeps no boundaries, but keeps the bytes in the send buffer until they are acknowledged, and sends them again.");

    public override IReadOnlyList<string> Cards => ["sendto", "recvfrom"];

    public override async Task RunAsync(LabRun run)
    {
        LabSocket server = run.Socket(TimelineSide.Server, type: SocketType.Dgram), client = run.Socket(TimelineSide.Client, type: SocketType.Dgram);
        LabRun.Must(server.Bind(run.Server));
        Boundaries(run, client, server);
        await LossAsync(run, client, server);
        await OverTcpAsync(run);
    }

    static void Boundaries(LabRun run, LabSocket client, LabSocket server)
    {
        run.Step("UDP: sendto()를 세 번, recvfrom()을 세 번 부릅니다.", "UDP: sendto() three times, recvfrom() three times.");
        foreach (string message in Messages)
            LabRun.Must(client.SendTo(Encoding.UTF8.GetBytes(message), run.Server));
        string[] received = [.. Messages.Select(_ => Text(server))];
        run.Check("UDP는 메시지의 경계를 지킨다", "UDP keeps the boundaries of messages", received.SequenceEqual(Messages), string.Join(" | ", received));

        run.Step("UDP: 16바이트 데이터그램을 7바이트 버퍼로 받습니다.", "UDP: a datagram of 16 bytes into a buffer of 7 bytes.");
        LabRun.Must(client.SendTo(Encoding.UTF8.GetBytes("안녕하세요."), run.Server));
        LabRun.Must(client.SendTo(Encoding.UTF8.GetBytes("둘"), run.Server));
        CallResult part = server.ReceiveFrom(new byte[7]);
        string next = Text(server);
        run.Check("버퍼에 들어가지 않은 나머지는 버려지고, 다음 recvfrom()은 다음 데이터그램을 받는다", "What does not fit is thrown away; the next recvfrom() gets the next datagram", part.Value == 7 && next == "둘", $"{part} | {next}");
    }

    static async Task LossAsync(LabRun run, LabSocket client, LabSocket server)
    {
        run.Step("UDP: 도착하는 데이터그램을 버리게 하고 “하나”를 보냅니다. 그 뒤에 필터를 떼고 “둘”을 보냅니다.", "UDP: what arrives is dropped, and “하나” is sent; then the filter is taken off and “둘” is sent.");
        LabRun.Must(server.DropArrivals());
        CallResult sent = client.SendTo(Encoding.UTF8.GetBytes("하나"), run.Server);
        await run.UntilAsync(() => server.Dropped >= 1);
        run.Check("사라진 데이터그램도 sendto()는 성공했다", "sendto() succeeded for the datagram that was lost", sent.Value == 6, sent.ToString());
        LabRun.Must(server.TakeArrivals());
        LabRun.Must(client.SendTo(Encoding.UTF8.GetBytes("둘"), run.Server));
        string received = Text(server);
        run.Check("사라진 데이터그램은 다시 오지 않는다", "The lost datagram does not come again", received == "둘", received);
    }

    static async Task OverTcpAsync(LabRun run)
    {
        run.Step("TCP: 같은 메시지를 보내고, 도착하는 세그먼트를 똑같이 버립니다.", "TCP: the same messages, and segments dropped in the same way.");
        (_, LabSocket client, LabSocket accepted) = run.Pair();
        if (!run.Loses(accepted, "TCP에서는 하나도 잃지 않지만 경계는 없다", "Over TCP nothing is lost, but there are no boundaries"))
            return;
        long total = 0;
        foreach (string message in Messages)
            total += LabRun.Must(client.Send(Encoding.UTF8.GetBytes(message)));
        await run.UntilAsync(() => accepted.Dropped >= 1);
        LabRun.Must(accepted.TakeArrivals());
        byte[] buffer = new byte[total];
        CallResult received = accepted.Receive(buffer, LabFlags.WaitAll);
        string text = Encoding.UTF8.GetString(buffer);
        run.Check("TCP에서는 하나도 잃지 않지만 경계는 없다", "Over TCP nothing is lost, but there are no boundaries", received.Value == total && text == string.Concat(Messages), $"{received} = {text}");
    }

    static string Text(LabSocket socket)
    {
        byte[] buffer = new byte[Room];
        return Encoding.UTF8.GetString(buffer, 0, (int)LabRun.Must(socket.ReceiveFrom(buffer)));
    }
}
