// TCP 에코 서버(IPv4). 실행: dotnet run samples/TCPServer.cs
// A TCP echo server (IPv4). To run it: dotnet run samples/TCPServer.cs
using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

const int SERVERPORT = 9000;
const int BUFSIZE = 512;

Console.OutputEncoding = Encoding.UTF8;

// C의 소켓 함수는 실패를 리턴 값으로 알리고, C#의 소켓 메서드는 예외로 알린다. call은 지금 호출하는 함수의 이름이다.
// In C a socket function tells failure by its return value, in C# by an exception. call names the call being made.
string call = "socket()";
Socket listenSock;
try
{
    // socket(): 대기 소켓을 생성한다.
    // socket(): create the listening socket.
    listenSock = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    // bind(): 지역 IP 주소와 지역 포트 번호를 결정한다.
    // bind(): decide the local IP address and the local port.
    call = "bind()";
    IPEndPoint serverAddr = new(IPAddress.Any, SERVERPORT);
    listenSock.Bind(serverAddr);

    // listen(): 소켓의 TCP 상태를 LISTENING으로 바꾼다. 인수가 없으면 접속 대기 큐는 허용되는 최대 길이가 된다(SOMAXCONN).
    // listen(): change the socket's TCP state to LISTENING. Without an argument the accept queue is as long as allowed (SOMAXCONN).
    call = "listen()";
    listenSock.Listen();
}
catch (SocketException e)
{
    return ErrQuit(call, e);
}

byte[] buf = new byte[BUFSIZE];

while (true)
{
    // accept(): 접속을 수용하고, 그 클라이언트와 통신할 새로운 소켓(통신 소켓)을 얻는다.
    // accept(): take a connection and get a new socket (the accepted socket) to talk with that client.
    Socket clientSock;
    try
    {
        clientSock = listenSock.Accept();
    }
    catch (SocketException e)
    {
        ErrDisplay("accept()", e);
        break;
    }

    // 원격 IP 주소와 원격 포트 번호를 출력한다.
    // Print the remote IP address and the remote port.
    IPEndPoint clientAddr = (IPEndPoint)clientSock.RemoteEndPoint!;
    string addr = clientAddr.Address.ToString();
    int port = clientAddr.Port;
    Print(Say($"\n[TCP 서버] 클라이언트 접속: IP 주소={addr}, 포트 번호={port}\n",
        $"\n[TCP server] client connected: IP address={addr}, port={port}\n"));

    byte[] cut = [];
    try
    {
        while (true)
        {
            // recv(): 수신 버퍼에 도착한 데이터를 최대 BUFSIZE바이트 가져온다. 0은 상대가 정상 종료했다는 뜻이다.
            // recv(): take what has arrived in the receive buffer, at most BUFSIZE bytes. 0 means the peer closed normally.
            call = "recv()";
            int received = clientSock.Receive(buf, 0, BUFSIZE, SocketFlags.None);
            if (received == 0) break;

            string text = Printable([.. cut, .. buf.AsSpan(0, received)], out cut);
            Print($"[TCP/{addr}:{port}] {text}\n");

            // send(): 데이터를 송신 버퍼에 복사한다. 일부만 복사될 수 있으므로 모두 보낼 때까지 반복한다.
            // send(): copy the data to the send buffer. It may take only a part, so repeat until all is sent.
            call = "send()";
            for (int sent = 0; sent < received;)
                sent += clientSock.Send(buf, sent, received - sent, SocketFlags.None);
        }
    }
    catch (SocketException e)
    {
        ErrDisplay(call, e);
    }
    if (cut.Length > 0) Print($"[TCP/{addr}:{port}] {Hex(cut)}\n"); // 끝내 이어지지 않은 글자 / a character never completed

    // close(): 통신 소켓을 닫고, 다음 클라이언트를 위해 accept()로 돌아간다.
    // close(): close the accepted socket and go back to accept() for the next client.
    clientSock.Close();
    Print(Say($"[TCP 서버] 클라이언트 종료: IP 주소={addr}, 포트 번호={port}\n",
        $"[TCP server] client closed: IP address={addr}, port={port}\n"));
}

