namespace Meari.Text;

/// <summary>The states on the way to the end.</summary>
internal static partial class StateCards
{
    static Card FinWait1 => State("FIN_WAIT1", ["FIN_WAIT_1", "FIN-WAIT-1"],
        new("먼저 닫아 FIN을 보냈고, 그 확인 응답(ACK)을 기다립니다.", "This side closed first; its FIN is not acknowledged yet."),
        Who("먼저 닫은 쪽.", "The side that closed first."),
        In(new CardLine("ESTABLISHED", "close()나 shutdown()으로 보내기를 닫으면. 송신 버퍼의 데이터에 이어 FIN을 보냅니다.",
            "With close(), or shutdown() of the sending side; FIN follows what is in the send buffer.")),
        Out(
            new("FIN_WAIT2", "FIN의 확인 응답(ACK)을 받으면.", "When the FIN is acknowledged."),
            new("CLOSING", "확인 응답보다 상대의 FIN이 먼저 오면(동시에 닫음).", "When the peer's FIN comes before that ACK: both closed at once."),
            new("TIME_WAIT", "상대의 FIN과 이쪽 FIN의 확인 응답이 한 세그먼트로 오면.", "When one segment brings the peer's FIN and the ACK of this side's.")),
        Netstat(
            new("Windows", "FIN_WAIT_1.", "FIN_WAIT_1."),
            new("Linux", "FIN_WAIT1. 오래 보인다면 상대가 답하지 않거나, 상대의 수신 버퍼가 차서 데이터와 FIN이 나가지 못하고 있습니다.",
                "FIN_WAIT1. If it stays, the peer does not answer, or its receive buffer is full and data and FIN cannot go out.")),
        Source("3.3.2, 3.6, 3.10.7.4"))
        with
    { SeeAlso = ["close", "FIN_WAIT2", "fin-exchange"] };

    static Card FinWait2 => State("FIN_WAIT2", ["FIN_WAIT_2", "FIN-WAIT-2"],
        new("이쪽의 FIN은 확인되었고, 상대의 FIN을 기다립니다.", "This side's FIN is acknowledged; the peer's FIN is awaited."),
        Who("먼저 닫은 쪽. 상대는 CLOSE_WAIT입니다.", "The side that closed first; the peer is in CLOSE_WAIT."),
        In(new CardLine("FIN_WAIT1", "FIN의 확인 응답(ACK)을 받으면.", "When the FIN is acknowledged.")),
        Out(
            new("TIME_WAIT", "상대의 FIN이 오면. 확인 응답(ACK)을 보냅니다.", "When the peer's FIN comes; it is acknowledged."),
            new("CLOSED", "RST를 받으면. close()까지 한 소켓이면 리눅스는 60초(tcp_fin_timeout) 뒤에 스스로 끝냅니다.",
                "When RST comes. After close(), Linux ends it by itself after 60 s (tcp_fin_timeout).")),
        Netstat(
            new("Windows", "FIN_WAIT_2.", "FIN_WAIT_2."),
            new("Linux", "FIN_WAIT2. 오래 보인다면 상대 프로그램이 아직 닫지 않았습니다.", "FIN_WAIT2. If it stays, the peer's program has not closed yet.")),
        GoodToKnow(new CardLine("shutdown()으로 반만 닫았으면 상대가 보내는 데이터를 계속 받습니다. close()했으면 그런 데이터에 RST로 답합니다.",
            "After a half-close with shutdown(), data from the peer is still received; after close() it is answered with RST.")),
        Source("3.3.2, 3.6, 3.10.7.4"))
        with
    { SeeAlso = ["FIN_WAIT1", "TIME_WAIT", "CLOSE_WAIT", "half-close"] };

    static Card Closing => State("CLOSING", [],
        new("양쪽이 동시에 닫아 FIN이 엇갈렸습니다.", "Both sides closed at once, and their FINs crossed."),
        Who("동시에 닫은 양쪽. 드물고, 아주 잠깐입니다.", "Both sides that closed at once; rare, and very short."),
        In(new CardLine("FIN_WAIT1", "이쪽 FIN의 확인 응답보다 상대의 FIN이 먼저 오면.", "When the peer's FIN comes before the ACK of this side's.")),
        Out(new CardLine("TIME_WAIT", "이쪽 FIN의 확인 응답(ACK)을 받으면. 그래서 TIME_WAIT가 양쪽에 생깁니다.",
            "When this side's FIN is acknowledged; so TIME_WAIT is on both sides.")),
        Netstat(new CardLine("CLOSING.", "CLOSING.")),
        Source("3.3.2, 3.6, 3.10.7.4"))
        with
    { SeeAlso = ["FIN_WAIT1", "TIME_WAIT"] };

