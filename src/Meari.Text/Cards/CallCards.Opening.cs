namespace Meari.Text;

/// <summary>The calls that make a socket and have it listen.</summary>
internal static partial class CallCards
{
    static Card Socket => Call("socket",
        new("소켓을 만들고 프로토콜을 결정합니다.", "Makes a socket and decides the protocol."),
        new CardSection("소켓이란", "What a socket is",
            new CardLine("통신의 한쪽 끝입니다. 프로그램에는 번호(핸들) 하나이고, 운영체제에는 프로토콜, 네 주소 값, TCP 상태, 송신 버퍼와 수신 버퍼입니다.",
                "One end of a communication. To the program it is a number (a handle); to the kernel it is a protocol, four address values, a TCP state, a send buffer and a receive buffer.")),
        Windows("#include <winsock2.h>", "SOCKET socket(int af, int type, int protocol);"),
        Linux("#include <sys/socket.h>", "int socket(int domain, int type, int protocol);"),
        Arguments(
            new("af / domain", "주소 체계. IPv4는 AF_INET, IPv6는 AF_INET6.", "The address family: AF_INET for IPv4, AF_INET6 for IPv6."),
            new("type", "소켓의 종류. TCP는 SOCK_STREAM, UDP는 SOCK_DGRAM.", "The type of socket: SOCK_STREAM for TCP, SOCK_DGRAM for UDP."),
            new("protocol", "프로토콜. IPPROTO_TCP, IPPROTO_UDP. 0이면 앞의 두 값에 맞는 것을 운영체제가 고릅니다.",
                "The protocol: IPPROTO_TCP or IPPROTO_UDP; with 0 the system takes the one that fits the other two.")),
        Returns(
            new("Windows", "성공: 새로운 소켓(SOCKET). 실패: INVALID_SOCKET.", "Success: a new socket (SOCKET). Failure: INVALID_SOCKET."),
            new("Linux", "성공: 새로운 소켓(0 이상의 파일 디스크립터). 실패: -1.", "Success: a new socket (a file descriptor, 0 or more). Failure: -1.")),
        Decides(
            new("프로토콜을 결정합니다. 주소 값 네 가지(지역 IP 주소와 포트 번호, 원격 IP 주소와 포트 번호)는 아직 하나도 정해지지 않았습니다.",
                "The protocol. None of the four address values (local and remote, IP address and port) is decided yet."),
            new("아직 통신은 없습니다. 소켓의 TCP 상태는 CLOSED이고, netstat에는 나오지 않습니다.",
                "Nothing is sent yet. The socket's TCP state is CLOSED, and netstat does not show it.")),
        Errors(
            new(CallErrors.NoFamily, "운영체제가 그 주소 체계를 지원하지 않습니다. IPv6를 껐다면 AF_INET을 쓰세요.",
                "The system does not support that address family; where IPv6 is off, use AF_INET."),
            new(CallErrors.NoProtocol, "type과 protocol이 맞지 않습니다(SOCK_STREAM에 IPPROTO_UDP 등).",
                "type and protocol do not go together, such as SOCK_STREAM and IPPROTO_UDP."),
            new(CallErrors.TooMany, "연 소켓이 너무 많습니다. 다 쓴 소켓을 닫는지 확인하고, 리눅스에서는 ulimit -n으로 한도를 봅니다.",
                "Too many sockets are open. See that those done with are closed; on Linux ulimit -n shows the limit."),
            new(CallErrors.NoBuffers, "커널 메모리가 모자랍니다. 리눅스에서는 ENOMEM일 수도 있습니다.",
                "The kernel lacks memory; on Linux it may be ENOMEM too."),
            new(CallErrors.NotStarted, "윈도우에서는 첫 소켓 함수보다 먼저 WSAStartup()을 불러야 합니다.",
                "On Windows WSAStartup() must come before the first socket call.")),
        DotNet(
            new("new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp). IPv6는 AddressFamily.InterNetworkV6입니다.",
                "new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp); for IPv6, AddressFamily.InterNetworkV6."),
            new("실패는 리턴 값이 아니라 SocketException입니다. WSAStartup()은 .NET이 알아서 부릅니다.",
                "A failure is a SocketException, not a return value. .NET calls WSAStartup() by itself."),
            new("InterNetworkV6로 만들면 리눅스에서도 IPV6_V6ONLY를 켭니다. 주소 체계를 생략한 new Socket(SocketType.Stream, ProtocolType.Tcp)은 IPv4도 받는 IPv6 소켓입니다.",
                "With InterNetworkV6 it turns IPV6_V6ONLY on, on Linux too. Without a family, new Socket(SocketType.Stream, ProtocolType.Tcp) is an IPv6 socket that takes IPv4 too.")))
        with
    { Aliases = ["소켓"], SeeAlso = ["bind", "connect", "close", "protocol"] };

