using System.Net;
using System.Net.Sockets;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>Exercise 4-3: the same programs over IPv6, by the three rules of conversion.</summary>
internal sealed class IPv6Exercise : Exercise
{
    public override string Name => "4-3";

    public override Words Slides => new("TCP 서버-클라이언트(IPv6) (1)~(2)", "TCP server-client (IPv6) (1)–(2)");

    public override Words Title => new("실습 4-3: TCP 서버와 클라이언트(IPv6) 작성과 테스트", "Exercise 4-3: the TCP server and client over IPv6");

    public override Words Question => new(
        "IPv4 프로그램을 IPv6로 바꿉니다. 데이터를 주고받는 send()와 recv()는 어떻게 바꿔야 할까요?",
        "The IPv4 programs are converted to IPv6. What has to change in their send() and recv()?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("주소를 sockaddr_in6로 넘기도록 바꾼다", "They have to be given the address as sockaddr_in6"),
        new("IPv6용 함수로 바꾼다", "Functions for IPv6 take their place"),
        new("바꾸지 않는다", "Nothing"),
    ];

    public override int Answer => 2;

    public override Words Because => new(
        "주소는 접속할 때 정해지고 send()와 recv()는 소켓만 받으므로 바꿀 것이 없습니다. 바꾸는 것은 socket()의 AF_INET6와, bind()·accept()·connect()에 넘기는 sockaddr_in6입니다. 이렇게 바꾼 서버가 정말 IPv6만 지원하는지는 실험 ipv6에서 확인합니다.",
        "The addresses are decided when the connection is made, and send() and recv() take the socket alone. What changes is AF_INET6 in socket(), and sockaddr_in6 in bind(), accept() and connect(). Whether such a server serves IPv6 only is for the experiment ipv6.");

    public override IReadOnlyList<string> Cards => ["ipv6", "sockaddr_in6", "socket"];

    public override LabNeeds Needs => LabNeeds.IPv6;

    public override AddressFamily Family => AddressFamily.InterNetworkV6;

    public override async Task RunAsync(LabRun run)
    {
        EchoPrograms.Served served = await new EchoWithNetstat(run, new(IPAddress.IPv6Any, run.Port), new(IPAddress.IPv6Loopback, run.Port)).RunAsync();
        await run.SettleAsync();

        run.Step("변환 규칙 세 가지를 확인합니다.", "The three rules of conversion.");
        string[] families = [.. run.Events.OfType<CallEvent>().Where(static call => call is { Name: "socket", Result: not null }).Select(static call => $"{call.Arguments}".Split(',')[0])];
        run.Check("① 두 프로그램 모두 socket()에 AF_INET6를 쓴다", "(1) Both programs give socket() AF_INET6", families is ["AF_INET6", "AF_INET6"], string.Join(", ", families));
        run.Check("② accept()가 채운 주소는 sockaddr_in6다(IPv4를 담은 것이 아님)", "(2) The address that accept() fills in is a sockaddr_in6 (and not of IPv4 within it)",
            served.Peer is { AddressFamily: AddressFamily.InterNetworkV6 } peer && peer.Address.Equals(IPAddress.IPv6Loopback), $"{served.Peer}");
        (string server, string client) = (EchoPrograms.CallsOf(run, TimelineSide.Server), EchoPrograms.CallsOf(run, TimelineSide.Client));
        run.Check("③ 부르는 함수는 실습 4-1과 같다: send()와 recv()도 그대로다", "(3) The calls are those of exercise 4-1, send() and recv() as they are",
            server == EchoPrograms.ServerCalls && client == EchoPrograms.ClientCalls, $"{server} | {client}");

        run.Step("규칙을 어겨 봅니다: AF_INET6 소켓에 sockaddr_in을 넘깁니다.", "A rule is broken: an AF_INET6 socket is given a sockaddr_in.");
        CallResult refused = run.Socket(TimelineSide.Server, AddressFamily.InterNetworkV6).Bind(new(IPAddress.Loopback, 0));
        run.Check("그러면 bind()가 실패한다", "Then bind() fails", refused.Error is "EINVAL" or "EAFNOSUPPORT", refused.ToString());
    }
}
