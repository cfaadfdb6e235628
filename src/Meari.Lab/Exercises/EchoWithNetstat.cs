using System.Net;
using Meari.Observe;

namespace Meari.Lab;

/// <summary>The test of the chapter's programs, with netstat at each step: of IPv4 in exercise 4-2, of IPv6 in 4-3.</summary>
internal sealed class EchoWithNetstat
{
    readonly LabRun _run;
    readonly IPEndPoint _bound, _server;
    readonly NetstatView _view;

    /// <summary>The client's two addresses, once it has connected.</summary>
    IPEndPoint? _client, _peer;

    /// <param name="run">The run.</param>
    /// <param name="bound">What the server binds to.</param>
    /// <param name="server">Where the client connects to.</param>
    public EchoWithNetstat(LabRun run, IPEndPoint bound, IPEndPoint server)
    {
        (_run, _bound, _server) = (run, bound, server);
        _view = new(() => run.Table());
    }

    /// <summary>From the server's start until the client's TIME_WAIT.</summary>
    public async Task<EchoPrograms.Served> RunAsync()
    {
        _run.Step("서버를 실행합니다. 처음에는 아무것도 출력되지 않습니다.", "The server is started. It prints nothing at first.");
        LabSocket listener = _run.Listener(address: _bound);
        Task<EchoPrograms.Served> server = _run.Elsewhere(() => EchoPrograms.Serve(_run, listener));
        if (_view.Left.Count > 0)
            _run.Observe("이전 실행이 남긴 줄(빼고 봅니다)", "Lines that earlier runs have left (not shown)", $"{_view.Left.Count}");
        NetstatLine[] first = Netstat();
        _run.Check("서버만 실행하면 LISTENING 한 줄뿐이다", "With the server alone there is one line, LISTENING", first is [{ State: TcpState.Listen }], NetstatView.StatesOf(first));

        LabSocket client = await ConnectAsync();
        Converse(client);

        _run.Step("클라이언트에 글자 없이 [Enter]를 누릅니다. 클라이언트가 close()하고, 서버도 recv()에서 0을 받아 닫습니다.", "[Enter] without text in the client. It calls close(); the server's recv() returns 0, and it closes too.");
        client.Close();
        EchoPrograms.Served served = await server;
        await _run.UntilAsync(() => Find(_client, _peer)?.State == TcpState.TimeWait && Find(_peer, _client) is null);
        NetstatLine[] third = Netstat();
        _run.Check("종료한 뒤에는 LISTENING과, 먼저 닫은 클라이언트의 TIME_WAIT이 남는다", "After the end LISTENING is left, and TIME_WAIT of the client, which closed first",
            third.Length == 2 && third.Count(static entry => entry.State == TcpState.Listen) == 1 && third.Single(static entry => entry.State != TcpState.Listen) is { State: TcpState.TimeWait } left && left.Local.Equals(_client), NetstatView.StatesOf(third));
        CountDown();
        return served;
    }

    async Task<LabSocket> ConnectAsync()
    {
        _run.Step("클라이언트를 실행합니다.", "The client is started.");
        LabSocket client = _run.Client(_server);
        (_client, _peer) = (client.Local, client.Remote);
        await ThreeLinesAsync();
        return client;
    }

    async Task ThreeLinesAsync()
    {
        await _run.UntilAsync(() => Find(_peer, _client)?.State == TcpState.Established);
        NetstatLine[] second = Netstat();
        NetstatLine[] ends = [.. second.Where(static entry => entry.State == TcpState.Established)];
        _run.Check("클라이언트는 하나인데 세 줄이다: LISTENING 하나와 ESTABLISHED 둘", "One client, and three lines: LISTENING once, ESTABLISHED twice",
            second.Length == 3 && ends.Length == 2 && second.Count(static entry => entry.State == TcpState.Listen) == 1, NetstatView.StatesOf(second));
        _run.Check("두 ESTABLISHED 줄은 한 접속의 양 끝이라서 지역 주소와 원격 주소가 서로 바뀌어 있다", "The two ESTABLISHED lines are the two ends of one connection: local and remote address change places",
            ends is [var one, var other] && one.Local.Equals(other.Remote) && one.Remote.Equals(other.Local), $"{_client} ↔ {_peer}");
    }

    void Converse(LabSocket client)
    {
        _run.Step("클라이언트에 글자를 입력하고 [Enter]를 누릅니다. 두 번 합니다.", "Text and [Enter] in the client, twice.");
        foreach (string message in Exercise.Messages)
        {
            string answer = EchoPrograms.Exchange(client, message);
            _run.Check("보낸 글자가 돌아온다", "The text comes back", answer == message, answer);
        }
    }

    /// <summary>The slide's last look is five minutes later. Nobody waits for it here: the kernel tells how long it would take.</summary>
    void CountDown()
    {
        SocketEntry? left = Find(_client, _peer);
        _run.Check("TIME_WAIT에는 끝나는 시각이 정해져 있다(리눅스에서는 60초)", "TIME_WAIT has its end set (60 s on Linux)",
            left is { Timer: SocketTimer.TimeWait } && left.TimerExpires > TimeSpan.Zero && left.TimerExpires <= TimeSpan.FromSeconds(60.5), $"{left?.TimerExpires.TotalSeconds:F1} s");
        _run.Observe("이 시간이 지나면 다시 LISTENING 한 줄뿐이다(여기서는 기다리지 않음)", "After this time LISTENING is alone again (not waited for here)", $"{left?.TimerExpires.TotalSeconds:F0} s");
    }

    NetstatLine[] Netstat() => _view.Look(_run, NetstatView.Command(_bound.AddressFamily, _run.Port), _bound.AddressFamily);

    SocketEntry? Find(IPEndPoint? local, IPEndPoint? remote) => LabRun.Find(_run.Table(), local, remote);
}
