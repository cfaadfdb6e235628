using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>What is said to the reader whose hands make the steps.</summary>
/// <param name="exercise">Which exercise.</param>
/// <param name="port">The server's port.</param>
internal sealed class HandsOnTexts(Exercise exercise, int port)
{
    bool IsIPv6 => exercise.Family == AddressFamily.InterNetworkV6;

    string FamilyOption => IsIPv6 ? " -6" : "";

    string PortOption => port == TcpAddress.DefaultPort ? "" : $" -p {port}";

    public static Words HowItGoes => new(
        "서버와 클라이언트를 각각 다른 터미널 창에서 실행합니다. 한 단계가 소켓 표에 보이면 저절로 다음으로 넘어갑니다. 할 수 없는 단계는 여기서 Enter를 누르면 건너뛰고, Ctrl-C를 누르면 그만둡니다.",
        "The server and the client are started in two other terminal windows. When a step is seen in the table of sockets, the next one follows by itself. Enter here goes on without a step that cannot be made; Ctrl-C ends.");

    // --- the server ---

    public static Words StartServer => new("서버를 실행하세요. 처음에는 아무것도 출력되지 않습니다.", "Start the server. It prints nothing at first.");

    public string ServerCommand => $"meari serve --book{FamilyOption}{PortOption}";

    public Words OtherServers => port == TcpAddress.DefaultPort
        ? new(
            $"직접 작성한 서버(포트 {port})나 교재의 서버(dotnet run samples/{Sample}.cs)도 됩니다.",
            $"A server of your own on port {port}, or the chapter's (dotnet run samples/{Sample}.cs), will do as well.")
        : new($"직접 작성한 서버(포트 {port})도 됩니다.", $"A server of your own on port {port} will do as well.");

    string Sample => IsIPv6 ? "TCPServer6" : "TCPServer";

    public Words Listens => new($"서버의 대기 소켓이 포트 {port}에서 LISTEN 상태다", $"The server's listening socket is in LISTEN at port {port}");

    public static Words OneLine => new("서버만 실행하면 LISTENING 한 줄뿐이다", "With the server alone there is one line, LISTENING");

    public Words WhyListen => new(
        $"socket()으로 만든 소켓에 bind()가 지역 IP 주소와 지역 포트 번호를 정하고, listen()이 상태를 LISTEN으로 바꾸었습니다{(IsIPv6 ? ". socket()에는 AF_INET6를, bind()에는 sockaddr_in6를 썼습니다" : "")}. 서버는 이제 accept()에서 기다립니다.",
        $"bind() has decided the local IP address and port of the socket that socket() made, and listen() has put it into LISTEN{(IsIPv6 ? "; socket() was given AF_INET6, bind() a sockaddr_in6" : "")}. Now the server waits in accept().");

    public static Words ListenedBefore(SocketEntry? listener) => new(
        $"이 소켓은 시작하기 전부터 있었습니다: {OwnerOf(listener).Korean}. 이 서버로 계속합니다. 다른 프로그램이라면 끝내고 다시 하거나, -p로 다른 포트를 고르세요.",
        $"This socket was there before: {OwnerOf(listener).English}. It goes on with this server. If it is some other program, end it and begin again, or take another port with -p.");

    public Words OtherFamily(IPEndPoint local) => IsIPv6
        ? new($"{local}의 대기 소켓은 IPv4용이라서 IPv6 클라이언트를 받지 못합니다. 그 서버를 끝내고 AF_INET6를 쓰는 서버를 실행하세요: {ServerCommand}",
            $"The listening socket at {local} is of IPv4 and takes no IPv6 client. End that server and start one with AF_INET6: {ServerCommand}")
        : new($"{local}의 대기 소켓은 IPv6만 받습니다. 그 서버를 끝내고 AF_INET을 쓰는 서버를 실행하세요: {ServerCommand}",
            $"The listening socket at {local} takes IPv6 only. End that server and start one with AF_INET: {ServerCommand}");

    public static Words ServerIsInTimeWait(SocketEntry left) => new(
        $"먼저 닫은 서버의 접속이 {left.Local}에 TIME_WAIT으로 남아 있습니다. SO_REUSEADDR를 켜지 않은 서버는 약 {Seconds(left)}초 동안 bind()에 실패합니다(EADDRINUSE).",
        $"A connection of a server that closed first is in TIME_WAIT at {left.Local}. For about {Seconds(left)} seconds bind() fails in a server without SO_REUSEADDR (EADDRINUSE).");

