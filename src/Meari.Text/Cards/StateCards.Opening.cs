namespace Meari.Text;

/// <summary>The states up to a connection.</summary>
internal static partial class StateCards
{
    static Card Closed => State("CLOSED", [],
        new("접속이 없는 상태. 시작이자 끝입니다.", "There is no connection: the beginning and the end."),
        Who("socket()으로 막 만든 소켓, 그리고 접속이 끝난 뒤의 양쪽.", "A socket just made by socket(), and both sides after a connection."),
        In(
            new("LAST_ACK", "마지막 FIN의 확인 응답(ACK)을 받으면.", "When the last FIN is acknowledged."),
            new("TIME_WAIT", "정해진 시간이 지나면.", "When its time has passed."),
            new("…", "어느 상태에서든 RST를 보내거나 받으면(대기 소켓은 예외), 또는 상대의 답이 끊겨 포기하면.",
                "From any state but LISTEN, when RST is sent or received, or when a silent peer is given up.")),
        Out(
            new("LISTEN", "listen()을 부르면.", "With listen()."),
            new("SYN_SENT", "connect()를 부르면. SYN을 보냅니다.", "With connect(); SYN is sent.")),
        Netstat(new CardLine("나오지 않습니다. 없는 접속이니 보여 줄 것이 없습니다.", "Nothing: there is no connection to show.")),
        Source("3.3.2, 3.10.7.1"))
        with
    { SeeAlso = ["socket", "LISTEN", "SYN_SENT"] };

    static Card Listen => State("LISTEN", ["LISTENING"],
        new("대기 소켓이 접속을 기다립니다.", "A listening socket waits for connections."),
        Who("서버의 대기 소켓. 접속이 아무리 많아져도 이 상태 그대로입니다.", "A server's listening socket; however many connections come, it stays so."),
        In(new CardLine("CLOSED", "listen()을 부르면. 세그먼트는 보내지 않습니다.", "With listen(); no segment is sent.")),
        Out(
            new("SYN_RECV", "SYN이 오면, 대기 소켓은 그대로 있고 새로운 접속이 이 상태로 생깁니다. SYN ACK를 보냅니다.",
                "When SYN comes, the listening socket stays, and a new connection in this state is made; SYN ACK is sent."),
            new("CLOSED", "대기 소켓을 close()하면.", "When the listening socket is closed with close().")),
        Netstat(
            new("Windows", "LISTENING. 외부(원격) 주소는 0.0.0.0:0, IPv6는 [::]:0입니다.", "LISTENING; the foreign (remote) address is 0.0.0.0:0, for IPv6 [::]:0."),
            new("Linux", "LISTEN. 원격 주소는 0.0.0.0:*, IPv6는 :::*입니다.", "LISTEN; the remote address is 0.0.0.0:*, for IPv6 :::*.")),
        Source("3.3.2, 3.10.7.2"))
        with
    { SeeAlso = ["listen", "listening-socket", "accept-queue"] };

    static Card SynSent => State("SYN_SENT", ["SYN-SENT"],
        new("클라이언트가 SYN을 보내고 SYN ACK를 기다립니다.", "The client has sent SYN and waits for SYN ACK."),
        Who("connect()를 부른 클라이언트. 보통 한 번 오가는 시간(RTT)만큼만 이 상태입니다.", "A client in connect(), usually for one round trip (RTT) only."),
        In(new CardLine("CLOSED", "connect()를 부르면. SYN을 보냅니다.", "With connect(); SYN is sent.")),
        Out(
            new("ESTABLISHED", "SYN ACK를 받으면. ACK를 보내고 connect()가 성공합니다.", "When SYN ACK comes; ACK is sent, and connect() succeeds."),
            new("SYN_RECV", "ACK 없는 SYN을 받으면(양쪽이 동시에 접속할 때, 드묾).", "When SYN without ACK comes: both sides connect at once, which is rare."),
            new("CLOSED", "RST를 받으면(ECONNREFUSED), 또는 답이 없어 포기하면(ETIMEDOUT).", "When RST comes (ECONNREFUSED), or no answer does (ETIMEDOUT).")),
        Netstat(new CardLine("SYN_SENT. 오래 보인다면 그런 호스트가 없거나, 방화벽이 SYN을 버리거나, 서버의 접속 대기 큐가 찼습니다.",
            "SYN_SENT. If it stays, there is no such host, a firewall drops the SYN, or the server's accept queue is full.")),
        Source("3.3.2, 3.5, 3.10.7.3"))
        with
    { SeeAlso = ["connect", "three-way-handshake", "ECONNREFUSED"] };

