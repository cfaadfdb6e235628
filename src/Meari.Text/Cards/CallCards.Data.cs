namespace Meari.Text;

/// <summary>The calls that send and receive.</summary>
internal static partial class CallCards
{
    static Card Send => Call("send",
        new("보낼 데이터를 운영체제의 송신 버퍼에 복사하고 리턴합니다.", "Copies the data to be sent into the kernel's send buffer, and returns."),
        Windows("#include <winsock2.h>", "int send(SOCKET sock, const char *buf, int len, int flags);"),
        Linux("#include <sys/socket.h>", "ssize_t send(int sock, const void *buf, size_t len, int flags);"),
        Arguments(
            new("sock", "접속된 소켓.", "A connected socket."),
            new("buf", "보낼 데이터가 있는 응용 프로그램 버퍼.", "The program's buffer, with the data to send."),
            new("len", "보낼 데이터의 크기(바이트).", "How many bytes to send."),
            new("flags", "보통 0. 리눅스의 MSG_NOSIGNAL은 SIGPIPE를 막고, MSG_DONTWAIT는 이번만 논블로킹으로 합니다.",
                "Usually 0. On Linux MSG_NOSIGNAL keeps SIGPIPE away, and MSG_DONTWAIT makes this one call non-blocking.")),
        Returns(
            new("1…len", "성공: 송신 버퍼에 복사한 바이트 수. 상대가 받은 바이트 수가 아닙니다.", "Success: how many bytes were copied into the send buffer, not how many the peer has received."),
            new("SOCKET_ERROR", "실패(윈도우).", "Failure, on Windows."),
            new("-1", "실패(리눅스).", "Failure, on Linux.")),
        Decides(
            new CardLine("주소 값은 바꾸지 않습니다. 언제 어떤 세그먼트로 나눠 보낼지는 운영체제(TCP)가 정합니다.",
                "No address value. When the bytes go, and in which segments, the kernel's TCP decides.")),
        GoodToKnow(
            new("복사된 데이터는 상대 운영체제의 확인 응답(ACK)이 올 때까지 송신 버퍼에 남습니다. 사라진 것을 재전송할 수 있는 것은 이 때문입니다.",
                "What was copied stays in the send buffer until the peer's kernel acknowledges it (ACK); therefore what is lost can be sent again."),
            new("송신 버퍼에 자리가 모자라면, 블로킹 소켓은 다 복사할 때까지 기다리고, 논블로킹 소켓은 들어가는 만큼만 복사합니다. 리턴 값이 len보다 작으면 나머지를 다시 보내세요.",
                "Where the send buffer has too little room, a blocking socket waits until all is copied; a non-blocking one copies what fits. If less than len was returned, send the rest again."),
            new("send() 한 번이 상대의 recv() 한 번과 짝을 이루지는 않습니다. TCP는 메시지가 아니라 바이트를 나릅니다.",
                "One send() need not be one recv() of the peer: TCP carries bytes, not messages.")),
        Errors(
            new(CallErrors.WouldBlock, "논블로킹인데 송신 버퍼에 자리가 없습니다. 자리가 날 때까지 기다렸다가 다시 부르세요.",
                "Non-blocking, and the send buffer has no room; wait until there is some and call again."),
            new(CallErrors.Reset, "상대가 RST를 보냈습니다. 접속은 끝났으니 소켓을 닫으세요.", "The peer sent RST. The connection is over; close the socket."),
            new(CallErrors.BrokenPipe, "리눅스: 이쪽의 보내기를 닫았거나, 접속이 이미 끝났습니다. SIGPIPE 시그널도 와서 프로그램을 끝낼 수 있으니 MSG_NOSIGNAL을 쓰세요. 접속한 적이 없는 TCP 소켓에 보내도 이 오류입니다.",
                "Linux: this side's sending is closed, or the connection is over. SIGPIPE comes too and may end the program, so use MSG_NOSIGNAL. A TCP socket that was never connected gives it as well."),
            new(CallErrors.IsShutDown, "윈도우: shutdown()으로 보내기를 이미 닫았습니다. 리눅스의 EPIPE에 해당합니다.",
                "Windows: shutdown() has closed sending; what is EPIPE on Linux."),
            new(CallErrors.Aborted, "윈도우: 재전송이 끝내 확인되지 않는 등으로 이쪽 운영체제가 접속을 끊었습니다.",
                "Windows: this side's system ended the connection, for example since retransmissions were never acknowledged."),
            new(CallErrors.TimedOut, "재전송을 거듭해도 확인 응답이 오지 않아 접속을 포기했습니다.", "Retransmission after retransmission was not acknowledged, and the connection was given up."),
            new(CallErrors.NotConnected, "윈도우: 접속되어 있지 않은 소켓입니다.", "Windows: the socket is not connected.")),
        DotNet(
            new("socket.Send(bytes)와 socket.SendAsync(bytes). 리턴 값은 C와 같고, 실패는 SocketException입니다.",
                "socket.Send(bytes) and socket.SendAsync(bytes). The return value is C's; a failure is a SocketException."),
            new("SIGPIPE는 .NET이 무시하므로 프로그램이 끝나지 않습니다. EPIPE는 SocketError.Shutdown으로 알립니다.",
                ".NET ignores SIGPIPE, so no program ends by it; EPIPE is reported as SocketError.Shutdown.")))
        with
    { SeeAlso = ["recv", "send-buffer", "blocking", "acknowledgment"] };

