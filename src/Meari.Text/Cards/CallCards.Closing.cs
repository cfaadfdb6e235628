namespace Meari.Text;

/// <summary>The calls that close, and those that set and ask.</summary>
internal static partial class CallCards
{
    static Card Shutdown => Call("shutdown",
        new("접속의 한 방향만 닫습니다. 보내기를 닫으면 FIN을 보내고, 받기는 계속합니다.",
            "Closes one direction of a connection: with sending closed FIN goes out, and receiving goes on."),
        Windows("#include <winsock2.h>", "int shutdown(SOCKET sock, int how);"),
        Linux("#include <sys/socket.h>", "int shutdown(int sock, int how);"),
        Arguments(
            new("sock", "접속된 소켓.", "A connected socket."),
            new("SHUT_WR / SD_SEND", "1: 보내기를 닫습니다. 송신 버퍼의 데이터를 다 보낸 뒤 FIN을 보냅니다(반만 닫기).",
                "1: closes sending. After what is in the send buffer, FIN goes out (half-close)."),
            new("SHUT_RD / SD_RECEIVE", "0: 받기를 닫습니다. 상대에게는 아무것도 보내지 않습니다. 윈도우에서는 그 뒤에 데이터가 오거나 읽지 않은 데이터가 있으면 접속을 강제 종료합니다(RST).",
                "0: closes receiving. Nothing is sent to the peer. On Windows data that is unread or still comes resets the connection (RST)."),
            new("SHUT_RDWR / SD_BOTH", "2: 둘 다 닫습니다.", "2: closes both.")),
        Returns(
            new("0", "성공.", "Success."),
            new("SOCKET_ERROR", "실패(윈도우).", "Failure, on Windows."),
            new("-1", "실패(리눅스).", "Failure, on Linux.")),
        Decides(
            new CardLine("보내기를 닫으면 TCP 상태가 바뀝니다. 먼저 닫으면 ESTABLISHED에서 FIN_WAIT1로, 상대가 먼저 닫았으면 CLOSE_WAIT에서 LAST_ACK로 갑니다.",
                "Closing the sending side changes the TCP state: from ESTABLISHED to FIN_WAIT1 if this side is first, from CLOSE_WAIT to LAST_ACK if the peer was.")),
        GoodToKnow(
            new CardLine("소켓 자체는 그대로 열려 있으니 close()도 불러야 합니다. close()와 달리, 같은 소켓을 연 다른 프로세스에도 영향을 줍니다.",
                "The socket itself stays open: close() must follow. Unlike close() it acts on every process that has the same socket open.")),
        Errors(
            new(CallErrors.NotConnected, "접속되어 있지 않거나 접속이 이미 끝났습니다.", "The socket is not connected, or the connection is over."),
            new(CallErrors.Invalid, "how의 값이 틀렸습니다.", "how has no such value.")),
        DotNet(new CardLine("socket.Shutdown(SocketShutdown.Send). Receive, Both도 있습니다.", "socket.Shutdown(SocketShutdown.Send); there are Receive and Both too.")))
        with
    { SeeAlso = ["close", "half-close", "FIN_WAIT1", "fin-exchange"] };