    static Card SynReceived => State("SYN_RECV", ["SYN_RECEIVED", "SYN-RECEIVED", "SYN_RCVD"],
        new("서버의 운영체제가 SYN ACK로 답하고 마지막 ACK를 기다립니다.", "The server's kernel has answered SYN ACK and waits for the last ACK."),
        Who("서버 쪽의 아직 맺어지지 않은 접속. 서버 프로그램은 아직 아무것도 모릅니다.", "A connection not made yet, on the server's side; the server's program knows nothing of it."),
        In(
            new("LISTEN", "대기 소켓에 SYN이 오면.", "When SYN comes to a listening socket."),
            new("SYN_SENT", "양쪽이 동시에 접속할 때.", "When both sides connect at once.")),
        Out(
            new("ESTABLISHED", "세 번째 세그먼트(ACK)를 받으면. 접속 대기 큐로 들어갑니다.", "When the third segment (ACK) comes; the connection enters the accept queue."),
            new("CLOSED", "RST를 받거나, SYN ACK를 여러 번 보내도 답이 없으면. 대기 소켓은 그대로입니다.",
                "When RST comes, or SYN ACK is never answered; the listening socket is not touched.")),
        Netstat(
            new("Windows", "SYN_RECEIVED.", "SYN_RECEIVED."),
            new("Linux", "SYN_RECV. 많이 보인다면 SYN이 쏟아지거나(SYN flood), 접속 대기 큐가 차 있습니다.", "SYN_RECV. Many of them are a SYN flood, or a full accept queue.")),
        Source("3.3.2, 3.5, 3.10.7.4"))
        with
    { SeeAlso = ["accept-queue", "three-way-handshake", "backlog"] };

    static Card Established => State("ESTABLISHED", ["ESTAB"],
        new("접속되어 있습니다. 양쪽이 데이터를 주고받을 수 있습니다.", "The connection exists; both sides can send and receive."),
        Who("접속한 클라이언트의 소켓과 서버의 통신 소켓. 접속 대기 큐에서 accept()를 기다리는 접속도 이미 이 상태입니다.",
            "The client's socket and the server's accepted one. A connection that waits in the accept queue is in this state already."),
        In(
            new("SYN_SENT", "클라이언트가 SYN ACK를 받으면.", "On the client, when SYN ACK comes."),
            new("SYN_RECV", "서버가 마지막 ACK를 받으면.", "On the server, when the last ACK comes.")),
        Out(
            new("FIN_WAIT1", "이쪽이 먼저 close()나 shutdown()으로 닫으면. FIN을 보냅니다.", "When this side closes first, with close() or shutdown(); FIN is sent."),
            new("CLOSE_WAIT", "상대의 FIN이 오면. 확인 응답(ACK)을 보냅니다.", "When the peer's FIN comes; it is acknowledged."),
            new("CLOSED", "RST를 보내거나 받으면, 또는 재전송이 끝내 확인되지 않으면.", "When RST is sent or received, or retransmissions are never acknowledged.")),
        Netstat(new CardLine("ESTABLISHED. 두 프로그램이 같은 컴퓨터에 있으면 지역과 원격이 뒤바뀐 두 줄이 나옵니다.",
            "ESTABLISHED. With both programs on one machine there are two lines, local and remote exchanged.")),
        GoodToKnow(new CardLine("아무것도 오가지 않으면 상대가 사라져도 이 상태로 남습니다. SO_KEEPALIVE를 켜면 운영체제가 가끔 확인합니다.",
            "While nothing is sent it stays, even if the peer has vanished; with SO_KEEPALIVE the kernel asks now and then.")),
        Source("3.3.2, 3.8, 3.10.7.4"))
        with
    { SeeAlso = ["connect", "accept", "send", "recv"] };
}
