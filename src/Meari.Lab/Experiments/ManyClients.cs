using System.Net;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>accept makes a new socket for each client; all share the server's port, and the remote pair tells them apart.</summary>
internal sealed class ManyClients : Experiment
{
    const int Clients = 3;

    public override string Name => "many-clients";

    public override Words Slides => new("TCP 서버-클라이언트 구조 (4)~(5)", "TCP server-client structure (4)–(5)");

    public override Words Title => new("하나의 서버와 여러 클라이언트", "One server, many clients");

    public override Words Question => new(
        "클라이언트 셋이 접속했습니다. 서버의 통신 소켓 셋은 지역 포트 번호가 서로 다를까요?",
        "Three clients have connected. Do the server's three accepted sockets have different local ports?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("다르다. 통신 소켓마다 새 포트 번호를 받는다", "Yes: each accepted socket gets a port of its own"),
        new("같다. 원격 주소와 포트 번호로 구별한다", "No: all have the server's, and the remote address and port tell them apart"),
        new("같다. 대기 소켓 하나로 셋과 통신한다", "No: one listening socket talks to all three"),
    ];

    public override int Answer => 1;

    public override Words Because => new(
        "accept()는 클라이언트마다 새 통신 소켓을 만들어 리턴하고, 대기 소켓은 LISTEN 상태로 남아 다음 접속을 기다립니다. 통신 소켓들은 모두 서버의 지역 IP 주소와 포트 번호를 쓰고, 원격 IP 주소와 포트 번호가 달라 운영체제가 세그먼트를 알맞은 소켓에 넣습니다.",
        "accept() makes and returns a new socket for each client, and the listening socket stays in LISTEN for the next one. All accepted sockets have the server's local address and port; their remote addresses and ports differ, and by these the kernel finds the socket of a segment.");

    public override IReadOnlyList<string> Cards => ["accept", "listen"];

    public override async Task RunAsync(LabRun run)
    {
        run.Step("서버가 기다리고, 클라이언트 셋이 접속합니다.", "The server listens, and three clients connect.");
        LabSocket listener = run.Listener();
        LabSocket[] clients = [.. Enumerable.Range(0, Clients).Select(_ => run.Client())];

        run.Step("서버: accept()를 세 번 부릅니다.", "Server: accept(), three times.");
        LabSocket[] accepted = [.. Enumerable.Range(0, Clients).Select(_ => run.Accept(listener))];
        int descriptors = accepted.Select(static socket => socket.Descriptor).Append(listener.Descriptor).Distinct().Count();
        run.Check("accept()는 부를 때마다 새 소켓을 리턴한다", "accept() returns a new socket each time", descriptors == Clients + 1,
            $"{listener.Descriptor} → {string.Join(", ", accepted.Select(static socket => socket.Descriptor))}");
        run.Check("통신 소켓의 지역 포트 번호는 모두 서버의 것이다", "All accepted sockets have the server's local port", accepted.All(socket => socket.Local!.Port == run.Port),
            string.Join(", ", accepted.Select(static socket => socket.Local)));
        IPEndPoint[] remotes = [.. accepted.Select(static socket => socket.Remote!)];
        run.Check("통신 소켓은 원격 주소로 구별된다", "Their remote addresses tell them apart", remotes.Distinct().Count() == Clients, string.Join(", ", remotes.Select(static end => end.ToString())));
        run.Check("원격 주소는 클라이언트들의 지역 주소다", "These are the clients' local addresses", remotes.ToHashSet().SetEquals(clients.Select(static client => client.Local!)),
            string.Join(", ", clients.Select(static client => client.Local)));

        IReadOnlyList<SocketEntry> table = run.Table();
        int listening = table.Count(static entry => entry.State == TcpState.Listen), established = table.Count(static entry => entry.State == TcpState.Established);
        run.Check("대기 소켓은 LISTEN으로 남아 있다", "The listening socket stays in LISTEN", listening == 1, $"LISTEN {listening}");
        run.Check("한 컴퓨터에서는 접속마다 ESTABLISHED가 두 줄이다", "On one machine each connection is two lines of ESTABLISHED", established == 2 * Clients, $"ESTABLISHED {established}");

        run.Step("클라이언트마다 다른 글자를 보내고, 통신 소켓마다 받습니다.", "Each client sends a different letter; each accepted socket receives.");
        string received = "";
        for (int i = 0; i < Clients; i++)
            LabRun.Must(clients[i].Send(new byte[] { (byte)('a' + i) }));
        // By address: which client is first in the queue is the kernel's business.
        foreach (LabSocket client in clients)
        {
            byte[] letter = new byte[1];
            LabRun.Must(accepted.First(socket => Equals(socket.Remote, client.Local)).Receive(letter));
            received += (char)letter[0];
        }
        run.Check("각 통신 소켓은 자기 클라이언트의 데이터만 받는다", "Each accepted socket gets only its own client's data", received == "abc", received);
        await run.SettleAsync();
    }
}