    static Card Receive => Call("recv",
        new("운영체제의 수신 버퍼에 도착한 데이터를 응용 프로그램 버퍼에 복사하고 리턴합니다.",
            "Copies data that has arrived in the kernel's receive buffer into the program's buffer, and returns."),
        Windows("#include <winsock2.h>", "int recv(SOCKET sock, char *buf, int len, int flags);"),
        Linux("#include <sys/socket.h>", "ssize_t recv(int sock, void *buf, size_t len, int flags);"),
        Arguments(
            new("sock", "접속된 소켓.", "A connected socket."),
            new("buf", "받은 데이터를 담을 응용 프로그램 버퍼.", "The program's buffer, for the data received."),
            new("len", "최대 몇 바이트를 받을지. 버퍼의 크기를 넘으면 안 됩니다.", "The most bytes to receive; no more than the buffer holds."),
            new("flags", "보통 0. MSG_WAITALL은 len바이트가 다 올 때까지 기다리고, MSG_PEEK는 버퍼에서 지우지 않고 보기만 합니다.",
                "Usually 0. MSG_WAITALL waits until len bytes have come; MSG_PEEK looks without taking.")),
        Returns(
            new("1…len", "성공, 첫째: 복사한 바이트 수. len보다 적을 수 있습니다.", "Success of the first kind: how many bytes were copied, maybe fewer than len."),
            new("0", "성공, 둘째: 상대가 정상 종료했고(FIN) 앞서 보낸 데이터도 다 받았습니다. len이 0일 때도 0입니다.",
                "Success of the second kind: the peer has closed normally (FIN), and all it sent before has been received. With a len of 0 it is 0 too."),
            new("SOCKET_ERROR", "실패(윈도우).", "Failure, on Windows."),
            new("-1", "실패(리눅스).", "Failure, on Linux.")),
        Decides(
            new CardLine("주소 값은 바꾸지 않습니다. 수신 버퍼가 비워진 만큼 수신 윈도우가 다시 열려 상대가 더 보낼 수 있습니다.",
                "No address value. As the receive buffer empties, the receive window opens again, and the peer may send more.")),
        GoodToKnow(
            new("수신 버퍼가 비어 있으면 데이터나 상대의 종료를 기다립니다(블로킹).", "While the receive buffer is empty it waits for data or for the peer's close (blocking)."),
            new("보낸 데이터가 여러 번에 나뉘어 올 수도, 여러 번 보낸 것이 한꺼번에 올 수도 있습니다. 받을 크기를 알면 MSG_WAITALL이나 되풀이로 다 받으세요.",
                "What was sent at once may come in pieces, and what was sent in pieces at once. If you know how much must come, use MSG_WAITALL or a loop."),
            new("0을 받은 뒤에도 이쪽에서는 아직 보낼 수 있습니다(반만 닫기).", "After a 0 this side may still send (half-close).")),
        Errors(
            new(CallErrors.WouldBlock, "논블로킹인데 수신 버퍼가 비어 있습니다. SO_RCVTIMEO의 시간이 지났을 때도 리눅스는 이 오류입니다(윈도우는 WSAETIMEDOUT).",
                "Non-blocking, and the receive buffer is empty. Linux gives it too when SO_RCVTIMEO runs out (Windows: WSAETIMEDOUT)."),
            new(CallErrors.Reset, "RST가 왔습니다. 상대가 읽지 않은 데이터를 두고 닫았거나, 강제 종료했거나, 이미 닫은 상대에게 데이터가 갔을 때입니다. 소켓을 닫으세요.",
                "RST came: the peer closed with data unread, reset the connection, or had closed before data reached it. Close the socket."),
            new(CallErrors.NotConnected, "접속되어 있지 않은 소켓입니다. 대기 소켓으로 recv()를 부르지 않았는지 보세요.",
                "The socket is not connected; maybe it is the listening one."),
            new(CallErrors.TimedOut, "상대가 오래 응답하지 않아(keep-alive나 재전송의 실패) 접속이 끊겼습니다. 윈도우에서는 SO_RCVTIMEO의 시간이 지났을 때도 이 오류입니다.",
                "The peer was silent for too long (keep-alive or retransmission failed) and the connection was given up. Windows gives it also when SO_RCVTIMEO runs out."),
            new(CallErrors.Aborted, "윈도우: 이쪽 운영체제가 접속을 끊었습니다.", "Windows: this side's system ended the connection."),
            new(CallErrors.IsShutDown, "윈도우: shutdown()으로 받기를 이미 닫았습니다. 리눅스에서는 오류 대신 0을 리턴합니다.",
                "Windows: shutdown() has closed receiving; Linux returns 0 instead."),
            new(CallErrors.Interrupted, "데이터를 기다리는 동안 시그널 처리기가 실행되었습니다(리눅스). 다시 부르세요.",
                "A signal handler ran while it waited for data (Linux); call again.")),
        DotNet(
            new("socket.Receive(buffer)와 socket.ReceiveAsync(buffer). 정상 종료는 C와 같이 0이고, 강제 종료는 SocketException(ConnectionReset)입니다.",
                "socket.Receive(buffer) and socket.ReceiveAsync(buffer). A normal close is 0 as in C; a reset is a SocketException (ConnectionReset)."),
            new("길이를 아는 메시지는 NetworkStream의 ReadExactly()로 받습니다(MSG_WAITALL처럼).", "For a message of known length there is NetworkStream's ReadExactly(), like MSG_WAITALL.")))
        with
    { SeeAlso = ["send", "receive-buffer", "normal-close", "MSG_WAITALL"] };