    static Card Close => Call("close",
        new("소켓을 닫습니다. 접속되어 있으면 FIN을 보내 정상 종료를 시작합니다.", "Closes a socket; on a connection it sends FIN and so begins a normal close."),
        Windows("#include <winsock2.h>", "int closesocket(SOCKET sock);"),
        Linux("#include <unistd.h>", "int close(int sock);"),
        Arguments(new CardLine("sock", "닫을 소켓. 이 호출 뒤에는 쓸 수 없습니다.", "The socket; after the call it cannot be used.")),
        Returns(
            new("0", "성공. 보통 바로 리턴하고, 남은 데이터와 FIN은 운영체제가 보냅니다.", "Success. It usually returns at once, and the kernel sends what is left, and FIN."),
            new("SOCKET_ERROR", "실패(윈도우).", "Failure, on Windows."),
            new("-1", "실패(리눅스).", "Failure, on Linux.")),
        Decides(
            new("먼저 닫은 쪽이 FIN_WAIT1, FIN_WAIT2를 거쳐 TIME_WAIT에 남고, 나중에 닫은 쪽은 LAST_ACK를 거쳐 바로 끝납니다.",
                "The side that closes first goes through FIN_WAIT1 and FIN_WAIT2 to TIME_WAIT; the other goes through LAST_ACK and is done."),
            new("대기 소켓을 닫으면 더는 접속을 받지 않지만, 이미 accept()한 통신 소켓은 그대로입니다.",
                "A listening socket that is closed takes no more connections; sockets that accept() has returned are not touched.")),
        GoodToKnow(
            new("수신 버퍼에 읽지 않은 데이터가 있거나 SO_LINGER를 0초로 켰으면, FIN 대신 RST를 보냅니다(강제 종료).",
                "With unread data in the receive buffer, or SO_LINGER of 0 s, it sends RST instead of FIN."),
            new("다른 프로세스도 같은 소켓을 열고 있으면(fork() 등), 마지막으로 닫을 때 FIN을 보냅니다.",
                "Where another process has the socket open too (after fork(), say), FIN goes out when the last one closes it."),
            new("0은 상대가 데이터를 다 받았다는 뜻이 아닙니다. 확인하려면 shutdown()으로 보내기를 닫고 recv()가 0이 될 때까지 읽은 뒤 닫으세요.",
                "A 0 does not say that the peer has all data. To be sure, close sending with shutdown(), read until recv() returns 0, then close.")),
        Errors(
            new(CallErrors.BadDescriptor, "리눅스: 열려 있지 않습니다. 두 번 닫지 않았는지 보세요. 그사이 다른 소켓이 같은 번호를 받았다면 그것을 닫게 됩니다.",
                "Linux: it is not open. Was it closed twice? If another socket got the number meanwhile, that one would be closed."),
            new(CallErrors.NotSocket, "윈도우: 소켓이 아니거나 이미 닫았습니다.", "Windows: it is not a socket, or is closed already."),
            new(CallErrors.WouldBlock, "윈도우: 논블로킹 소켓에 SO_LINGER의 시간이 0이 아니어서 기다려야 합니다.", "Windows: the socket is non-blocking but SO_LINGER asks it to wait.")),
        DotNet(
            new("socket.Close() 또는 socket.Dispose(), 보통은 using입니다. 기다리던 다른 호출은 예외로 끝납니다.",
                "socket.Close() or socket.Dispose(), usually by using. Other calls that wait on it end with an exception."),
            new("윈도우의 closesocket()과 리눅스의 close()를 가리지 않습니다.", "It is the same on Windows (closesocket()) and Linux (close()).")))
        with
    { Title = new("close(), closesocket()", "close(), closesocket()"), Aliases = ["closesocket"], SeeAlso = ["shutdown", "normal-close", "reset", "TIME_WAIT"] };

