using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using Meari.Interop.Linux;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>The three rules of conversion, and whether what they make serves IPv6 only.</summary>
internal sealed class OverIPv6 : Experiment
{
    public override string Name => "ipv6";

    public override Words Slides => new("TCP 서버-클라이언트(IPv6) (1)~(2)", "TCP server-client (IPv6) (1)–(2)");

    public override Words Title => new("IPv6로 바꾼 서버는 IPv6만 받나", "Does a server converted to IPv6 serve IPv6 only?");

    public override Words Question => new(
        "서버를 AF_INET6로 바꾸고 [::]:9000에서 기다립니다. IPv4 클라이언트가 127.0.0.1:9000에 접속하면 어떻게 될까요?",
        "The server was converted to AF_INET6 and listens on [::]:9000. An IPv4 client connects to 127.0.0.1:9000. What happens?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("언제나 거절된다(ECONNREFUSED)", "It is always refused (ECONNREFUSED)"),
        new("언제나 접속된다", "It always connects"),
        new("IPV6_V6ONLY가 꺼져 있으면(리눅스의 기본) 접속되고, 켜져 있으면(윈도우의 기본) 거절된다", "It connects if IPV6_V6ONLY is off (Linux's default), and is refused if it is on (Windows' default)"),
    ];

    public override int Answer => 2;

    public override Words Because => new(
        "AF_INET6 소켓은 IPV6_V6ONLY가 꺼져 있으면 IPv4 접속도 받고, 상대의 IPv4 주소를 ::ffff:127.0.0.1처럼 IPv6 안에 넣어 보여 줍니다. 슬라이드의 “IPv6만을 지원”은 이 옵션이 켜진 윈도우의 기본 설정에서 맞고, 리눅스의 기본 설정에서는 맞지 않습니다. send()와 recv()는 바꿀 것이 없습니다.",
        "With IPV6_V6ONLY off an AF_INET6 socket takes IPv4 connections too and shows the peer's IPv4 address within IPv6, as ::ffff:127.0.0.1. The slide's “IPv6 only” is true with Windows' default, where the option is on, and not with Linux's. send() and recv() stay as they are.");

    public override IReadOnlyList<string> Cards => ["socket", "bind"];

    public override LabNeeds Needs => LabNeeds.IPv6;

    public override async Task RunAsync(LabRun run)
    {
        IPEndPoint any = new(IPAddress.IPv6Any, run.Port), loopback = new(IPAddress.IPv6Loopback, run.Port);
        run.Step("서버: AF_INET6 소켓을 [::]에 bind()하고 listen()합니다. 클라이언트: [::1]에 접속합니다.", "Server: an AF_INET6 socket, bind() to [::], listen(). Client: connects to [::1].");
        LabSocket listener = run.Listener(address: any);
        LabSocket client = run.Client(loopback), accepted = run.Accept(listener);
        byte[] message = Encoding.UTF8.GetBytes("안녕하세요."), buffer = new byte[message.Length];
        LabRun.Must(client.Send(message));
        CallResult received = accepted.Receive(buffer, LabFlags.WaitAll);
        run.Check("주소만 바꾸면 send()와 recv()는 그대로 쓴다", "With the addresses changed, send() and recv() work as they are", buffer.AsSpan().SequenceEqual(message) && IPAddress.IPv6Loopback.Equals(accepted.Remote?.Address), $"{accepted.Remote}: {received}");

        ByDefault(run, listener);
        TwoFamilies(run, listener, any, loopback);
        await run.SettleAsync();
    }

