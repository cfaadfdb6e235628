using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Meari.Text;

namespace Meari.Lab;

/// <summary>What is said of the reader's own program.</summary>
internal static class ProgramTexts
{
    const int SignalBase = 128;

    public static Words Listens(AddressFamily family)
    {
        string name = family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";
        return new($"프로그램이 {name}로 LISTEN 상태가 된다", $"The program gets into LISTEN, for {name}");
    }

    public static Words OtherFamily(IPEndPoint local, AddressFamily family) => family == AddressFamily.InterNetworkV6
        ? new($"IPv4로만 기다립니다({local}). socket()에 AF_INET6를, bind()에 sockaddr_in6를 쓰세요.", $"It listens on IPv4 only ({local}): give socket() AF_INET6, and bind() a sockaddr_in6")
        : new($"IPv6로만 기다립니다({local}). socket()에 AF_INET을, bind()에 sockaddr_in을 쓰세요.", $"It listens on IPv6 only ({local}): give socket() AF_INET, and bind() a sockaddr_in");

    public static Words NeverListens(TimeSpan limit) => new(
        $"{Seconds(limit)}초가 지나도 대기 소켓이 없습니다. bind()와 listen()이 성공하는지 확인하세요.",
        $"No listening socket after {Seconds(limit)} s: see whether its bind() and listen() succeed");

    public static Words Ended(int exit) => exit > SignalBase
        ? new($"프로그램이 시그널 {exit - SignalBase}({SignalName(exit - SignalBase)})로 끝났습니다.", $"The program was ended by signal {exit - SignalBase} ({SignalName(exit - SignalBase)})")
        : new($"프로그램이 끝났습니다(종료 코드 {exit}).", $"The program has ended (exit code {exit})");

    /// <summary>Of those by which a program ends itself, or is ended.</summary>
    static string SignalName(int signal) => signal switch
    {
        2 => "SIGINT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        _ => signal.ToString(CultureInfo.InvariantCulture),
    };

    public static Words Connects => new("클라이언트의 connect()가 성공한다", "The client's connect() succeeds");

    public static Words ConnectsAgain => new("두 번째 클라이언트의 connect()도 성공한다", "The second client's connect() succeeds too");

    public static Words Echoes(int bytes) => new($"보낸 {bytes}바이트가 그대로 돌아온다", $"The {bytes} bytes come back as they were sent");

    public static Words NotEchoed(EchoOutcome echo, TimeSpan limit) => echo switch
    {
        { DiffersAt: { } at } => new($"{at}번째 바이트부터 다릅니다({echo.Sent}바이트를 보내고 {echo.Received}바이트를 받음).", $"It differs from byte {at} on ({echo.Sent} bytes sent, {echo.Received} received)"),
        { Received: var more } when more > echo.Sent => new(
            $"{echo.Sent}바이트를 보냈는데 {more}바이트가 왔습니다. recv()가 리턴한 바이트 수만큼만 send()하세요.",
            $"{more} bytes came for the {echo.Sent} that were sent: send() only as many as recv() has returned"),
        { End: { IsDone: true } } => new($"{echo.Received}바이트 뒤에 서버가 먼저 닫았습니다(FIN).", $"The server closed first (FIN), after {echo.Received} of {echo.Sent} bytes"),
        { End: { } end } => new($"{echo.Received}바이트 뒤에 오류가 났습니다({end.Error}).", $"{end.Error} after {echo.Received} of {echo.Sent} bytes"),
        _ => new($"{Seconds(limit)}초 동안 {echo.Received}/{echo.Sent}바이트만 돌아왔습니다. accept(), recv(), send()를 부르는지 확인하세요.",
            $"{echo.Received} of {echo.Sent} bytes within {Seconds(limit)} s: see whether it calls accept(), recv() and send()"),
    };

    public static Words ServerDoesNotClose => new(
        "서버가 통신 소켓을 닫지 않습니다(CLOSE_WAIT). recv()가 0을 리턴하면 close()하세요.",
        "The server does not close its socket (CLOSE_WAIT): call close() when recv() returns 0");

    public static Words ClosesAfterZero => new("서버는 recv()가 0을 리턴하면 통신 소켓을 close()한다", "When recv() returns 0 the server calls close()");

    public static Words NoCalls => new("프로그램의 함수 호출을 볼 수 없습니다(strace).", "The program's calls cannot be seen (strace).");

    public static Words StillListens => new("서버는 계속 LISTEN 상태다: accept()로 돌아갔다", "The server stays in LISTEN: it has gone back to accept()");

    public static Words NoListener => new("대기 소켓이 없어졌습니다.", "The listening socket is gone");

    /// <summary>A system call as the chapter knows it; null for one that it does not.</summary>
    public static string? ChapterNameOf(string call) => call switch
    {
        "socket" or "bind" or "listen" or "close" => call,
        "accept" or "accept4" => "accept",
        "recv" or "recvfrom" or "read" or "recvmsg" or "readv" => "recv",
        "send" or "sendto" or "write" or "sendmsg" or "writev" => "send",
        _ => null,
    };

    static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