    static Card SetOption => Call("setsockopt",
        new("소켓의 옵션을 바꿉니다. 지금 값은 getsockopt()로 알아냅니다.", "Changes an option of a socket; getsockopt() tells what it is."),
        Code(new("윈도우 <winsock2.h>", "Windows <winsock2.h>"), [
            "int setsockopt(SOCKET sock, int level, int optname,",
            "               const char *optval, int optlen);",
            "int getsockopt(SOCKET sock, int level, int optname,",
            "               char *optval, int *optlen);"]),
        Code(new("리눅스 <sys/socket.h>", "Linux <sys/socket.h>"), [
            "int setsockopt(int sock, int level, int optname,",
            "               const void *optval, socklen_t optlen);",
            "int getsockopt(int sock, int level, int optname,",
            "               void *optval, socklen_t *optlen);"]),
        Arguments(
            new("level", "옵션이 속한 곳: SOL_SOCKET(소켓), IPPROTO_TCP, IPPROTO_IPV6.", "Whose option it is: SOL_SOCKET (the socket's), IPPROTO_TCP, IPPROTO_IPV6."),
            new("optname", "옵션. SOL_SOCKET의 SO_REUSEADDR, SO_LINGER, SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE, IPPROTO_TCP의 TCP_NODELAY, IPPROTO_IPV6의 IPV6_V6ONLY.",
                "The option: SO_REUSEADDR, SO_LINGER, SO_SNDBUF, SO_RCVBUF and SO_KEEPALIVE of SOL_SOCKET, TCP_NODELAY of IPPROTO_TCP, IPV6_V6ONLY of IPPROTO_IPV6."),
            new("optval", "값이 있는 곳. 켜고 끄는 옵션은 int 0 또는 1.", "Where the value is; an int of 0 or 1 for what is on or off."),
            new("optlen", "그 크기(바이트).", "Its size, in bytes.")),
        Returns(
            new("0", "성공.", "Success."),
            new("SOCKET_ERROR", "실패(윈도우).", "Failure, on Windows."),
            new("-1", "실패(리눅스).", "Failure, on Linux.")),
        GoodToKnow(new CardLine("SO_REUSEADDR와 IPV6_V6ONLY는 bind()보다 먼저 정해야 효과가 있습니다.", "SO_REUSEADDR and IPV6_V6ONLY must be set before bind() to have an effect.")),
        Errors(
            new(CallErrors.NoSuchOption, "그 level에 그런 옵션이 없습니다.", "There is no such option at that level."),
            new(CallErrors.Invalid, "optlen이 틀렸거나, 지금 상태에서는 바꿀 수 없습니다(bind()한 뒤의 IPV6_V6ONLY 등).",
                "optlen is wrong, or the option cannot be changed now, such as IPV6_V6ONLY after bind().")),
        DotNet(new CardLine("socket.SetSocketOption(), 또는 속성 NoDelay, LingerState, ReceiveBufferSize, SendBufferSize, DualMode입니다.",
            "socket.SetSocketOption(), or the properties NoDelay, LingerState, ReceiveBufferSize, SendBufferSize and DualMode.")))
        with
    { Title = new("setsockopt(), getsockopt()", "setsockopt(), getsockopt()"), Aliases = ["getsockopt"], SeeAlso = ["SO_REUSEADDR", "nagle", "ipv6-only", "SO_LINGER"] };

    static Card GetName => Call("getsockname",
        new("소켓의 지역 주소(getsockname)와 원격 주소(getpeername)를 알아냅니다.", "Tell a socket's local address (getsockname) and remote address (getpeername)."),
        Code(new("윈도우 <winsock2.h>", "Windows <winsock2.h>"), [
            "int getsockname(SOCKET sock, struct sockaddr *addr, int *addrlen);",
            "int getpeername(SOCKET sock, struct sockaddr *addr, int *addrlen);"]),
        Code(new("리눅스 <sys/socket.h>", "Linux <sys/socket.h>"), [
            "int getsockname(int sock, struct sockaddr *addr, socklen_t *addrlen);",
            "int getpeername(int sock, struct sockaddr *addr, socklen_t *addrlen);"]),
        Arguments(
            new("addr", "주소를 받을 구조체(sockaddr_in, sockaddr_in6).", "A structure for the address (sockaddr_in, sockaddr_in6)."),
            new("addrlen", "부를 때는 그 구조체의 크기, 리턴한 뒤에는 주소의 실제 크기.", "Before the call the size of that structure, afterwards the size of the address.")),
        Returns(
            new("0", "성공.", "Success."),
            new("SOCKET_ERROR", "실패(윈도우).", "Failure, on Windows."),
            new("-1", "실패(리눅스).", "Failure, on Linux.")),
        Decides(new CardLine("아무것도 결정하지 않습니다. 운영체제가 정한 값(0번 포트로 bind()한 뒤, 또는 connect()한 뒤의 지역 포트 번호)을 알아낼 때 씁니다.",
            "Nothing. They tell what the system has decided, such as the local port after bind() to port 0 or after connect().")),
        Errors(
            new(CallErrors.NotConnected, "getpeername(): 접속되어 있지 않아 원격 주소가 없습니다.", "getpeername(): the socket is not connected, so it has no remote address."),
            new(CallErrors.Invalid, "윈도우의 getsockname(): 아직 bind()나 connect()를 하지 않았습니다. 리눅스는 0.0.0.0:0을 알려 줍니다.",
                "getsockname() on Windows: neither bind() nor connect() has been called; Linux tells 0.0.0.0:0.")),
        DotNet(new CardLine("socket.LocalEndPoint와 socket.RemoteEndPoint입니다.", "socket.LocalEndPoint and socket.RemoteEndPoint.")))
        with
    { Title = new("getsockname(), getpeername()", "getsockname(), getpeername()"), Aliases = ["getpeername"], SeeAlso = ["bind", "local-address", "remote-address"] };
}