    static Card Bind => Call("bind",
        new("소켓의 지역 IP 주소와 지역 포트 번호를 결정합니다.", "Decides a socket's local IP address and local port."),
        Windows("#include <winsock2.h>", "int bind(SOCKET sock, const struct sockaddr *addr, int addrlen);"),
        Linux("#include <sys/socket.h>", "int bind(int sock, const struct sockaddr *addr, socklen_t addrlen);"),
        Arguments(
            new("sock", "아직 지역 주소가 없는 소켓. 서버에서는 이것이 대기 소켓이 됩니다.", "A socket without a local address; in a server it will be the listening socket."),
            new("addr", "지역 IP 주소와 포트 번호를 담은 구조체: sockaddr_in(IPv4), sockaddr_in6(IPv6). 값은 네트워크 바이트 순서입니다.",
                "A structure with the local IP address and port: sockaddr_in (IPv4) or sockaddr_in6 (IPv6), in network byte order."),
            new("addrlen", "그 구조체의 크기(바이트).", "The size of that structure, in bytes.")),
        Returns(
            new("0", "성공.", "Success."),
            new("SOCKET_ERROR", "실패(윈도우).", "Failure, on Windows."),
            new("-1", "실패(리눅스).", "Failure, on Linux.")),
        Decides(
            new("지역 IP 주소: INADDR_ANY(0.0.0.0)나 in6addr_any(::)이면 이 컴퓨터의 모든 주소로 오는 접속을 받습니다.",
                "The local IP address; with INADDR_ANY (0.0.0.0) or in6addr_any (::), connections to any address of this machine are taken."),
            new("지역 포트 번호: 0이면 운영체제가 고르고, getsockname()으로 알아냅니다.",
                "The local port; with 0 the system chooses one, and getsockname() tells which."),
            new("서버에는 꼭 필요합니다. 클라이언트는 보통 부르지 않고, connect()가 대신 정하게 합니다.",
                "A server needs it. A client usually does without: connect() decides the local address for it.")),
        Errors(
            new(CallErrors.AddressInUse, "다른 소켓이 그 포트를 쓰고 있거나, 앞선 접속이 TIME_WAIT에 남아 있습니다(리눅스). 누가 쓰는지 meari sockets -p로 보세요. TIME_WAIT 때문이면 서버 소켓에 SO_REUSEADDR를 켭니다.",
                "Another socket has that port, or earlier connections are in TIME_WAIT (Linux). meari sockets -p shows who has it; if it is TIME_WAIT, set SO_REUSEADDR on the server's socket."),
            new(CallErrors.AddressNotAvailable, "이 컴퓨터에 없는 IP 주소입니다. 자기 주소나 INADDR_ANY를 쓰세요.",
                "This machine has no such IP address; use one of its own, or INADDR_ANY."),
            new(CallErrors.Denied, "리눅스에서 1024보다 작은 포트는 root(CAP_NET_BIND_SERVICE)만 씁니다. 윈도우에서는 다른 소켓이 SO_EXCLUSIVEADDRUSE로 쓰는 포트입니다.",
                "On Linux a port below 1024 is for root (CAP_NET_BIND_SERVICE); on Windows another socket has the port with SO_EXCLUSIVEADDRUSE."),
            new(CallErrors.Invalid, "이미 지역 주소가 있는 소켓이거나, addrlen이 틀렸습니다.", "The socket has a local address already, or addrlen is wrong."),
            new(CallErrors.NoFamily, "소켓과 구조체의 주소 체계가 다릅니다(AF_INET 소켓에 sockaddr_in6 등). 반대의 경우 리눅스는 EINVAL로 알립니다.",
                "The socket and the structure differ in family, such as a sockaddr_in6 for an AF_INET socket; the other way round Linux says EINVAL.")),
        DotNet(
            new("socket.Bind(new IPEndPoint(IPAddress.Any, 9000)). 바이트 순서는 IPEndPoint가 바꾸어 줍니다.",
                "socket.Bind(new IPEndPoint(IPAddress.Any, 9000)). IPEndPoint sees to the byte order."),
            new("리눅스에서 TCP 소켓이면 Bind()가 SO_REUSEADDR를 먼저 켭니다. 그래서 TIME_WAIT가 있어도 서버를 다시 시작할 수 있습니다.",
                "For a TCP socket on Linux, Bind() first sets SO_REUSEADDR, so that a server starts again in spite of TIME_WAIT.")))
        with
    { SeeAlso = ["listen", "local-address", "sockaddr_in", "SO_REUSEADDR"] };

