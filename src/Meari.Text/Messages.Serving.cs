using System.Net;

namespace Meari.Text;

/// <summary>What <c>meari serve</c> says on stderr.</summary>
internal sealed partial class Messages
{
    public string Listening(IReadOnlyList<IPEndPoint> endPoints, string engine)
    {
        string where = string.Join(", ", endPoints);
        return Say(
            $"{where}에서 접속을 기다립니다. 엔진: {engine} (.NET의 소켓, 어느 운영체제에서나 동작)",
            $"Listening on {where}. Engine: {engine} (.NET's own sockets, which run on every system)");
    }

    public string UnknownHost(string host) => Say(
        $"meari: '{Escape.Text(host)}'의 IP 주소를 알 수 없습니다. 이름을 확인하거나 IP 주소를 쓰세요.",
        $"meari: cannot find an IP address of '{Escape.Text(host)}'; check the name, or give an IP address.");

    public string NoIPv6() => Say(
        "이 컴퓨터에는 IPv6가 없어서 IPv4로만 기다립니다.",
        "This machine has no IPv6: listening on IPv4 alone.");

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
        $"종료하는 중: 접속 {Units.Count(connections)}개가 끝나기를 최대 {Units.Duration(limit)} 기다립니다. 다시 누르면(Ctrl-C) 바로 끝냅니다.",
        $"Stopping: waiting up to {Units.Duration(limit)} for {Units.Count(connections)} {Connections(connections)} to finish. Ctrl-C again ends at once.");

    public string Drained(int finished, int cut) => Say(
        $"종료했습니다: 접속 {Units.Count(finished)}개 정상 종료, {Units.Count(cut)}개 강제 종료(RST).",
        $"Stopped: {Units.Count(finished)} {Connections(finished)} finished, {Units.Count(cut)} cut off (RST).");

    /// <summary>One connection has ended.</summary>
    /// <param name="client">Whose.</param>
    /// <param name="why">One of the reasons below.</param>
    /// <param name="received">Bytes received.</param>
    /// <param name="sent">Bytes sent.</param>
    public string Ended(IPEndPoint client, string why, long received, long sent) => Say(
        $"{Address(client)}: {why} (받은 바이트 {Units.Count(received)}, 보낸 바이트 {Units.Count(sent)})",
        $"{Address(client)}: {why} ({Units.Count(received)} bytes in, {Units.Count(sent)} bytes out)");

    public string ClientFinished => Say("정상 종료: 클라이언트가 먼저 끝냄(FIN)", "normal close: the client finished (FIN)");

    public string ServerFinished => Say("정상 종료: 서버가 먼저 끝냄", "normal close: the server finished first");

    public string ClientReset => Say("강제 종료(RST): 클라이언트가 끊음", "reset by the client (RST)");

    public string WasIdle => Say("종료: 오래 데이터가 오가지 않음(--idle-timeout)", "closed: nothing moved for too long (--idle-timeout)");

    public string WasBeyondLimit => Say("거절(RST): 접속이 이미 가득 참(--max-connections)", "refused (RST): the server is full (--max-connections)");

    public string WasDrained => Say("정상 종료: 서버가 끝나는 중", "normal close: the server is stopping");

    public string WasCut => Say("강제 종료(RST): 서버 종료 시한이 지남(--drain)", "cut off (RST): the time to stop was over (--drain)");

    public string WasAborted => Say("강제 종료(RST): 서버가 끊음", "reset by the server (RST)");

    public string HandlerFailed(string exception) => Say(
        $"강제 종료(RST): 서버의 오류({Escape.Text(exception)})",
        $"reset by the server (RST): a fault of its own ({Escape.Text(exception)})");

    public string Broken(string why, int error) => Say($"오류로 끊김: {why}({Number(error)})", $"lost: {why} ({Number(error)})");

    public string CannotListen(IPEndPoint endPoint, string why, string whatToDo) => Say(
        $"meari: {endPoint}에서 접속을 기다릴 수 없습니다. {why}. {whatToDo}",
        $"meari: cannot listen on {endPoint}: {why}. {whatToDo}");

    public string HeldBy(string program, int processId) => Say(
        $"이 포트는 이미 {Escape.Text(program)}(PID {Number(processId)}) 프로그램이 쓰고 있습니다",
        $"the port is in use by {Escape.Text(program)} (PID {Number(processId)})");

    public string ChooseAnotherPort(int port) => Say(
        $"그 프로그램을 끝내거나 다른 포트를 쓰세요(예: -p {Number(port == 65535 ? 0 : port + 1)}).",
        $"Stop that program, or take another port (for example -p {Number(port == 65535 ? 0 : port + 1)}).");

    public string CheckAddress => Say("이 컴퓨터의 주소인지 확인하세요(ip address).", "Check that it is one of this machine's (ip address).");

    public string NeedsRight => Say("1024보다 작은 포트는 관리자만 쓸 수 있습니다. 더 큰 포트를 쓰세요.", "Ports below 1024 are the administrator's; take a higher one.");

    public string UseIPv4 => Say("-4를 붙여 IPv4로 기다리세요.", "Use -4 to listen on IPv4.");

    public string TryLater => Say("잠시 뒤에 다시 시도하세요.", "Try again later.");

    static string Connections(int count) => count == 1 ? "connection" : "connections";
}
