using System.Net;

namespace Meari.Text;

/// <summary>What <c>meari serve</c> says on stderr.</summary>
internal sealed partial class Messages
{
    /// <param name="endPoints">Where.</param>
    /// <param name="dualStack">Whether [::] takes IPv4, too.</param>
    /// <param name="engine">The engine's name.</param>
    public string Listening(IReadOnlyList<IPEndPoint> endPoints, bool dualStack, string engine)
    {
        string families = dualStack ? Say("(IPv6와 IPv4)", " (IPv6 and IPv4)") : Say("(IPv6만)", " (IPv6 only)");
        string where = string.Join(", ", endPoints.Select(e => e + (e.Address.Equals(IPAddress.IPv6Any) ? families : "")));
        return Say(
            $"{where}에서 접속을 기다립니다. 엔진: {Engine(engine)}",
            $"Listening on {where}. Engine: {Engine(engine)}");
    }

    public string UnknownHost(string host, string family) => Say(
        $"meari: '{Escape.Text(host)}'의 {family} 주소를 알 수 없습니다. 이름을 확인하거나 IP 주소를 쓰세요.",
        $"meari: cannot find an {family} address of '{Escape.Text(host)}'; check the name, or give an IP address.");

    public string NoIPv6() => Say(
        "이 컴퓨터에는 IPv6가 없어서 IPv4로만 기다립니다.",
        "This machine has no IPv6: listening on IPv4 only.");

    public string NoReusePort() => Say(
        "meari: 이 운영체제에서는 여러 프로세스가 한 포트를 함께 쓸 수 없습니다(SO_REUSEPORT가 없음). --reuse-port를 빼세요.",
        "meari: this system cannot share a port between processes (no SO_REUSEPORT); leave out --reuse-port.");

    public string AcceptFailing(string why, int error) => Say(
        $"접속을 수용하지 못하고 있습니다: {why}({Number(error)}). 기다렸다가 저절로 다시 시도합니다.",
        $"Cannot accept connections: {why} ({Number(error)}). Trying again by itself, with pauses.");

    public string UnknownError(string call, int error) => Say(
        $"{call}() 호출이 메아리가 모르는 오류로 끝났습니다({Number(error)}). 이 줄을 제보해 주세요.",
        $"{call}() ended with an error that Meari does not know ({Number(error)}). Please report this line.");

    public string Draining(int connections, TimeSpan limit) => Say(
        $"종료하는 중: 접속 {Units.Count(connections)}개가 끝나기를 최대 {Duration(limit)} 기다립니다. Ctrl-C를 한 번 더 누르면 바로 끝냅니다.",
        $"Stopping: waiting up to {Duration(limit)} for {Units.Count(connections)} {Connections(connections)} to finish. Ctrl-C again ends at once.");

    public string Drained(int finished, int cut) => finished + cut == 0 ? Say("종료했습니다.", "Stopped.") : Say(
        $"종료했습니다: 접속 {Units.Count(finished)}개 정상 종료, {Units.Count(cut)}개 강제 종료(RST).",
        $"Stopped: {Units.Count(finished)} {Connections(finished)} finished, {Units.Count(cut)} cut off (RST).");

    /// <summary>One connection has ended.</summary>
    /// <param name="client">Whose.</param>
    /// <param name="why">One of the reasons below.</param>
    /// <param name="received">Bytes received.</param>
    /// <param name="sent">Bytes sent.</param>
    public string Ended(IPEndPoint client, string why, long received, long sent) => Say(
        $"{Address(client)}: {why} ({Units.Count(received)}바이트 받음, {Units.Count(sent)}바이트 보냄)",
        $"{Address(client)}: {why} ({Units.Bytes(received)} in, {Units.Bytes(sent)} out)");

    public string ClientFinished => Say("정상 종료: 클라이언트가 먼저 끝냄(FIN)", "normal close: the client finished (FIN)");

    public string ServerFinished => Say("정상 종료: 서버가 먼저 끝냄", "normal close: the server finished first");

    public string ClientReset => Say("강제 종료(RST): 클라이언트가 끊음", "reset by the client (RST)");

    public string WasIdle => Say("종료: 오랫동안 데이터가 오가지 않음(--idle-timeout)", "closed: idle for too long (--idle-timeout)");

    public string WasBeyondLimit => Say("거절(RST): 최대 접속 수에 도달함(--max-connections)", "refused (RST): the server is full (--max-connections)");

    public string WasDrained => Say("정상 종료: 서버가 종료하는 중", "normal close: the server is stopping");

    public string WasCut => Say("강제 종료(RST): 끝나기 전에 서버가 종료함", "cut off (RST): the server stopped before it had finished");

    public string WasAborted => Say("강제 종료(RST): 서버가 끊음", "reset by the server (RST)");

    public string HandlerFailed(string exception) => Say(
        $"강제 종료(RST): 서버의 오류({Escape.Text(exception)})",
        $"reset by the server (RST): a fault of its own ({Escape.Text(exception)})");

    public string Broken(string why, int error) => Say($"오류로 끊김: {why}({Number(error)})", $"lost: {why} ({Number(error)})");

    public string CannotListen(IPEndPoint endPoint, string why, string whatToDo) => Say(
        $"meari: {endPoint}에서 접속을 기다릴 수 없습니다. {why}. {whatToDo}",
        $"meari: cannot listen on {endPoint}: {why}. {whatToDo}");

    public string HeldBy(string program, int processId) => Say(
        $"이 포트는 {Escape.Text(program)}(PID {Number(processId)}) 프로그램이 이미 사용 중입니다",
        $"the port is in use by {Escape.Text(program)} (PID {Number(processId)})");

    public string ListedTwice => Say(
        "이 명령에 같은 주소와 포트가 두 번 있습니다",
        "this command has the address and port twice");

    /// <param name="example">What to write instead.</param>
    public string ChooseAnotherPort(string example) => Say(
        $"그 프로그램을 끝내거나 다른 포트를 쓰세요(예: {example}).",
        $"Stop that program, or take another port (for example {example}).");

    public string GiveItOnce => Say("한 번만 쓰세요.", "Give it once.");

    public string CheckAddress => Say("이 컴퓨터의 주소인지 확인하세요(ip address).", "Check that it is one of this machine's (ip address).");

    public string NeedsRight => Say("1024보다 작은 포트는 관리자만 쓸 수 있습니다. 더 큰 포트를 쓰세요.", "Ports below 1024 are the administrator's; take a higher one.");

    public string UseIPv4 => Say("-4를 붙여 IPv4로 기다리세요.", "Use -4 to listen on IPv4.");

    public string TryLater => Say("잠시 뒤에 다시 시도하세요.", "Try again later.");

    static string Connections(int count) => count == 1 ? "connection" : "connections";
}