    public static Words ServerIsGone => new("대기 소켓이 없습니다. 서버가 끝났으면 다시 실행하세요.", "There is no listening socket. If the server has ended, start it again.");

    // --- the client ---

    public static Words StartClient => new("클라이언트를 실행하세요.", "Start the client.");

    public string ClientCommand => $"meari connect{FamilyOption}{PortOption}";

    public static Words Connects => new("클라이언트가 접속했다: ESTABLISHED", "The client is connected: ESTABLISHED");

    public static Words ThreeLines => new("클라이언트는 하나인데 세 줄이다: LISTENING 하나와 ESTABLISHED 둘", "One client, and three lines: LISTENING once, ESTABLISHED twice");

    public static Words TwoLines => new("클라이언트가 다른 컴퓨터에 있어서 두 줄이다: LISTENING과 ESTABLISHED", "The client is on another machine, hence two lines: LISTENING and ESTABLISHED");

    public static Words ClientIsElsewhere => new("클라이언트의 소켓은 다른 컴퓨터의 netstat에 나옵니다.", "The client's socket is in the netstat of the other machine.");

    public static Words EndedAlready => new(
        "클라이언트가 접속했다가 벌써 종료했습니다. 종료하지 않는 클라이언트를 실행하세요(--message 없이, 터미널 창에서).",
        "A client was connected and has ended already. Start one that stays (without --message, in a terminal window).");

    public Words WhyConnected(EndPair ends) => exercise.HasNetstat
        ? new(
            $"ESTABLISHED 두 줄은 한 접속의 양 끝이라서 지역 주소와 원격 주소가 서로 바뀌어 있습니다. 클라이언트의 지역 포트 번호({ends.Client.Port})는 connect()가 정했고, 대기 소켓은 accept() 뒤에도 LISTENING으로 남습니다.",
            $"The two ESTABLISHED lines are the two ends of one connection: local and remote address change places. connect() has chosen the client's local port {ends.Client.Port}; the listening socket stays LISTENING after accept().")
        : new(
            $"클라이언트의 connect()가 지역 주소({ends.Client})를 정하고 접속했습니다. 서버의 accept()는 통신 소켓을 새로 만들어 리턴했고, 서버가 출력한 클라이언트 주소가 바로 이 주소입니다.",
            $"The client's connect() has chosen its local address {ends.Client} and connected. The server's accept() has returned a new socket for it; the client's address that the server printed is this one.");

    // --- messages ---

    public static Words Type(string message) => new($"클라이언트에 글자를 입력하고 [Enter]를 누르세요: {message}", $"In the client, type some text and press [Enter]: {message}");

    public static Words ComesBack => new("서버가 받은 바이트가 모두 클라이언트로 돌아왔다", "All bytes that the server received have come back to the client");

    public static Words Bytes(long received, long returned) => new(
        $"서버 {Count(received)}바이트, 클라이언트 {Count(returned)}바이트",
        $"server {Count(received)} bytes, client {Count(returned)} bytes");

    public static Words WhyBytes(string message, long received)
    {
        int length = Encoding.UTF8.GetByteCount(message);
        return received == length
            ? new(
                $"여기서는 UTF-8이라 {length}바이트입니다(한글 한 글자는 3바이트). 슬라이드의 11바이트는 CP949로 보낸 것입니다. 서버는 recv()로 받은 것을 send()로 그대로 돌려보냈습니다.",
                $"“{message}” has {length} bytes in UTF-8 (three for a Hangul syllable). The slide's 11 bytes are CP949. The server returned by send() what its recv() had taken.")
            : new("서버는 recv()로 받은 것을 send()로 그대로 돌려보냈습니다.", "The server returned by send() what its recv() had taken.");
    }

    public static Words NotEchoed(long received, long returned) => new(
        $"서버가 {Count(received)}바이트를 받았는데 클라이언트로는 {Count(returned)}바이트만 돌아왔습니다. 에코 서버가 맞나요? 고친 서버로 다시 하거나 Enter로 넘어가세요.",
        $"The server has received {Count(received)} bytes, and {Count(returned)} have come back to the client. Is it an echo server? Mend it and try again, or go on with Enter.");

    public static Words NotConnected => new("접속이 없습니다. 클라이언트를 다시 실행하세요.", "There is no connection. Start the client again.");

    public static Words NoCounts => new("이 시스템은 접속의 바이트 수를 알려 주지 않습니다.", "This system does not tell how many bytes a connection has carried.");

