namespace Meari.Text;

/// <summary>How bytes go from one program to the other.</summary>
internal static partial class TermCards
{
    public static IReadOnlyList<Card> Data { get; } =
    [
        Term("send-buffer", new("송신 버퍼", "send buffer"),
            new("보낸 데이터를 상대가 확인할 때까지 담아 두는 운영체제의 메모리입니다.", "The kernel's memory for data that was sent, until the peer has acknowledged it."),
            More(
                new("send()는 여기에 복사하고 리턴합니다. 리턴했다고 상대가 받은 것은 아닙니다.", "send() copies into it and returns; that does not mean that the peer has the data."),
                new("아직 보내지 않은 것과, 보냈지만 확인 응답(ACK)이 오지 않은 것이 들어 있습니다. 뒤의 것은 재전송을 위해 남아 있습니다.",
                    "It holds what has not been sent yet, and what was sent but not acknowledged; the latter is kept for retransmission."),
                new("가득 차면 블로킹 send()는 기다리고, 논블로킹 send()는 들어가는 만큼만 복사하거나 EAGAIN입니다.",
                    "When it is full, a blocking send() waits; a non-blocking one copies what fits, or gives EAGAIN."),
                new("크기는 SO_SNDBUF로 정합니다. 정하지 않으면 리눅스는 접속에 맞추어 키웁니다.", "SO_SNDBUF decides its size; otherwise Linux grows it as the connection needs.")),
            SeeIt("meari sockets -p 9000 --info"),
            DotNet(new CardLine("socket.SendBufferSize입니다.", "socket.SendBufferSize.")))
            with { Aliases = ["SO_SNDBUF", "Send-Q", "송신 큐"], SeeAlso = ["send", "acknowledgment", "retransmission", "blocking"] },

        Term("receive-buffer", new("수신 버퍼", "receive buffer"),
            new("도착했지만 프로그램이 아직 읽지 않은 데이터를 담아 두는 운영체제의 메모리입니다.", "The kernel's memory for data that has arrived and that the program has not read yet."),
            More(
                new("recv()가 여기에서 꺼냅니다. 비어 있으면 블로킹 recv()는 기다립니다.", "recv() takes from it; while it is empty, a blocking recv() waits."),
                new("남은 자리가 수신 윈도우로 상대에게 알려집니다. 프로그램이 읽지 않으면 가득 차서 상대가 더 보내지 못합니다.",
                    "The room left is told to the peer as the receive window. If the program does not read, it fills up, and the peer may send no more."),
                new("읽지 않은 데이터를 남긴 채 close()하면 FIN 대신 RST가 나갑니다.", "A close() with unread data in it sends RST instead of FIN."),
                new("크기는 SO_RCVBUF로 정합니다. 정하지 않으면 리눅스는 접속에 맞추어 키웁니다.", "SO_RCVBUF decides its size; otherwise Linux grows it as the connection needs.")),
            SeeIt("meari sockets -p 9000 --info"),
            DotNet(new CardLine("socket.ReceiveBufferSize, 지금 읽을 수 있는 양은 socket.Available입니다.", "socket.ReceiveBufferSize; what can be read now is socket.Available.")))
            with { Aliases = ["SO_RCVBUF", "Recv-Q", "수신 큐"], SeeAlso = ["recv", "receive-window", "reset"] },

        Term("byte-stream", new("바이트의 흐름", "byte stream"),
            new("TCP는 바이트를 순서대로 나를 뿐, 메시지의 경계는 나르지 않습니다.", "TCP carries bytes in order, but no boundaries of messages."),
            More(
                new("send() 세 번이 recv() 한 번으로 오기도 하고, send() 한 번이 recv() 여러 번으로 오기도 합니다.", "Three sends may come as one recv(), and one send() as several."),
                new("경계가 필요하면 프로그램이 정합니다. 고정 길이, 길이를 앞에 붙이기, 줄바꿈 같은 구분자로 끝내기가 있습니다.",
                    "Where boundaries are needed the programs settle them: a fixed length, a length in front, or an end mark such as a newline."),
                new("한글 한 글자(UTF-8로 3바이트)도 나뉘어 올 수 있습니다.", "Even one Hangul syllable, three bytes in UTF-8, may come in two pieces.")))
            with { Aliases = ["stream", "스트림", "메시지 경계", "message boundary", "boundaries", "framing"], SeeAlso = ["recv", "MSG_WAITALL", "udp"] },

        Term("segment", new("세그먼트", "segment"),
            new("TCP가 한 번에 보내는 단위. TCP 헤더와, 있으면 데이터로 되어 있습니다.", "What TCP sends at a time: a TCP header and, maybe, data."),
            More(
                new("헤더에는 두 포트 번호, 순서 번호, 확인 응답 번호, SYN·ACK·FIN·RST·PSH 같은 제어 비트, 수신 윈도우가 있습니다. IP 주소는 IP 헤더에 있습니다.",
                    "The header has both ports, the sequence and acknowledgment numbers, control bits such as SYN, ACK, FIN, RST and PSH, and the receive window. The IP addresses are in the IP header."),
                new("send() 한 번이 세그먼트 하나인 것은 아닙니다. 나누거나 합치는 것은 운영체제가 정합니다.", "One send() is not one segment; the kernel splits and joins.")),
            SeeIt("meari watch :9000"),
            Source("RFC 9293 3.1절", "RFC 9293, section 3.1"))
            with { Aliases = ["packet", "패킷", "TCP header"], SeeAlso = ["sequence-number", "mss", "acknowledgment"] },

        Term("sequence-number", new("순서 번호", "sequence number"),
            new("접속의 각 방향에서 바이트마다 붙는 32비트 번호입니다.", "A number of 32 bits for each byte, in each direction of a connection."),
            More(
                new("세그먼트의 순서 번호는 그 데이터의 첫 바이트의 번호입니다. 받는 쪽은 이것으로 순서를 맞추고 겹친 것을 버립니다.",
                    "A segment's is that of its first byte of data; by it the receiver puts bytes in order and drops what comes twice."),
                new("첫 번호(ISN)는 핸드셰이크에서 서로 알리며, 추측하기 어렵게 고릅니다. SYN과 FIN도 번호를 하나씩 씁니다.",
                    "The first (ISN) is told in the handshake and chosen so as to be hard to guess. SYN and FIN take a number each."),
                new("2³²를 넘으면 0으로 돌아갑니다.", "After 2³² it starts again at 0.")),
            Source("RFC 9293 3.4절", "RFC 9293, section 3.4"))
            with { Aliases = ["seq", "시퀀스 번호", "ISN", "일련번호"], SeeAlso = ["acknowledgment", "three-way-handshake", "segment"] },

        Term("acknowledgment", new("확인 응답(ACK)", "acknowledgment (ACK)"),
            new("여기까지 받았다고 상대의 운영체제가 알리는 것입니다.", "The peer's kernel says how far it has received."),
            More(
                new("확인 응답 번호는 다음에 기다리는 순서 번호입니다. 그 앞의 바이트는 모두 받았다는 뜻입니다.", "Its number is the next sequence number expected: all before has come."),
                new("확인된 바이트는 보낸 쪽의 송신 버퍼에서 지워집니다.", "Bytes acknowledged leave the sender's send buffer."),
                new("상대 프로그램이 recv()로 읽었다는 뜻은 아닙니다. 상대의 수신 버퍼에 들어갔다는 뜻일 뿐입니다.",
                    "It does not say that the peer's program has read them with recv(), only that they are in its receive buffer."),
                new("바로 보내지 않고 데이터에 실어 보내려고 잠시 미루기도 합니다(지연 확인 응답).", "It may wait a little, to travel with data (delayed acknowledgment).")),
            Source("RFC 9293 3.4, 3.8.6.3절", "RFC 9293, sections 3.4 and 3.8.6.3"))
            with { Aliases = ["ACK", "확인 응답", "acknowledgement", "acknowledgment", "delayed ack", "지연 확인 응답"], SeeAlso = ["send-buffer", "retransmission", "nagle"] },

        Term("retransmission", new("재전송", "retransmission"),
            new("확인 응답이 오지 않은 데이터를 다시 보내는 것입니다.", "What was not acknowledged is sent again."),
            More(
                new("재전송할 수 있는 것은 송신 버퍼에 데이터가 남아 있기 때문입니다. UDP에는 이것이 없습니다.", "It is possible since the send buffer still has the data. UDP has nothing like it."),
                new("기다리는 시간(RTO)은 왕복 시간(RTT)에서 계산하고, 되풀이할 때마다 두 배가 됩니다. 같은 ACK가 거듭 오면 그 전에 다시 보내기도 합니다.",
                    "How long it waits (RTO) is computed from the round-trip time (RTT) and doubles each time; repeated ACKs of the same number bring it earlier."),
                new("끝내 확인되지 않으면 접속을 포기하고, send()나 recv()가 ETIMEDOUT(윈도우에서는 WSAECONNABORTED일 때도 있음)으로 실패합니다. 리눅스의 기본값으로는 15분쯤 걸립니다.",
                    "If it is never acknowledged the connection is given up: send() or recv() fails with ETIMEDOUT (on Windows maybe WSAECONNABORTED), after some 15 minutes by Linux's defaults.")),
            SeeIt("meari sockets -p 9000 --info"),
            Source("RFC 9293 3.8.1절, RFC 6298", "RFC 9293, section 3.8.1; RFC 6298"))
            with { Aliases = ["retransmit", "RTO"], SeeAlso = ["send-buffer", "acknowledgment", "ETIMEDOUT"] },

        Term("receive-window", new("수신 윈도우", "receive window"),
            new("상대가 확인받지 않고 더 보내도 되는 양. 수신 버퍼의 빈자리에서 나옵니다.", "How much the peer may send ahead of acknowledgment; it comes from the room in the receive buffer."),
            More(
                new("모든 ACK가 함께 알립니다. 받는 쪽이 감당할 만큼만 보내게 하는 흐름 제어입니다.", "Every ACK tells it. This is flow control: no more is sent than the receiver can take."),
                new("0이면 상대는 보내지 못하고, 가끔 다시 열렸는지 묻습니다(윈도우 프로브). recv()로 비우면 다시 열립니다.",
                    "At 0 the peer may not send; it asks now and then whether it is open again (window probe). recv() opens it."),
                new("헤더의 16비트로 모자라므로, 핸드셰이크에서 정한 배율을 곱합니다(윈도우 스케일).", "The header's 16 bits are too few, so a factor settled in the handshake multiplies it (window scale).")),
            Source("RFC 9293 3.8.6절, RFC 7323", "RFC 9293, section 3.8.6; RFC 7323"))
            with { Aliases = ["window", "윈도우", "zero window", "수신 윈도우 0", "window probe", "윈도우 프로브", "flow control", "흐름 제어"], SeeAlso = ["receive-buffer", "recv", "acknowledgment"] },

        Term("blocking", new("블로킹", "blocking"),
            new("할 수 있을 때까지 기다렸다가 리턴하는 것. 소켓의 기본 동작입니다.", "To wait until it can be done, and then return; what a socket does by default."),
            More(
                new("accept()", "접속이 올 때까지.", "Until a connection comes."),
                new("connect()", "핸드셰이크가 끝나거나 실패할 때까지.", "Until the handshake is done or has failed."),
                new("send()", "모두 송신 버퍼에 복사할 때까지.", "Until all is copied into the send buffer."),
                new("recv()", "데이터가 한 바이트라도 오거나 상대가 종료할 때까지.", "Until at least one byte comes, or the peer closes."),
                new("기다리는 동안 그 스레드는 다른 일을 하지 못합니다. 최대 시간은 SO_RCVTIMEO와 SO_SNDTIMEO로 정합니다.",
                    "Meanwhile the thread does nothing else. SO_RCVTIMEO and SO_SNDTIMEO limit the wait.")),
            DotNet(new CardLine("Blocking이 true(기본)일 때의 Receive() 등입니다. await ReceiveAsync()도 기다리지만 스레드는 놓아줍니다.",
                "Receive() and the like while Blocking is true (the default). await ReceiveAsync() waits too, but lets the thread go.")))
            with { Aliases = ["blocking socket", "블로킹 소켓"], SeeAlso = ["non-blocking", "send", "recv"] },

        Term("non-blocking", new("논블로킹", "non-blocking"),
            new("기다리지 않는 것. 할 수 있는 만큼만 하고, 아무것도 못 하면 EAGAIN(WSAEWOULDBLOCK)으로 리턴합니다.",
                "Not to wait: it does what it can now, and if that is nothing it returns EAGAIN (WSAEWOULDBLOCK)."),
            More(
                new("윈도우는 ioctlsocket(sock, FIONBIO, …), 리눅스는 fcntl(sock, F_SETFL, O_NONBLOCK)으로 켭니다.",
                    "Windows turns it on by ioctlsocket(sock, FIONBIO, …), Linux by fcntl(sock, F_SETFL, O_NONBLOCK)."),
                new("send()는 일부만 복사할 수 있습니다. 리턴 값만큼 보냈으니 나머지를 다시 보냅니다.", "send() may copy a part only: as much as it returned; send the rest again."),
                new("언제 다시 부를지는 select(), poll(), 리눅스의 epoll이 알려 줍니다. 스레드 하나로 많은 소켓을 다룰 수 있습니다.",
                    "When to call again, select(), poll() and Linux's epoll tell; so one thread serves many sockets.")),
            DotNet(new CardLine("socket.Blocking = false. 대개는 그 대신 …Async 메서드를 씁니다.", "socket.Blocking = false; mostly one uses the …Async methods instead.")))
            with { Aliases = ["nonblocking socket", "논블로킹 소켓", "O_NONBLOCK", "FIONBIO", "넌블로킹"], SeeAlso = ["blocking", "EAGAIN", "send"] },

        Term("MSG_WAITALL", new("MSG_WAITALL", "MSG_WAITALL"),
            new("len바이트가 다 올 때까지 기다리게 하는 recv()의 플래그입니다.", "A flag of recv(): wait until all len bytes have come."),
            More(
                new("받을 데이터의 크기를 알 때 씁니다. 되풀이해서 받는 것과 같습니다.", "For data of known size; the same as a loop of receives."),
                new("그래도 적게 받을 수 있습니다. 그 전에 상대가 종료하거나, 오류나 시그널이 있을 때입니다. 리턴 값을 꼭 보세요.",
                    "It may still be fewer: when the peer closes before, or at an error or a signal. So look at the return value.")),
            DotNet(new CardLine("NetworkStream의 ReadExactly()와 ReadExactlyAsync(). 도중에 끝나면 EndOfStreamException입니다.",
                "NetworkStream's ReadExactly() and ReadExactlyAsync(); an early end is an EndOfStreamException.")))
            with { Aliases = ["WAITALL"], SeeAlso = ["recv", "byte-stream"] },

        Term("nagle", new("네이글 알고리즘", "Nagle's algorithm"),
            new("보낸 것이 확인되기 전에는 작은 데이터를 모아 두었다가 한꺼번에 보내는 방법입니다.", "Small data waits, while what was sent before is not acknowledged, and then goes together."),
            More(
                new("MSS를 채우면, 또는 확인 응답을 기다리는 데이터가 없으면 바로 보냅니다. 작은 세그먼트로 네트워크를 채우지 않으려는 것입니다.",
                    "With a full MSS, or with nothing unacknowledged, it goes at once. The aim is not to fill the network with tiny segments."),
                new("상대가 확인 응답을 미루면(지연 확인 응답) 작은 데이터가 수십에서 수백 ms 늦어집니다. TCP_NODELAY를 켜면 바로 보냅니다.",
                    "If the peer delays its acknowledgment, small data is late by tens or hundreds of ms. TCP_NODELAY sends it at once.")),
            DotNet(new CardLine("socket.NoDelay = true. 기본은 false(네이글 알고리즘을 씀)입니다.", "socket.NoDelay = true. The default is false: Nagle's algorithm is used.")),
            Source("RFC 9293 3.7.4절", "RFC 9293, section 3.7.4"))
            with { Aliases = ["네이글", "nagle algorithm", "TCP_NODELAY", "NODELAY"], SeeAlso = ["acknowledgment", "mss", "setsockopt"] },

        Term("mss", new("MSS", "MSS"),
            new("세그먼트 하나에 실을 수 있는 데이터의 최대 크기(바이트)입니다.", "The most bytes of data that one segment may carry."),
            More(
                new("받는 쪽이 자신의 SYN에서 알립니다. 이더넷(MTU 1500)이면 IPv4는 1460, IPv6는 1440이고, 타임스탬프 같은 옵션을 쓰면 실제 데이터는 그만큼 줄어듭니다.",
                    "The receiver tells it with its SYN: on Ethernet (MTU 1500) 1460 for IPv4 and 1440 for IPv6; options such as timestamps take their share of it."),
                new("더 큰 send()는 여러 세그먼트로 나뉩니다. 루프백은 MTU가 커서(리눅스 65536) 한 세그먼트가 훨씬 클 수 있습니다.",
                    "A bigger send() is split. Loopback has a big MTU (65536 on Linux), so segments there may be far bigger.")),
            Source("RFC 9293 3.7.1절", "RFC 9293, section 3.7.1"))
            with { Aliases = ["maximum segment size", "최대 세그먼트 크기", "MTU"], SeeAlso = ["segment", "nagle"] },
    ];
}
