namespace Meari.Text;

/// <summary>How connections begin, wait and end.</summary>
internal static partial class TermCards
{
    public static IReadOnlyList<Card> Connections { get; } =
    [
        Term("three-way-handshake", new("세 단계 핸드셰이크", "three-way handshake"),
            new("세그먼트 셋을 주고받아 접속을 맺는 절차입니다.", "How a connection is made, with three segments."),
            new CardSection("순서", "Step by step",
                new("SYN →", "클라이언트가 자신의 첫 순서 번호를 알립니다. 클라이언트는 SYN_SENT가 됩니다.", "The client tells its first sequence number, and is in SYN_SENT."),
                new("← SYN ACK", "서버의 운영체제가 그것을 확인하고 자신의 첫 순서 번호를 알립니다. 서버 쪽은 SYN_RECV가 됩니다.",
                    "The server's kernel acknowledges it and tells its own; the server's side is in SYN_RECV."),
                new("ACK →", "클라이언트가 확인합니다. SYN ACK를 받은 클라이언트도, 이 ACK를 받은 서버도 ESTABLISHED입니다.",
                    "The client acknowledges. With the SYN ACK the client, and with this ACK the server, is ESTABLISHED.")),
            More(
                new("모두 운영체제가 합니다. connect()는 SYN ACK를 기다릴 뿐이고, accept()는 맺어진 접속을 큐에서 꺼낼 뿐입니다.",
                    "The kernels do it all: connect() only waits for the SYN ACK, and accept() only takes a connection that is already made."),
                new("양쪽이 서로의 첫 순서 번호와 MSS 같은 옵션을 알게 됩니다.", "Each side learns the other's first sequence number, and options such as the MSS.")),
            SeeIt("meari watch :9000 --explain"),
            Source("RFC 9293 3.5절", "RFC 9293, section 3.5"))
            with { Aliases = ["handshake", "핸드셰이크", "3-way handshake", "세 방향 핸드셰이크", "3방향 핸드셰이크", "SYN", "SYN ACK"], SeeAlso = ["connect", "SYN_SENT", "SYN_RECV", "sequence-number"] },

        Term("accept-queue", new("접속 대기 큐", "accept queue"),
            new("핸드셰이크가 끝난 접속이 accept()를 기다리는 줄입니다.", "Where connections, their handshake done, wait for accept()."),
            More(
                new("대기 소켓마다 하나씩 있고, 커널이 넣고 accept()가 꺼냅니다. 여기 있는 접속은 양쪽 모두 ESTABLISHED입니다(클라이언트가 벌써 닫았으면 서버 쪽은 CLOSE_WAIT).",
                    "Each listening socket has one; the kernel puts in, accept() takes out. What waits there is ESTABLISHED on both sides (CLOSE_WAIT on the server's, if the client has closed already)."),
                new("기다리는 동안 클라이언트가 보낸 데이터는 그 접속의 수신 버퍼에 쌓입니다.", "What the client sends meanwhile lies in that connection's receive buffer."),
                new("길이는 listen()의 backlog입니다. 차면 리눅스는 새 SYN과 핸드셰이크의 마지막 ACK를 버리고, 윈도우는 접속을 거절합니다.",
                    "Its length is listen()'s backlog. When it is full, Linux drops new SYNs and the last ACKs of handshakes; Windows refuses.")),
            SeeIt("meari serve --one-at-a-time", "meari sockets -p 9000 --state listen"))
            with { Aliases = ["접속대기큐", "대기 큐", "queue", "큐"], SeeAlso = ["accept", "backlog", "listening-socket"] },

        Term("backlog", new("backlog", "backlog"),
            new("listen()의 인수. 접속 대기 큐에서 기다릴 수 있는 접속의 수입니다.", "listen()'s argument: how many connections may wait in the accept queue."),
            More(
                new("리눅스는 net.core.somaxconn(기본 4096)으로 줄이며, 실제로는 하나 더(backlog + 1) 들어갑니다.",
                    "Linux cuts it to net.core.somaxconn (4096 by default), and in fact lets one more in (backlog + 1)."),
                new("동시에 접속할 수 있는 클라이언트의 수가 아닙니다. accept()로 꺼내면 자리가 납니다.", "It is not how many clients may be connected: accept() makes room."),
                new("SOMAXCONN: 윈도우에서는 운영체제가 적당한 값을 고릅니다. 리눅스에서는 4096입니다(오래된 시스템에서는 128).",
                    "SOMAXCONN: on Windows the system takes a reasonable value; on Linux it is 4096 (128 on old systems).")))
            with { Aliases = ["백로그", "SOMAXCONN"], SeeAlso = ["listen", "accept-queue"] },

        Term("fin-exchange", new("FIN 교환", "FIN exchange"),
            new("양쪽이 저마다 FIN을 보내고 확인받아 접속을 끝내는 절차입니다.", "How a connection ends: each side sends FIN and has it acknowledged."),
            new CardSection("순서", "Step by step",
                new("FIN →", "먼저 닫은 쪽이 더 보낼 것이 없다고 알립니다. FIN_WAIT1이 됩니다.", "The side that closes first says that it will send no more: FIN_WAIT1."),
                new("← ACK", "상대의 운영체제가 확인합니다. 먼저 닫은 쪽은 FIN_WAIT2, 상대는 CLOSE_WAIT입니다.", "The peer's kernel acknowledges: FIN_WAIT2 here, CLOSE_WAIT there."),
                new("← FIN", "상대 프로그램도 닫습니다. 상대는 LAST_ACK가 됩니다.", "The peer's program closes too: LAST_ACK there."),
                new("ACK →", "확인합니다. 먼저 닫은 쪽은 TIME_WAIT, 상대는 이것을 받고 CLOSED입니다.", "It is acknowledged: TIME_WAIT here and, on its arrival, CLOSED there.")),
            More(
                new CardLine("FIN은 한 방향만 끝냅니다. 그래서 넷이 필요하고, 그 사이에는 반만 닫힌 상태입니다. 상대가 곧바로 닫으면 둘째와 셋째가 한 세그먼트로 옵니다.",
                    "FIN ends one direction only; hence four steps, and a half-closed connection between. If the peer closes at once, the second and third are one segment.")),
            SeeIt("meari watch :9000 --explain"),
            Source("RFC 9293 3.6절", "RFC 9293, section 3.6"))
            with { Aliases = ["FIN", "네 단계 종료", "4-way handshake", "four-way close"], SeeAlso = ["normal-close", "half-close", "TIME_WAIT", "CLOSE_WAIT"] },

        Term("normal-close", new("정상 종료", "normal close"),
            new("양쪽이 FIN을 주고받아, 보낸 데이터를 모두 전한 뒤에 끝나는 것입니다.", "The end by FIN from both sides, after all data has been delivered."),
            More(
                new("상대의 FIN은 recv()의 0으로 나타납니다. 오류가 아니라 성공입니다.", "The peer's FIN appears as a 0 from recv(), which is no error but a success."),
                new("송신 버퍼에 남은 데이터는 close() 뒤에도 운영체제가 마저 보냅니다.", "What is left in the send buffer the kernel still sends after close()."),
                new("먼저 닫은 쪽에 TIME_WAIT가 남습니다.", "TIME_WAIT stays on the side that closed first.")))
            with { Aliases = ["정상종료", "종료", "graceful close", "close normally"], SeeAlso = ["fin-exchange", "reset", "recv", "TIME_WAIT"] },

        Term("reset", new("강제 종료(RST)", "reset (RST)"),
            new("RST 세그먼트 하나로 접속을 바로 끝내는 것입니다. 아직 전하지 못한 데이터는 버려집니다.",
                "The end at once, by a single segment RST; data not delivered yet is dropped."),
            new CardSection("언제 보내나", "When it is sent",
                new("읽지 않은 데이터가 수신 버퍼에 있는데 close()할 때.", "At a close() with unread data in the receive buffer."),
                new("SO_LINGER를 0초로 켜고 close()할 때.", "At a close() with SO_LINGER of 0 s."),
                new("대기 소켓이 없는 포트에 SYN이 올 때. 클라이언트의 connect()는 ECONNREFUSED로 실패합니다.", "At a SYN to a port where nothing listens; the client's connect() fails with ECONNREFUSED."),
                new("없는 접속의 세그먼트가 올 때. 상대가 다시 시작했거나 이미 닫은 접속입니다.", "At a segment of a connection that does not exist: a restarted machine, or one closed before.")),
            More(
                new CardLine("받은 쪽의 recv()는 ECONNRESET(WSAECONNRESET)으로 실패합니다. RST에는 확인 응답이 없고 TIME_WAIT도 남지 않습니다.",
                    "On the side that gets it recv() fails with ECONNRESET (WSAECONNRESET). RST is not acknowledged and leaves no TIME_WAIT.")),
            Source("RFC 9293 3.5.2, 3.5.3절", "RFC 9293, sections 3.5.2 and 3.5.3"))
            with { Aliases = ["RST", "강제 종료", "reset", "abort", "abortive close"], SeeAlso = ["ECONNRESET", "SO_LINGER", "normal-close"] },

        Term("half-close", new("반만 닫기", "half-close"),
            new("보내기만 끝내고 받기는 계속하는 것입니다.", "To end sending while receiving goes on."),
            More(
                new("shutdown(sock, SHUT_WR)이 FIN을 보냅니다(윈도우는 SD_SEND). 이쪽은 FIN_WAIT1, 이어서 FIN_WAIT2입니다.",
                    "shutdown(sock, SHUT_WR) sends FIN (SD_SEND on Windows). This side is in FIN_WAIT1, then FIN_WAIT2."),
                new("상대는 recv()에서 0을 받지만 아직 보낼 수 있습니다(CLOSE_WAIT).", "The peer gets a 0 from recv() but may still send (CLOSE_WAIT)."),
                new("'보낼 것은 다 보냈으니 답을 다 주면 닫으라'는 뜻으로 쓰기 좋습니다.", "It is a good way to say: that was all, answer and then close.")),
            DotNet(new CardLine("socket.Shutdown(SocketShutdown.Send)입니다.", "socket.Shutdown(SocketShutdown.Send).")),
            Source("RFC 9293 3.6.1절", "RFC 9293, section 3.6.1"))
            with { Aliases = ["반만 닫기(half-close)", "SHUT_WR", "SD_SEND"], SeeAlso = ["shutdown", "FIN_WAIT2", "CLOSE_WAIT"] },

        Term("SO_REUSEADDR", new("SO_REUSEADDR", "SO_REUSEADDR"),
            new("앞선 접속이 TIME_WAIT에 남아 있어도 같은 지역 주소와 포트에 bind()하게 하는 옵션입니다.",
                "The option that lets bind() take a local address and port while earlier connections there are in TIME_WAIT."),
            More(
                new("리눅스: 서버를 바로 다시 시작하려면 bind() 전에 켭니다. 다른 대기 소켓이 쓰는 포트까지 허용하지는 않습니다.",
                    "Linux: set it before bind() to start a server again at once. It does not allow a port on which another socket listens."),
                new("윈도우: TIME_WAIT는 원래 bind()를 막지 않으므로 필요 없습니다. 켜면 다른 소켓이 쓰는 포트도 가로챌 수 있어 위험하고, 그것을 막는 옵션이 SO_EXCLUSIVEADDRUSE입니다.",
                    "Windows: TIME_WAIT does not stop a bind() anyway, so it is not needed; and it is dangerous there, since it takes even a port that another socket has. SO_EXCLUSIVEADDRUSE forbids that."),
                new("같은 포트를 여러 대기 소켓이 나누어 쓰는 것은 다른 옵션, 리눅스의 SO_REUSEPORT입니다.", "Several sockets listening on one port is another option: SO_REUSEPORT on Linux.")),
            DotNet(new CardLine("리눅스에서는 TCP 소켓의 Bind()가 스스로 켭니다. SocketOptionName.ReuseAddress를 직접 켜면 리눅스에서는 SO_REUSEPORT까지 켭니다.",
                "On Linux a TCP socket's Bind() sets it by itself. SocketOptionName.ReuseAddress, set by hand, sets SO_REUSEPORT too on Linux.")))
            with { Aliases = ["REUSEADDR", "SO_REUSEPORT", "SO_EXCLUSIVEADDRUSE"], SeeAlso = ["TIME_WAIT", "bind", "EADDRINUSE"] },

        Term("SO_LINGER", new("SO_LINGER", "SO_LINGER"),
            new("close()가 남은 데이터를 어떻게 할지 정하는 옵션입니다.", "The option that decides what close() does about data that is left."),
            More(
                new("끔(기본): close()는 바로 리턴하고, 남은 데이터와 FIN은 운영체제가 보냅니다.", "Off, the default: close() returns at once, and the kernel sends what is left, and FIN."),
                new("켬, 0초: 남은 데이터를 버리고 FIN 대신 RST를 보냅니다. TIME_WAIT도 없습니다.", "On, with 0 s: what is left is dropped, and RST is sent instead of FIN; there is no TIME_WAIT."),
                new("켬, n초: 남은 데이터와 FIN이 확인되기를 최대 n초 기다립니다.", "On, with n s: close() waits until the data and FIN are acknowledged, at most n s.")),
            DotNet(new CardLine("socket.LingerState = new LingerOption(true, 0)입니다.", "socket.LingerState = new LingerOption(true, 0).")))
            with { Aliases = ["linger"], SeeAlso = ["close", "reset", "normal-close"] },

        Term("keep-alive", new("keep-alive", "keep-alive"),
            new("아무것도 오가지 않는 접속의 상대가 아직 있는지 운영체제가 확인하는 기능입니다.", "How the kernel asks whether the peer of a silent connection is still there."),
            More(
                new("SO_KEEPALIVE를 켜면 기본 2시간 동안 조용할 때 확인을 시작합니다. 답이 없으면 되풀이하다가 접속을 ETIMEDOUT으로 끝냅니다.",
                    "With SO_KEEPALIVE, by default it begins after two hours of silence; without an answer it asks again, and ends the connection with ETIMEDOUT."),
                new("상대 컴퓨터가 그사이 다시 시작했다면 RST로 답하므로 ECONNRESET이 됩니다.", "A peer that has restarted meanwhile answers with RST, hence ECONNRESET.")),
            Source("RFC 9293 3.8.4절", "RFC 9293, section 3.8.4"))
            with { Aliases = ["SO_KEEPALIVE", "킵얼라이브"], SeeAlso = ["ESTABLISHED", "setsockopt", "ETIMEDOUT"] },
    ];
}
