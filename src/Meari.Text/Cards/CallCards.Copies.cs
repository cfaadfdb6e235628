namespace Meari.Text;

/// <summary>Linux's calls that move several buffers, or move bytes inside the kernel.</summary>
internal static partial class CallCards
{
    static Card SendMessage => Call("sendmsg",
        new("여러 버퍼를 한 번에 주고받는 리눅스의 함수. sendmmsg(), recvmmsg()는 메시지도 여러 개를 주고받습니다.",
            "Linux's calls for several buffers at once; sendmmsg() and recvmmsg() take several messages as well."),
        Code(new("리눅스 <sys/socket.h>", "Linux <sys/socket.h>"), [
            "ssize_t sendmsg(int sock, const struct msghdr *msg, int flags);",
            "ssize_t recvmsg(int sock, struct msghdr *msg, int flags);",
            "int sendmmsg(int sock, struct mmsghdr *msgvec, unsigned int vlen,",
            "             int flags);",
            "int recvmmsg(int sock, struct mmsghdr *msgvec, unsigned int vlen,",
            "             int flags, struct timespec *timeout);"]),
        Returns(
            new("sendmsg, recvmsg", "성공: 모든 버퍼를 합한 바이트 수. recvmsg()의 0은 recv()의 0과 같이 정상 종료입니다.",
                "Success: the bytes of all buffers together. A 0 from recvmsg() is recv()'s: a normal close."),
            new("sendmmsg, recvmmsg", "성공: 보내거나 받은 메시지의 수. 바이트 수는 메시지마다 msg_len에 있습니다.",
                "Success: how many messages were sent or received; each one's bytes are in its msg_len."),
            new("-1", "실패. 오류는 send(), recv()와 같습니다.", "Failure; the errors are those of send() and recv().")),
        GoodToKnow(new CardLine("TCP는 메시지나 버퍼의 경계를 지키지 않습니다. 메시지를 여러 개 주고받는 함수는 주로 UDP에서 씁니다.",
            "TCP keeps no boundary between buffers or messages; the calls for several messages are mostly for UDP.")),
        DotNet(new CardLine("socket.Send()와 socket.Receive()에 버퍼의 목록을 주면 이 함수들을 씁니다.", "socket.Send() and socket.Receive() with a list of buffers use these.")))
        with
    { Title = new("sendmsg(), recvmsg()", "sendmsg(), recvmsg()"), Aliases = ["recvmsg", "sendmmsg", "recvmmsg"], SeeAlso = ["send", "recv", "write"] };

    static Card SendFile => Call("sendfile",
        new("데이터를 응용 프로그램 버퍼에 복사하지 않고 커널 안에서 옮기는 리눅스의 함수.",
            "Linux's calls that move data inside the kernel, without the program's buffer."),
        Code(new("리눅스 <sys/sendfile.h>, <fcntl.h>", "Linux <sys/sendfile.h>, <fcntl.h>"), [
            "ssize_t sendfile(int out_fd, int in_fd, off_t *offset, size_t count);",
            "ssize_t splice(int fd_in, off_t *off_in, int fd_out, off_t *off_out,",
            "               size_t len, unsigned int flags);"]),
        Returns(
            new("1…", "성공: 옮긴 바이트 수. 소켓으로 보낸 것은 send()처럼 송신 버퍼에 들어갔다는 뜻이고, 상대가 받았다는 뜻은 아닙니다.",
                "Success: how many bytes were moved. Those for a socket are in its send buffer, as with send(); that does not mean that the peer has them."),
            new("0", "옮길 것이 없습니다. 소켓에서 옮기는 splice()의 0은 recv()의 0과 같이 정상 종료입니다.",
                "Nothing to move. A 0 from splice() out of a socket is recv()'s: a normal close."),
            new("-1", "실패. 오류는 send(), recv()와 같고, 옮길 수 없는 디스크립터이면 EINVAL입니다.",
                "Failure; the errors are those of send() and recv(), and EINVAL for a descriptor that it cannot move.")),
        GoodToKnow(new CardLine("sendfile()은 파일에서 소켓으로, splice()는 파이프와 다른 디스크립터 사이로 옮깁니다. 소켓에서 소켓으로는 파이프를 거쳐 두 번 옮깁니다.",
            "sendfile() moves from a file to a socket, splice() between a pipe and anything else; from socket to socket it takes two calls, through a pipe.")),
        DotNet(new CardLine("리눅스의 socket.SendFile()은 안에서 sendfile()을 씁니다. splice()에 해당하는 것은 없습니다.", "On Linux socket.SendFile() uses sendfile() inside; there is nothing like splice().")))
        with
    { Title = new("sendfile(), splice()", "sendfile(), splice()"), Aliases = ["splice"], SeeAlso = ["send", "recv", "write"] };
}