    static Card TimeWait => State("TIME_WAIT", ["TIME-WAIT", "2MSL"],
        new("먼저 닫은 쪽이 접속이 끝난 뒤에도 얼마 동안 그 주소를 지킵니다.", "After the end, the side that closed first keeps the addresses for a while."),
        Who("먼저 닫은 쪽(동시에 닫았으면 양쪽). 소켓은 이미 프로그램의 것이 아니라 운영체제의 것입니다.",
            "The side that closed first (both, if at once). It is no longer the program's socket but the kernel's."),
        In(
            new("FIN_WAIT2", "상대의 FIN이 오면. 마지막 ACK를 보냅니다.", "When the peer's FIN comes; the last ACK is sent."),
            new("CLOSING", "이쪽 FIN의 확인 응답을 받으면.", "When this side's FIN is acknowledged."),
            new("FIN_WAIT1", "상대의 FIN과 이쪽 FIN의 확인 응답이 함께 오면.", "When the peer's FIN and the ACK of this side's come together.")),
        Out(new CardLine("CLOSED", "시간이 지나면. RFC 9293에서는 세그먼트 최대 수명(MSL)의 두 배이고, 리눅스는 60초, 윈도우는 몇 분입니다. 슬라이드의 '5분 후'는 이 때문입니다.",
            "With time: in RFC 9293 twice the maximum segment lifetime (MSL), on Linux 60 s, on Windows some minutes, hence the slide's 'after five minutes'.")),
        new CardSection("왜 있는가", "Why it is there",
            new("마지막 ACK가 사라져 상대가 FIN을 다시 보내면 다시 답하기 위해서입니다.", "To answer again, should the last ACK be lost and the peer repeat its FIN."),
            new("늦게 온 세그먼트가 같은 네 주소 값을 쓰는 다음 접속에 섞이지 않게 하기 위해서입니다.", "To keep late segments out of the next connection with the same four address values.")),
        Netstat(new CardLine("TIME_WAIT. 잘못이 아니라 정상 종료의 흔적입니다. 프로세스(PID)는 0이거나 없습니다.",
            "TIME_WAIT. It is no fault but the trace of a normal close; its process (PID) is 0 or none.")),
        GoodToKnow(new CardLine("서버가 먼저 닫으면 서버의 포트에 남습니다. 그래서 다시 시작할 때 bind()가 EADDRINUSE로 실패할 수 있고(리눅스), SO_REUSEADDR가 그것을 풉니다.",
            "If the server closes first, it is on the server's port: when the server starts again, bind() may fail with EADDRINUSE (Linux), which SO_REUSEADDR solves.")),
        Source("3.3.2, 3.6, 3.10.7.4"))
        with
    { SeeAlso = ["SO_REUSEADDR", "bind", "fin-exchange", "EADDRINUSE"] };

    static Card CloseWait => State("CLOSE_WAIT", ["CLOSE-WAIT"],
        new("상대의 FIN이 왔고, 이쪽 프로그램이 닫기를 기다립니다.", "The peer's FIN has come; this side's program has yet to close."),
        Who("나중에 닫는 쪽. 상대는 FIN_WAIT2입니다.", "The side that closes second; the peer is in FIN_WAIT2."),
        In(new CardLine("ESTABLISHED", "상대의 FIN이 오면. 운영체제가 ACK로 답하고, recv()는 남은 데이터 뒤에 0을 리턴합니다.",
            "When the peer's FIN comes; the kernel acknowledges it, and recv() returns 0 after the data that is left.")),
        Out(
            new("LAST_ACK", "close()나 shutdown()으로 이쪽도 닫으면. FIN을 보냅니다.", "When this side closes too, with close() or shutdown(); FIN is sent."),
            new("CLOSED", "RST를 보내거나 받으면.", "When RST is sent or received.")),
        Netstat(new CardLine("CLOSE_WAIT. 오래, 많이 보인다면 프로그램이 close()를 잊은 것입니다. 시간이 지나도 저절로 없어지지 않습니다.",
            "CLOSE_WAIT. Many that stay are a program that forgets close(); no time limit ends them.")),
        GoodToKnow(new CardLine("아직 데이터를 보낼 수 있습니다. 상대가 반만 닫았다면 상대는 그것을 받습니다.", "It may still send data, which a peer that closed only half receives.")),
        Source("3.3.2, 3.6, 3.10.7.4"))
        with
    { SeeAlso = ["recv", "close", "LAST_ACK", "half-close"] };

    static Card LastAck => State("LAST_ACK", ["LAST-ACK"],
        new("나중에 닫은 쪽도 FIN을 보냈고, 마지막 확인 응답(ACK)을 기다립니다.", "The second side has sent its FIN too; only the last ACK is missing."),
        Who("나중에 닫은 쪽.", "The side that closed second."),
        In(new CardLine("CLOSE_WAIT", "close()나 shutdown()으로 닫으면. FIN을 보냅니다.", "With close() or shutdown(); FIN is sent.")),
        Out(new CardLine("CLOSED", "그 FIN의 확인 응답(ACK)을 받으면. 이쪽에는 TIME_WAIT가 없습니다.", "When that FIN is acknowledged; there is no TIME_WAIT on this side.")),
        Netstat(new CardLine("LAST_ACK. 보통 한 번 오가는 시간(RTT)만큼만 보입니다.", "LAST_ACK, usually for one round trip (RTT) only.")),
        Source("3.3.2, 3.6, 3.10.7.4"))
        with
    { SeeAlso = ["CLOSE_WAIT", "TIME_WAIT", "fin-exchange"] };
}