    static Card SendTo => Call("sendto",
        new("주소를 함께 주고받는 전송 함수. UDP에서 주로 씁니다.", "The pair that passes an address with the data; mostly for UDP."),
        Code(new("윈도우 <winsock2.h>", "Windows <winsock2.h>"), [
            "int sendto(SOCKET sock, const char *buf, int len, int flags,",
            "           const struct sockaddr *to, int tolen);",
            "int recvfrom(SOCKET sock, char *buf, int len, int flags,",
            "             struct sockaddr *from, int *fromlen);"]),
        Code(new("리눅스 <sys/socket.h>", "Linux <sys/socket.h>"), [
            "ssize_t sendto(int sock, const void *buf, size_t len, int flags,",
            "               const struct sockaddr *to, socklen_t tolen);",
            "ssize_t recvfrom(int sock, void *buf, size_t len, int flags,",
            "                 struct sockaddr *from, socklen_t *fromlen);"]),
        Returns(
            new("0…len", "성공: 보낸, 또는 받은 데이터그램의 바이트 수. 빈 데이터그램은 0바이트입니다.", "Success: the bytes of the datagram sent or received; an empty one has 0."),
            new("SOCKET_ERROR", "실패(윈도우).", "Failure, on Windows."),
            new("-1", "실패(리눅스).", "Failure, on Linux.")),
        Decides(
            new("sendto", "이 데이터그램 하나의 원격 주소를 결정합니다. bind()하지 않은 소켓이면 지역 주소도 이때 정해집니다.",
                "The remote address of this one datagram; for a socket without bind(), the local address too."),
            new("recvfrom", "아무것도 결정하지 않고, 누가 보냈는지를 알려 줍니다.", "Nothing; it tells who has sent.")),
        Errors(
            new(CallErrors.MessageSize, "데이터그램이 너무 커서 보낼 수 없습니다. 윈도우의 recvfrom()에서는 버퍼보다 큰 데이터그램이 와서 나머지를 버렸다는 뜻이고, 리눅스는 오류 없이 잘라 줍니다.",
                "The datagram is too big to send. From recvfrom() on Windows: it was bigger than the buffer and the rest is dropped; Linux cuts it without an error."),
            new(CallErrors.Refused, "리눅스: connect()한 UDP 소켓으로 앞서 보낸 것에, 그 포트에 받을 소켓이 없다는 ICMP가 돌아왔습니다.",
                "Linux, a UDP socket with connect(): for what was sent before, ICMP says that no socket has that port.")),
        DotNet(new CardLine("socket.SendTo()와 socket.ReceiveFrom(), 또는 UdpClient입니다.", "socket.SendTo() and socket.ReceiveFrom(), or UdpClient.")))
        with
    { Title = new("sendto(), recvfrom()", "sendto(), recvfrom()"), Aliases = ["recvfrom"], SeeAlso = ["send", "recv", "udp"] };