// close(): 대기 소켓을 닫는다. accept()가 실패했을 때만 여기에 온다.
// close(): close the listening socket. Only a failed accept() leads here.
listenSock.Close();
return 1;

// --- 네 프로그램에 똑같이 들어 있는 부분 / the part that is the same in all four programs ---

// 글을 출력한다(printf). 출력할 수 없으면 프로그램을 마친다.
// Prints text (printf). If it cannot be printed, the program ends.
void Print(string text)
{
    try
    {
        Console.Write(text);
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"[write()] {(e.InnerException ?? e).Message}");
        Environment.Exit(1);
    }
}

// 오류를 출력한다. 리턴 값 1이 프로그램의 종료 코드가 된다.
// Prints the error. The 1 it returns becomes the program's exit code.
int ErrQuit(string call, SocketException e)
{
    ErrDisplay(call, e);
    return 1;
}

// 오류를 출력하고 계속한다.
// Prints the error and goes on.
void ErrDisplay(string call, SocketException e)
{
    Console.Error.WriteLine($"[{call}] " + e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => Say("이 포트 번호는 이미 사용 중입니다.", "This port is already in use."),
        SocketError.ConnectionRefused => Say("접속을 기다리는 서버가 없습니다.", "No server is listening there."),
        SocketError.ConnectionReset => Say("상대가 접속을 강제 종료(RST)했습니다.", "The peer reset the connection (RST)."),
        SocketError.Shutdown => Say("이미 종료된 접속입니다.", "The connection is already closed."),
        SocketError.NetworkUnreachable => Say("그 주소로 가는 경로가 없습니다.", "There is no route there."),
        SocketError.TimedOut => Say("상대가 응답하지 않습니다.", "The peer does not answer."),
        _ => e.Message,
    });
}

// 받은 바이트를 출력할 글자로 바꾼다. 제어 문자와 UTF-8이 아닌 바이트는 \n, \x1b, \u202e, \xff처럼 적는다.
// 끝에서 잘린 글자는 cut에 남겨, 다음에 받은 바이트 앞에 이어 붙이게 한다.
// Turns received bytes into text to print. Controls and bytes that are not UTF-8 are written like \n, \x1b, \u202e, \xff.
// A character cut off at the end is left in cut, to be put before the bytes received next.
string Printable(ReadOnlySpan<byte> bytes, out byte[] cut)
{
    var text = new StringBuilder();
    while (!bytes.IsEmpty)
    {
        OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length);
        if (status == OperationStatus.NeedMoreData) break;
        if (status == OperationStatus.InvalidData) text.Append(Hex(bytes[..length]));
        else if (rune.Value is '\t' or '\n' or '\r') text.Append(rune.Value switch { '\t' => @"\t", '\n' => @"\n", _ => @"\r" });
        else if (rune.Value < 0x20 || rune.Value == 0x7f) text.Append($@"\x{rune.Value:x2}");
        else if (IsUnseen(Rune.GetUnicodeCategory(rune))) text.Append($@"\u{rune.Value:x4}");
        else text.Append(rune);
        bytes = bytes[length..];
    }
    cut = bytes.ToArray();
    return text.ToString();
}

bool IsUnseen(UnicodeCategory category) => category is UnicodeCategory.Control or UnicodeCategory.Format
    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

string Hex(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? "" : @"\x" + Convert.ToHexStringLower(bytes[..1]) + Hex(bytes[1..]);

// 환경 변수가 고른 언어가 한국어(ko*)이면 한국어로, 아니면 영어로 말한다.
// Speaks Korean if the environment's language is Korean (ko*), English otherwise.
string Say(string korean, string english)
{
    string[] names = ["LC_ALL", "LC_MESSAGES", "LANG"];
    string? language = names.Select(name => Environment.GetEnvironmentVariable(name)).FirstOrDefault(value => value?.Length > 0);
    return language?.StartsWith("ko", StringComparison.Ordinal) == true ? korean : english;
}
