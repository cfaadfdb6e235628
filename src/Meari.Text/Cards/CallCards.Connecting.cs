namespace Meari.Text;

/// <summary>The calls by which the two sides meet.</summary>
internal static partial class CallCards
{
    static Card Accept => Call("accept",
        new("접속 대기 큐에서 접속 하나를 꺼내, 그 클라이언트와 통신할 새로운 소켓을 만들어 리턴합니다.",
            "Takes a connection from the accept queue and returns a new socket to talk to that client."),
        Windows("#include <winsock2.h>", "SOCKET accept(SOCKET sock, struct sockaddr *addr, int *addrlen);"),
        Linux("#include <sys/socket.h>", "int accept(int sock, struct sockaddr *addr, socklen_t *addrlen);"),
        Arguments(
            new("sock", "대기 소켓. 그대로 남아 다음 접속을 계속 기다립니다.", "The listening socket; it stays as it is and goes on taking connections."),
            new("addr", "클라이언트의 주소(원격 주소)를 받을 구조체. 필요 없으면 NULL.", "A structure for the client's address, the remote one; NULL if not wanted."),
            new("addrlen", "부를 때는 그 구조체의 크기, 리턴한 뒤에는 주소의 실제 크기. addr가 NULL이면 NULL.",
                "Before the call the size of that structure, afterwards the size of the address; NULL if addr is.")),
        Returns(
            new("Windows", "성공: 새로운 소켓(통신 소켓). 실패: INVALID_SOCKET.", "Success: a new socket (the accepted socket). Failure: INVALID_SOCKET."),
            new("Linux", "성공: 새로운 소켓(통신 소켓). 실패: -1.", "Success: a new socket (the accepted socket). Failure: -1.")),
        Decides(
            new("통신 소켓의 네 주소 값이 모두 정해져 있습니다. 지역 주소는 클라이언트가 접속해 온 주소, 원격 주소는 클라이언트의 주소입니다.",
                "All four address values of the accepted socket: local is the address that the client connected to, remote the client's own."),
            new("통신 소켓의 지역 포트 번호는 대기 소켓과 같습니다. 클라이언트가 여럿이어도 원격 주소가 달라 서로 구별됩니다.",
                "Its local port is the listening socket's. However many clients there are, their remote addresses tell them apart.")),
        GoodToKnow(
            new CardLine("큐가 비어 있으면 접속이 올 때까지 기다립니다(블로킹). 핸드셰이크는 운영체제가 이미 끝냈으므로, accept()는 세그먼트를 보내지 않습니다.",
                "While the queue is empty it waits for a connection (blocking). The kernel has done the handshake before, so accept() itself sends no segment.")),
        Errors(
            new(CallErrors.WouldBlock, "논블로킹 대기 소켓인데 큐가 비어 있습니다. 준비될 때까지 기다렸다가 다시 부르세요.",
                "The listening socket is non-blocking, and the queue is empty; wait until it is ready and call again."),
            new(CallErrors.Aborted, "리눅스: 수용하기 전에 접속이 끊겼습니다. 그 접속만 잃었으니 계속 부르면 됩니다.",
                "Linux: the connection was gone before it was accepted. Only that one is lost; call again."),
            new(CallErrors.Reset, "윈도우: 수용하기 전에 클라이언트가 접속을 끊었습니다. 계속 부르면 됩니다.",
                "Windows: the client ended the connection before it was accepted; call again."),
            new(CallErrors.TooMany, "열 수 있는 소켓을 다 썼습니다. 접속은 큐에 남아 있으니, 다른 소켓을 닫은 뒤에 다시 부르세요. 바로 되풀이하면 헛돕니다.",
                "No more sockets may be opened. The connection stays in the queue: call again when others are closed; at once would only spin."),
            new(CallErrors.Invalid, "대기 소켓이 아닙니다. listen()을 먼저 부르세요.", "The socket does not listen; call listen() first."),
            new(CallErrors.Interrupted, "리눅스: 시그널 처리기가 실행되었습니다. 다시 부르세요. 윈도우: 다른 스레드가 대기 소켓을 닫았습니다.",
                "Linux: a signal handler ran; call again. Windows: another thread closed the listening socket.")),
        DotNet(
            new("Socket client = listener.Accept(); 기다리는 동안 스레드를 잡아 두지 않는 AcceptAsync()도 있습니다. 클라이언트의 주소는 client.RemoteEndPoint입니다.",
                "Socket client = listener.Accept(); AcceptAsync() holds no thread while it waits. The client's address is client.RemoteEndPoint."),
            new("시그널로 중단되면(EINTR) .NET이 스스로 다시 부르므로, 프로그램은 그것을 모릅니다.",
                "Where a signal interrupts it (EINTR), .NET itself calls again, and the program does not hear of it.")))
        with
    { SeeAlso = ["listen", "accept-queue", "accepted-socket", "remote-address"] };