    // --- the end ---

    public static Words EndClient => new("클라이언트에 글자를 입력하지 않고 [Enter]를 누르세요.", "In the client, press [Enter] without text.");

    public static Words ClientWaits => new("종료한 뒤에는 LISTENING과, 먼저 닫은 클라이언트의 TIME_WAIT이 남는다", "After the end LISTENING is left, and TIME_WAIT of the client, which closed first");

    public static Words NeverConnected => new("접속한 클라이언트가 없었습니다.", "No client was connected.");

    public static Words ServerClosedFirst => new("서버가 먼저 닫아서 TIME_WAIT이 서버 쪽에 있습니다.", "The server closed first, so TIME_WAIT is at the server.");

    public static Words TimeWaitIsElsewhere => new("TIME_WAIT은 클라이언트의 컴퓨터에 있습니다.", "TIME_WAIT is on the client's machine.");

    public static Words NoTimeWait => new("TIME_WAIT이 남지 않았습니다. 강제 종료(RST)된 접속입니다.", "No TIME_WAIT is left: the connection was reset (RST).");

    public static Words ServerDoesNotClose => new(
        "클라이언트는 닫았는데 서버가 닫지 않습니다(CLOSE_WAIT). recv()가 0을 리턴하면 통신 소켓을 닫아야 합니다.",
        "The client has closed, and the server does not (CLOSE_WAIT). It has to close its socket when recv() returns 0.");

    public static Words ClientDoesNotClose => new(
        "서버가 먼저 닫았고 클라이언트가 아직 닫지 않았습니다(CLOSE_WAIT). 클라이언트에서 [Enter]를 누르세요.",
        "The server has closed first, and the client not yet (CLOSE_WAIT). Press [Enter] in the client.");

    public static Words WhyTimeWait => new(
        "클라이언트의 close()가 FIN을 보내 서버의 recv()가 0을 리턴했고, 서버도 통신 소켓을 닫았습니다. 먼저 닫은 쪽만 TIME_WAIT에서 기다립니다. 대기 소켓은 그대로입니다.",
        "The client's close() sent FIN, the server's recv() returned 0, and it closed its socket too. Only the side that closed first waits in TIME_WAIT. The listening socket stays.");

    public static Words Outlast(TimeSpan? left) => left is { } time
        ? new(
            $"TIME_WAIT이 사라질 때까지 기다립니다: 앞으로 약 {Seconds(time)}초(슬라이드에서는 5분). 서버는 그대로 두세요.",
            $"Wait until TIME_WAIT is over: about {Seconds(time)} seconds more (the slide has five minutes). Leave the server running.")
        : new("TIME_WAIT이 사라질 때까지 기다립니다. 서버는 그대로 두세요.", "Wait until TIME_WAIT is over. Leave the server running.");

    public static Words ListenAlone => new("시간이 지나면 다시 LISTENING 한 줄뿐이다", "After this time LISTENING is alone again");

    public static Words AnotherClient => new("접속한 클라이언트가 있습니다. 종료하면 끝까지 볼 수 있습니다.", "A client is connected. End it to see the rest.");

    public static Words GoneOnWithout => new("건너뛰었습니다.", "Gone on without it.");

    // --- what is seen ---

    public string NetstatCommand => $"meari sockets --netstat{FamilyOption} --port {port}";

    public static Words StateAndOwner(TcpState state, SocketEntry? entry)
    {
        Words owner = OwnerOf(entry);
        return new($"{TcpStates.NameOf(state)}, {owner.Korean}", $"{TcpStates.NameOf(state)}, {owner.English}");
    }

    /// <summary>Both programs.</summary>
    public static Words Ends(SocketEntry? client, SocketEntry? server)
    {
        (Words one, Words other) = (OwnerOf(client), OwnerOf(server));
        return client is null ? other : new($"{one.Korean} ↔ {other.Korean}", $"{one.English} ↔ {other.English}");
    }

    static Words OwnerOf(SocketEntry? entry) => entry?.Owners is [var owner, ..]
        ? new($"{owner.Name}(pid {owner.ProcessId})", $"{owner.Name} (pid {owner.ProcessId})")
        : new("프로세스를 볼 권한이 없음", "its process cannot be seen by this user");

    static string Seconds(SocketEntry entry) => Seconds(entry.TimerExpires);

    static string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    static string Count(long bytes) => Units.Count(bytes);
}
