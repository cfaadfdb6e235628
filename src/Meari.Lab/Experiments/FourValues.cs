using System.Net;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>Which call decides which of the four address values, on each side.</summary>
internal sealed class FourValues : Experiment
{
    public override string Name => "four-values";

    public override Words Slides => new("TCP 서버-클라이언트 분석 (1)~(7)", "TCP server-client analysis (1)–(7)");

    public override Words Title => new("네 주소 값은 언제 정해지나", "When the four address values are decided");

    public override Words Question => new(
        "클라이언트는 bind()를 부르지 않습니다. 클라이언트의 지역 포트 번호는 언제 정해질까요?",
        "A client does not call bind(). When is its local port decided?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("socket()이 소켓을 만들 때", "When socket() makes the socket"),
        new("connect()를 부를 때", "When connect() is called"),
        new("처음 send()할 때", "At the first send()"),
    ];

    public override int Answer => 1;

    public override Words Because => new(
        "connect()는 원격 주소를 정하면서, bind()를 부르지 않은 소켓의 지역 IP 주소와 지역 포트 번호도 정합니다. connect()가 bind()의 일을 겸하는 셈입니다. 서버의 통신 소켓은 accept()가 리턴할 때 네 값이 모두 정해져 있고, 한쪽의 지역 주소가 다른 쪽의 원격 주소입니다.",
        "connect() decides the remote address, and for a socket that has not called bind() the local IP address and port as well: it does bind()'s work too. The server's accepted socket comes with all four values decided, and each side's local address is the other's remote one.");

    public override IReadOnlyList<string> Cards => ["bind", "connect", "accept"];

    public override async Task RunAsync(LabRun run)
    {
        run.Step("서버: socket()으로 소켓을 만듭니다. 프로토콜만 정해집니다.", "Server: socket() makes a socket; only the protocol is decided.");
        LabSocket listener = run.Socket(TimelineSide.Server);
        run.Check("socket() 뒤에는 지역 포트 번호가 정해져 있지 않다", "After socket() no local port is decided", listener.Local is { Port: 0 }, Show(listener.Local));

        run.Step("서버: bind()가 지역 주소를 정하고, listen()이 대기 소켓으로 만듭니다.", "Server: bind() decides the local address, listen() makes it a listening socket.");
        LabRun.Must(listener.SetOption(Interop.Linux.Constants.SOL_SOCKET, Interop.Linux.Constants.SO_REUSEADDR, 1, "SO_REUSEADDR"));
        LabRun.Must(listener.Bind(run.Server));
        run.Check("bind()는 지역 IP 주소와 지역 포트 번호를 정한다", "bind() decides the local IP address and port", run.Server.Equals(listener.Local), Show(listener.Local));
        LabRun.Must(listener.Listen(4096));
        run.Check("대기 소켓에는 원격 주소가 없다", "A listening socket has no remote address", listener.Remote is null, Show(listener.Remote));

        run.Step("클라이언트: socket() 다음에 bind() 없이 connect()를 부릅니다.", "Client: socket(), then connect() without bind().");
        LabSocket client = run.Socket(TimelineSide.Client);
        run.Check("connect() 전에는 클라이언트의 네 값이 하나도 정해지지 않았다", "Before connect() none of the client's four values is decided", client.Local is { Port: 0 } && client.Remote is null, Show(client.Local));
        LabRun.Must(client.Connect(run.Server));
        run.Check("connect()가 원격 주소와 함께 지역 주소와 포트 번호도 정했다", "connect() decided the local address and port along with the remote one", client.Local is { Port: > 0 } && run.Server.Equals(client.Remote), $"{Show(client.Local)} → {Show(client.Remote)}");

        run.Step("서버: accept()가 새 통신 소켓을 리턴합니다.", "Server: accept() returns a new socket.");
        LabSocket accepted = run.Accept(listener);
        run.Check("통신 소켓의 원격 주소는 클라이언트의 지역 주소다", "The accepted socket's remote address is the client's local one", Equals(accepted.Remote, client.Local), $"{Show(accepted.Remote)} = {Show(client.Local)}");
        run.Check("통신 소켓의 지역 주소는 클라이언트의 원격 주소다", "The accepted socket's local address is the client's remote one", Equals(accepted.Local, client.Remote), $"{Show(accepted.Local)} = {Show(client.Remote)}");
        client.Close();
        accepted.Close();
        await run.SettleAsync();
    }

    static string Show(IPEndPoint? address) => address?.ToString() ?? "–";
}
