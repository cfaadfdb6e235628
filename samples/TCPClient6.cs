// TCP 에코 클라이언트(IPv6). 실행: dotnet run samples/TCPClient6.cs [서버의 IP 주소]
// A TCP echo client (IPv6). To run it: dotnet run samples/TCPClient6.cs [the server's IP address]
using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;

const int SERVERPORT = 9000;
const int BUFSIZE = 512;

Console.OutputEncoding = Encoding.UTF8;

// 명령행 인수가 있으면 서버의 IP 주소로 사용한다.
// The command-line argument, if there is one, is the server's IP address.
string serverIP = args.Length > 0 ? args[0] : "::1";
if (!IPAddress.TryParse(serverIP, out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetworkV6 || serverIP.Contains('['))
{
    Console.Error.WriteLine(Say("[inet_pton()] IPv6 주소가 아닙니다.", "[inet_pton()] This is not an IPv6 address."));
    return 1;
}

// C의 소켓 함수는 실패를 리턴 값으로 알리고, C#의 소켓 메서드는 예외로 알린다. call은 지금 호출하는 함수의 이름이다.
// In C a socket function tells failure by its return value, in C# by an exception. call names the call being made.
string call = "socket()";
Socket sock;
try
{
    // socket(): 소켓을 생성한다.
    // socket(): create the socket.
    sock = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);

    // connect(): 서버와 논리적 연결을 설정한다. 지역 IP 주소와 지역 포트 번호는 운영체제가 정한다.
    // connect(): set up the connection with the server. The operating system picks the local IP address and port.
    call = "connect()";
    IPEndPoint serverAddr = new(address, SERVERPORT);
    sock.Connect(serverAddr);
}
catch (SocketException e)
{
    return ErrQuit(call, e);
}

// 표준 입력(0번)에서 바이트를 그대로 읽는다. Console.ReadLine()은 줄 편집을 직접 하지만, 여기서는 터미널에 맡긴다.
// Read plain bytes from standard input (number 0). Console.ReadLine() would edit the line itself; here the terminal does.
using Stream stdin = OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new FileStream(new SafeFileHandle(0, false), FileAccess.Read);
byte[] buf = new byte[BUFSIZE];

try
{
    while (true)
    {
        // 보낼 데이터를 한 줄 입력한다. 빈 줄이나 입력의 끝이면 마친다.
        // Enter one line of data to send. An empty line or the end of input ends it.
        Print(Say("\n[보낼 데이터] ", "\n[data to send] "));
        byte[] message = ReadLine();
        if (message.Length == 0) break;

        // 메시지가 송신 버퍼와 수신 버퍼보다 큰데 다 보낸 뒤에 받으려 하면, 클라이언트와 서버가 서로 기다리며 멈춘다(교착).
        // 그래서 BUFSIZE바이트씩 보내고, 그만큼 돌려받은 뒤에 다음 조각을 보낸다.
        // If a message is larger than both buffers, sending all of it before receiving leaves both sides waiting for each other
        // (a deadlock). So send BUFSIZE bytes, get them back, and only then send the next piece.
        List<byte> reply = [];
        bool closed = false;
        for (int sent = 0; sent < message.Length && !closed;)
        {
            // send(): 데이터를 송신 버퍼에 복사한다. 일부만 복사될 수 있으므로 한 조각을 모두 보낼 때까지 반복한다.
            // send(): copy the data to the send buffer. It may take only a part, so repeat until the piece is sent.
            call = "send()";
            int end = Math.Min(sent + BUFSIZE, message.Length);
            while (sent < end)
                sent += sock.Send(message, sent, end - sent, SocketFlags.None);
            if (sent == message.Length)
                Print(Say($"[TCP 클라이언트] {sent}바이트를 보냈습니다.\n", $"[TCP client] sent {sent} bytes.\n"));

            // recv(): 보낸 만큼 모두 받을 때까지 반복한다(MSG_WAITALL). 0은 서버가 먼저 종료했다는 뜻이다.
            // recv(): repeat until all that was sent has come back (MSG_WAITALL). 0 means the server closed first.
            call = "recv()";
            while (reply.Count < sent && !closed)
            {
                int received = sock.Receive(buf, 0, sent - reply.Count, SocketFlags.None);
                reply.AddRange(buf.AsSpan(0, received));
                closed = received == 0;
            }
        }

        if (reply.Count > 0)
        {
            string text = Printable(reply.ToArray(), out byte[] cut) + Hex(cut);
            Print(Say($"[TCP 클라이언트] {reply.Count}바이트를 받았습니다.\n", $"[TCP client] received {reply.Count} bytes.\n"));
            Print(Say($"[받은 데이터] {text}\n", $"[data received] {text}\n"));
        }
        if (closed)
        {
            Console.Error.WriteLine(Say("[recv()] 서버가 먼저 접속을 종료했습니다.", "[recv()] The server closed the connection first."));
            break;
        }
    }
}
catch (SocketException e)
{
    ErrDisplay(call, e);
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException) // 표준 입력을 읽지 못했다 / standard input could not be read
{
    Console.Error.WriteLine($"[read()] {(e.InnerException ?? e).Message}");
    return 1;
}

// close(): 소켓을 닫는다.
// close(): close the socket.
sock.Close();
return 0;

// 한 줄을 읽어 줄 끝의 '\n'(윈도우에서는 "\r\n")을 뗀다.
// Reads a line, without the '\n' (on Windows "\r\n") at its end.
byte[] ReadLine()
{
    List<byte> line = [];
    for (int b = stdin.ReadByte(); b != -1 && b != '\n'; b = stdin.ReadByte())
        line.Add((byte)b);
    if (line.Count > 0 && line[^1] == '\r') line.RemoveAt(line.Count - 1);
    return line.ToArray();
}

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