    static Card Listen => Call("listen",
        new("소켓의 TCP 상태를 LISTEN으로 바꾸어 접속을 기다리게 합니다.", "Puts a socket into the TCP state LISTEN: from now on it takes connections."),
        Windows("#include <winsock2.h>", "int listen(SOCKET sock, int backlog);"),
        Linux("#include <sys/socket.h>", "int listen(int sock, int backlog);"),
        Arguments(
            new("sock", "bind()로 지역 주소를 정한 소켓. 이제 대기 소켓이 됩니다.", "A socket whose local address bind() has decided; it becomes the listening socket."),
            new("backlog", "접속 대기 큐에서 accept()를 기다릴 수 있는 접속의 수. SOMAXCONN은 운영체제에 맡긴다는 뜻으로 씁니다.",
                "How many connections may wait in the accept queue for accept(). SOMAXCONN leaves it to the system.")),
        Returns(
            new("0", "성공.", "Success."),
            new("SOCKET_ERROR", "실패(윈도우).", "Failure, on Windows."),
            new("-1", "실패(리눅스).", "Failure, on Linux.")),
        Decides(
            new("주소 값은 바꾸지 않고 TCP 상태만 바꿉니다. netstat에 LISTENING(윈도우) 또는 LISTEN(리눅스)으로 나옵니다.",
                "No address value, only the TCP state: netstat shows LISTENING (Windows) or LISTEN (Linux)."),
            new("이때부터 핸드셰이크는 운영체제가 합니다. accept()를 부르지 않아도 클라이언트의 connect()는 성공합니다.",
                "From now on the kernel does the handshakes: a client's connect() succeeds without any accept().")),
        GoodToKnow(
            new("리눅스에서는 backlog가 net.core.somaxconn(기본 4096)을 넘으면 그 값으로 줄어듭니다. 큐가 차면 새 SYN을 버리므로, 클라이언트는 SYN을 다시 보내며 기다립니다.",
                "On Linux a backlog above net.core.somaxconn (4096 by default) is cut to it. When the queue is full new SYNs are dropped, so the client sends its SYN again and waits."),
            new("윈도우에서는 큐가 차면 클라이언트가 WSAECONNREFUSED를 받습니다.", "On Windows, when the queue is full the client gets WSAECONNREFUSED.")),
        Errors(
            new(CallErrors.AddressInUse, "같은 주소와 포트로 이미 다른 소켓이 기다립니다.", "Another socket listens on the same address and port."),
            new(CallErrors.Invalid, "윈도우: bind()를 먼저 불러야 합니다. 리눅스에서 bind() 없이 부르면 운영체제가 포트를 골라 성공합니다. 이미 접속한 소켓이면 리눅스에서도 EINVAL입니다.",
                "Windows: bind() must come first. On Linux, without bind() the system chooses a port and it succeeds; EINVAL there means a connected socket."),
            new(CallErrors.IsConnected, "윈도우: 이미 접속된 소켓입니다.", "Windows: the socket is connected."),
            new(CallErrors.NotSupported, "UDP처럼 접속이 없는 소켓에는 쓸 수 없습니다.", "Not for a socket without connections, such as UDP's.")),
        DotNet(
            new CardLine("socket.Listen(backlog). TcpListener에서는 Start()가 Bind()와 Listen()을 합니다. 인수가 없으면 backlog는 운영체제가 허용하는 최대입니다.",
                "socket.Listen(backlog); in TcpListener, Start() is Bind() and Listen(). Without an argument the backlog is the most that the system allows.")))
        with
    { SeeAlso = ["accept", "LISTEN", "accept-queue", "backlog"] };
}