    static Card WsaSend => Call("WSASend",
        new("윈도우 전용 확장 함수. 여러 버퍼를 한 번에, 그리고 비동기로 주고받습니다.", "Windows's own extended pair: several buffers at once, and asynchronously."),
        Code(new("윈도우 <winsock2.h>", "Windows <winsock2.h>"), [
            "int WSASend(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,",
            "            LPDWORD lpNumberOfBytesSent, DWORD dwFlags,",
            "            LPWSAOVERLAPPED lpOverlapped,",
            "            LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);",
            "int WSARecv(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,",
            "            LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,",
            "            LPWSAOVERLAPPED lpOverlapped,",
            "            LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);"]),
        Returns(
            new("0", "성공: 바로 끝났습니다. 바이트 수는 lpNumberOfBytesSent, lpNumberOfBytesRecvd로 받습니다.",
                "Success: done at once. The byte count comes through lpNumberOfBytesSent or lpNumberOfBytesRecvd."),
            new("SOCKET_ERROR", "WSAGetLastError()가 WSA_IO_PENDING이면 시작했고 나중에 끝납니다. 다른 값이면 실패입니다.",
                "If WSAGetLastError() says WSA_IO_PENDING, it has begun and will end later; anything else is a failure.")),
        GoodToKnow(new CardLine("리눅스에는 없습니다. 여러 버퍼는 writev()와 readv(), 비동기는 epoll이나 io_uring으로 합니다.",
            "Linux has no such calls: writev() and readv() take several buffers, epoll and io_uring do it asynchronously.")),
        DotNet(new CardLine("윈도우의 socket.SendAsync()와 socket.ReceiveAsync()는 안에서 이 함수들을 씁니다.", "On Windows socket.SendAsync() and socket.ReceiveAsync() use these inside.")))
        with
    { Title = new("WSASend(), WSARecv()", "WSASend(), WSARecv()"), Aliases = ["WSARecv"], SeeAlso = ["send", "recv", "blocking"] };

    static Card Write => Call("write",
        new("파일에도 쓰는 리눅스의 함수. 소켓에서는 flags가 0인 send(), recv()와 같습니다.",
            "Linux's calls for files too; on a socket they are send() and recv() with flags 0."),
        Code(new("리눅스 <unistd.h>", "Linux <unistd.h>"), [
            "ssize_t write(int fd, const void *buf, size_t count);",
            "ssize_t read(int fd, void *buf, size_t count);"]),
        Returns(
            new("0…count", "성공: 쓰거나 읽은 바이트 수. read()의 0은 recv()의 0과 같이 정상 종료입니다.",
                "Success: how many bytes were written or read. A 0 from read() is recv()'s: a normal close."),
            new("-1", "실패. 오류는 send(), recv()와 같습니다.", "Failure; the errors are those of send() and recv().")),
        GoodToKnow(new CardLine("윈도우의 소켓은 파일 디스크립터가 아니므로 write(), read()로 쓸 수 없습니다.",
            "A Windows socket is no file descriptor, so write() and read() cannot be used on it.")),
        DotNet(new CardLine("NetworkStream의 Write()와 Read()가 이에 해당합니다. Write()는 다 보낼 때까지 되풀이합니다.",
            "NetworkStream's Write() and Read() are the like; Write() goes on until all is sent.")))
        with
    { Title = new("write(), read()", "write(), read()"), Aliases = ["read"], SeeAlso = ["send", "recv"] };
}