    /// <summary>An option that nobody set decides whether IPv4 clients are served.</summary>
    static void ByDefault(LabRun run, LabSocket listener)
    {
        LabRun.Must(listener.GetOption(Constants.IPPROTO_IPV6, Constants.IPV6_V6ONLY, "IPV6_V6ONLY", out int only));
        run.Observe("이 컴퓨터의 IPV6_V6ONLY 기본값", "IPV6_V6ONLY by default here", $"{only}");
        run.Step("IPv4 클라이언트가 127.0.0.1로 같은 서버에 접속합니다.", "An IPv4 client connects to the same server at 127.0.0.1.");
        LabSocket client = run.Socket(TimelineSide.Client);
        CallResult connected = client.Connect(run.Server);
        run.Check("IPv4 클라이언트는 IPV6_V6ONLY가 꺼져 있을 때만 접속된다", "An IPv4 client connects only while IPV6_V6ONLY is off", connected.IsDone ? only == 0 : only != 0 && connected.Error == "ECONNREFUSED", $"IPV6_V6ONLY={only}: {connected}");
        if (!connected.IsDone)
            return;
        IPEndPoint? peer = run.Accept(listener).RemoteAsGiven;
        run.Check("서버는 IPv4 주소를 IPv6 주소 안에서 본다", "The server sees the IPv4 address within an IPv6 one", peer?.Address.IsIPv4MappedToIPv6 == true && peer.Address.MapToIPv4().Equals(IPAddress.Loopback) && peer.Port == client.Local?.Port, $"{peer}");
        LinkLocal(run);
    }

    /// <summary>Each interface has its own fe80::/10, so an address of it needs the interface's number.</summary>
    static void LinkLocal(LabRun run)
    {
        IPAddress? address = NetworkInterface.GetAllNetworkInterfaces().Where(static i => i.OperationalStatus == OperationalStatus.Up)
            .SelectMany(static i => i.GetIPProperties().UnicastAddresses).Select(static a => a.Address).FirstOrDefault(static a => a.IsIPv6LinkLocal);
        if (address is null)
        {
            run.Observe("fe80:: 주소", "An fe80:: address", "–");
            return;
        }
        run.Step("fe80:: 주소는 인터페이스마다 있으므로, 어느 것인지(scope id)를 함께 주어야 합니다.", "Each interface has its own fe80:: addresses, so one must say which (scope id).");
        LabSocket client = run.Socket(TimelineSide.Client, AddressFamily.InterNetworkV6);
        CallResult without = client.Connect(new(new IPAddress(address.GetAddressBytes()), run.Port));
        run.Check("scope id 없이는 fe80:: 주소에 접속할 수 없다", "Without a scope id an fe80:: address cannot be connected to", without.Error == "EINVAL", without.ToString());
    }

    static void TwoFamilies(LabRun run, LabSocket listener, IPEndPoint any, IPEndPoint loopback)
    {
        run.Step("서버: IPV6_V6ONLY를 켜고 다시 시작합니다.", "Server: again, with IPV6_V6ONLY on.");
        listener.Close();
        LabSocket only = run.Socket(TimelineSide.Server, AddressFamily.InterNetworkV6);
        LabRun.Must(only.SetOption(Constants.SOL_SOCKET, Constants.SO_REUSEADDR, 1, "SO_REUSEADDR"));
        LabRun.Must(only.SetOption(Constants.IPPROTO_IPV6, Constants.IPV6_V6ONLY, 1, "IPV6_V6ONLY"));
        LabRun.Must(only.Bind(any));
        LabRun.Must(only.Listen(4096));
        CallResult four = run.Socket(TimelineSide.Client).Connect(run.Server);
        run.Check("켜면 IPv4 클라이언트는 거절된다", "With it on an IPv4 client is refused", four.Error == "ECONNREFUSED", four.ToString());
        CallResult six = run.Socket(TimelineSide.Client, AddressFamily.InterNetworkV6).Connect(loopback);
        run.Check("IPv6 클라이언트는 여전히 접속된다", "An IPv6 client still connects", six.IsDone, six.ToString());

        run.Step("같은 포트에 IPv4 대기 소켓을 따로 둡니다.", "An IPv4 listening socket beside it, on the same port.");
        LabSocket beside = run.Listener(address: new(IPAddress.Any, run.Port));
        run.Client();
        run.Check("두 대기 소켓이 포트를 함께 쓰고, IPv4는 IPv4 소켓이 받는다", "Both share the port, and IPv4 goes to the IPv4 socket", run.Accept(beside).RemoteAsGiven?.AddressFamily == AddressFamily.InterNetwork, $"0.0.0.0:{run.Port} + [::]:{run.Port}");
    }
}