    static Card Connect => Call("connect",
        new("서버와 TCP 접속을 맺습니다. 원격 주소를 결정하고, 지역 주소가 없으면 그것도 결정합니다.",
            "Connects to a server: decides the remote address, and the local one too if there is none."),
        Windows("#include <winsock2.h>", "int connect(SOCKET sock, const struct sockaddr *addr, int addrlen);"),
        Linux("#include <sys/socket.h>", "int connect(int sock, const struct sockaddr *addr, socklen_t addrlen);"),
        Arguments(
            new("sock", "접속할 소켓.", "The socket to connect."),
            new("addr", "서버의 IP 주소와 포트 번호를 담은 구조체(sockaddr_in, sockaddr_in6).", "A structure with the server's IP address and port (sockaddr_in, sockaddr_in6)."),
            new("addrlen", "그 구조체의 크기(바이트).", "The size of that structure, in bytes.")),
        Returns(
            new("0", "성공. 핸드셰이크가 끝나 ESTABLISHED입니다.", "Success: the handshake is done, the state is ESTABLISHED."),
            new("SOCKET_ERROR", "실패(윈도우).", "Failure, on Windows."),
            new("-1", "실패(리눅스).", "Failure, on Linux.")),
        Decides(
            new("원격 IP 주소와 원격 포트 번호를 결정합니다.", "The remote IP address and the remote port."),
            new("bind()를 부르지 않은 소켓이면 지역 IP 주소와 지역 포트 번호도 운영체제가 이때 정합니다. connect()가 bind()의 일을 겸하는 셈입니다.",
                "Without a bind() before, the system also picks the local IP address and port now: connect() does bind()'s work too.")),
        GoodToKnow(
            new("SYN을 보내고 SYN ACK가 올 때까지 기다립니다(블로킹). 서버 프로그램이 accept()를 부르기 전이라도 리턴합니다.",
                "It sends SYN and waits for the SYN ACK (blocking). It returns even before the server's program calls accept()."),
            new("실패한 소켓은 닫고, 다시 시도할 때는 새로 만드세요. 그래야 어디서나 안전합니다.", "After a failure, close the socket and try again with a new one; that is safe everywhere.")),
        Errors(
            new(CallErrors.Refused, "SYN에 RST가 돌아왔습니다. 보통 그 포트에 대기 소켓이 없습니다. 서버를 실행했는지, 주소와 포트가 맞는지 보세요.",
                "The SYN was answered with RST: usually nothing listens on that port. Does the server run, and are address and port right?"),
            new(CallErrors.TimedOut, "SYN을 여러 번 보냈지만 답이 없습니다. 호스트가 없거나 방화벽이 버립니다. 리눅스의 기본값으로 2분쯤, 윈도우에서는 수십 초 걸립니다.",
                "SYN was sent several times without an answer: no such host, or a firewall drops it. It takes about two minutes with Linux's defaults, less than one on Windows."),
            new(CallErrors.NetworkUnreachable, "그 네트워크로 가는 경로가 없습니다. 네트워크 연결과 주소를 보세요.", "No route leads there; check the network and the address."),
            new(CallErrors.HostUnreachable, "가는 길의 라우터나 이 컴퓨터가 그 호스트에 닿을 수 없다고 알렸습니다.", "A router on the way, or this machine, says that the host cannot be reached."),
            new(CallErrors.AddressNotAvailable, "원격 주소가 잘못되었거나(윈도우), 임시 포트를 다 썼습니다(리눅스).", "The remote address is no good (Windows), or all ephemeral ports are taken (Linux)."),
            new(CallErrors.InProgress, "리눅스의 논블로킹 소켓: 접속을 시작했습니다. 보낼 수 있게 될 때까지 기다린 뒤 SO_ERROR로 결과를 봅니다.",
                "A non-blocking socket on Linux has begun to connect; wait until it can send, then SO_ERROR tells the outcome."),
            new(CallErrors.WouldBlock, "윈도우의 논블로킹 소켓: 접속을 시작했습니다. 리눅스의 EINPROGRESS와 같습니다.",
                "A non-blocking socket on Windows has begun to connect, as EINPROGRESS on Linux."),
            new(CallErrors.Already, "앞서 부른 논블로킹 connect()가 아직 끝나지 않았습니다.", "A non-blocking connect() before is not done yet."),
            new(CallErrors.IsConnected, "이미 접속되어 있습니다.", "It is connected already."),
            new(CallErrors.Interrupted, "리눅스: 시그널 처리기가 실행되었지만 접속은 계속됩니다. 다시 connect()하지 말고 결과를 기다리세요.",
                "Linux: a signal handler ran, but the connecting goes on; wait for its outcome instead of another connect().")),
        DotNet(
            new("socket.Connect(\"127.0.0.1\", 9000), 기다리는 동안 스레드를 잡아 두지 않는 ConnectAsync(). TcpClient도 있습니다.",
                "socket.Connect(\"127.0.0.1\", 9000); ConnectAsync() holds no thread while it waits. There is TcpClient too."),
            new("이름을 주면 그 이름의 주소들을 차례로 시도합니다. 실패는 SocketException이고, SocketErrorCode가 이유입니다(ConnectionRefused는 리눅스에서도 10061).",
                "A name's addresses are tried one after another. A failure is a SocketException; its SocketErrorCode says why (ConnectionRefused is 10061 on Linux too).")))
        with
    { SeeAlso = ["SYN_SENT", "ESTABLISHED", "three-way-handshake", "ephemeral-port"] };
}
