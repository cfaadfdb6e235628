namespace Meari.Text;

/// <summary>Who talks, and by what rules.</summary>
internal static partial class TermCards
{
    public static IReadOnlyList<Card> Sides { get; } =
    [
        Term("tcp", new("TCP", "TCP"),
            new("접속을 맺고, 바이트를 순서대로 빠짐없이 나르는 프로토콜입니다.", "A protocol that makes a connection and carries bytes in order, with none missing."),
            More(
                new("두 프로그램 사이에 양방향 바이트의 흐름을 만듭니다. 사라진 것은 재전송하고, 순서가 바뀐 것은 바로잡고, 겹친 것은 버립니다.",
                    "It makes a stream of bytes each way between two programs. What is lost is sent again, what comes out of order is put in order, what comes twice is dropped."),
                new("받는 쪽이 감당할 만큼만(수신 윈도우), 네트워크가 감당할 만큼만(혼잡 제어) 보냅니다.",
                    "It sends only what the receiver can take (receive window), and what the network can (congestion control)."),
                new("메시지의 경계는 나르지 않습니다. 어디서 끊어 읽을지는 응용 프로그램이 정합니다.", "It carries no message boundaries; where a message ends is for the programs to settle.")),
            Source("RFC 9293", "RFC 9293"))
            with { Aliases = ["transmission control protocol", "SOCK_STREAM", "IPPROTO_TCP"], SeeAlso = ["udp", "three-way-handshake", "byte-stream"] },

        Term("udp", new("UDP", "UDP"),
            new("접속 없이 메시지(데이터그램)를 하나씩 보내는 프로토콜입니다.", "A protocol that sends messages (datagrams) one by one, without a connection."),
            new CardSection("TCP와의 차이", "TCP and UDP",
                new("접속: TCP는 핸드셰이크로 맺고 FIN으로 끝냅니다. UDP에는 없습니다.", "A connection: TCP makes one by a handshake and ends it by FIN. UDP has none."),
                new("재전송: TCP는 확인 응답이 올 때까지 송신 버퍼에 두고 재전송합니다. UDP는 보내고 잊으므로, 사라진 것은 사라진 것입니다.",
                    "Loss: TCP keeps bytes in the send buffer until they are acknowledged, and sends them again. UDP sends and forgets: what is lost is lost."),
                new("순서: TCP는 보낸 순서대로 전합니다. UDP는 온 순서대로 전합니다.", "Order: TCP delivers in the order sent, UDP in the order of arrival."),
                new("경계: UDP는 한 번 보낸 것을 한 번에 받습니다. TCP에는 경계가 없습니다.", "Boundaries: what UDP sends at once is received at once. TCP has none.")),
            More(new CardLine("운영체제의 버퍼는 UDP 소켓에도 있지만, 보낸 데이터를 재전송하려고 남겨 두지는 않습니다. 수신 버퍼가 차면 새로 온 것을 버립니다.",
                "A UDP socket has buffers too, but nothing is kept there to be sent again; when the receive buffer is full, what comes is dropped.")),
            Source("RFC 768", "RFC 768"))
            with { Aliases = ["user datagram protocol", "SOCK_DGRAM", "IPPROTO_UDP", "udp vs tcp", "tcp vs udp"], SeeAlso = ["tcp", "sendto", "retransmission"] },

        Term("protocol", new("프로토콜", "protocol"),
            new("통신 규약. 소켓을 생성할 때 결정합니다.", "The rules of a communication, decided when the socket is made."),
            More(
                new("통신하려면 다섯 가지가 정해져야 합니다. 프로토콜, 지역 IP 주소와 지역 포트 번호, 원격 IP 주소와 원격 포트 번호입니다.",
                    "A communication needs five things decided: the protocol, the local IP address and port, the remote IP address and port."),
                new("포트 번호는 프로토콜마다 따로입니다. TCP 9000번과 UDP 9000번은 서로 다른 포트입니다.", "Ports are counted for each protocol apart: TCP's 9000 and UDP's are different ports.")))
            with { SeeAlso = ["socket", "four-values", "tcp", "udp"] },

        Term("server", new("서버", "server"),
            new("먼저 실행되어 정해진 주소와 포트에서 접속을 기다리는 쪽입니다.", "The side that runs first and waits for connections on a known address and port."),
            More(
                new("순서: socket() → bind() → listen() → accept() → recv(), send() → close()", "In order: socket() → bind() → listen() → accept() → recv(), send() → close()"),
                new("대기 소켓 하나로 접속을 받고, 클라이언트마다 통신 소켓 하나로 이야기합니다.", "It takes connections with one listening socket, and talks to each client with an accepted socket of its own."),
                new("교재의 서버는 한 번에 한 클라이언트만 상대합니다. 나머지는 접속되어 있지만 접속 대기 큐에서 기다립니다.",
                    "The chapter's server serves one client at a time; the others are connected, but wait in the accept queue.")),
            SeeIt("meari serve --book"),
            DotNet(new CardLine("TcpListener, 또는 Socket의 Bind(), Listen(), Accept()입니다.", "TcpListener, or Socket's Bind(), Listen() and Accept().")))
            with { Aliases = ["tcp 서버", "tcp server"], SeeAlso = ["client", "listening-socket", "accepted-socket"] },

        Term("client", new("클라이언트", "client"),
            new("서버의 주소와 포트 번호를 알고 먼저 접속하는 쪽입니다.", "The side that knows the server's address and port, and connects."),
            More(
                new("순서: socket() → connect() → send(), recv() → close()", "In order: socket() → connect() → send(), recv() → close()"),
                new("보통 bind()를 부르지 않습니다. 지역 IP 주소와 임시 포트는 connect()할 때 운영체제가 정합니다.",
                    "It usually calls no bind(): the system picks the local IP address and an ephemeral port in connect().")),
            SeeIt("meari connect"),
            DotNet(new CardLine("TcpClient, 또는 Socket의 Connect()입니다.", "TcpClient, or Socket's Connect().")))
            with { Aliases = ["tcp 클라이언트", "tcp client"], SeeAlso = ["server", "connect", "ephemeral-port"] },

        Term("listening-socket", new("대기 소켓", "listening socket"),
            new("접속을 받기만 하고, 데이터는 주고받지 않는 소켓입니다.", "A socket that takes connections only, and never sends or receives data."),
            More(
                new("bind()로 지역 주소를, listen()으로 LISTEN 상태를 얻습니다. 원격 주소는 없습니다.", "bind() gives it a local address, listen() the state LISTEN. It has no remote address."),
                new("접속 대기 큐를 하나 가지고 있고, accept()는 그 큐에서 접속을 하나씩 꺼냅니다.", "It has an accept queue, from which accept() takes connections one by one."),
                new("클라이언트가 접속해도 대기 소켓은 LISTEN 그대로이며, 닫아도 이미 수용한 접속은 계속됩니다.",
                    "Clients come and go while it stays LISTEN; when it is closed, connections accepted before go on.")),
            SeeIt("meari sockets --state listen"))
            with { Aliases = ["대기소켓", "listener", "passive socket"], SeeAlso = ["listen", "LISTEN", "accepted-socket", "accept-queue"] },

        Term("accepted-socket", new("통신 소켓", "accepted socket"),
            new("accept()가 클라이언트마다 새로 만들어 주는, 데이터를 주고받는 소켓입니다.", "The socket that accept() makes anew for each client, to send and receive data with."),
            More(
                new("지역 IP 주소와 포트 번호, 원격 IP 주소와 포트 번호가 모두 정해져 있고, 송신 버퍼와 수신 버퍼를 따로 가집니다.",
                    "All its four address values are decided, and it has a send buffer and a receive buffer of its own."),
                new("모든 통신 소켓의 지역 포트 번호는 대기 소켓과 같습니다. 도착한 세그먼트가 누구의 것인지는 네 주소 값으로 구별합니다.",
                    "All have the listening socket's port as their local port; whose a segment is, the four address values tell.")))
            with { Aliases = ["통신소켓", "connected socket"], SeeAlso = ["accept", "listening-socket", "four-values"] },

        Term("echo", new("에코", "echo"),
            new("받은 데이터를 그대로 돌려보내는 서비스입니다.", "A service that sends back whatever it receives."),
            More(
                new("교재의 예제 서버가 하는 일입니다. 클라이언트는 보낸 만큼 돌려받을 때까지 recv()를 되풀이해야 합니다. 한 번에 다 온다는 보장이 없기 때문입니다.",
                    "It is what the chapter's server does. The client must call recv() until as much has come back as it sent: nothing promises that it comes at once."),
                new("메아리라는 이름도 여기에서 왔습니다.", "Meari, Korean for echo, has its name from it.")),
            SeeIt("meari serve", "meari connect"),
            Source("RFC 862", "RFC 862"))
            with { Aliases = ["메아리", "meari"], SeeAlso = ["server", "client", "byte-stream"] },
    ];
}
