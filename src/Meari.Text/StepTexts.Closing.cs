namespace Meari.Text;

/// <summary>One sentence for each way to close.</summary>
internal sealed partial class StepTexts
{
    public string HalfClosed => Say(
        "SHUT_WR, 반만 닫기(half-close): 송신 버퍼의 데이터를 다 보낸 뒤 더 보내지 않겠다는 FIN을 보내지만, 받기는 계속합니다.",
        "SHUT_WR, a half-close: after the data in the send buffer, FIN says that nothing more will be sent, while receiving goes on.");

    public string SecondShut => Say(
        "SHUT_WR: 상대의 FIN에 이어 이쪽도 FIN을 보내므로 접속은 정상 종료합니다. 소켓 자체는 close()할 때까지 남습니다.",
        "SHUT_WR: the peer's FIN has come, and now this side's goes, so the connection closes normally. The socket itself stays until close().");

    public string ReceivingShut => Say(
        "SHUT_RD: 이쪽의 받기만 닫습니다. 상대에게는 아무것도 보내지 않으므로 상대는 이것을 모르고, 이쪽은 계속 보낼 수 있습니다.",
        "SHUT_RD: only receiving is closed, on this side. Nothing is sent, so the peer does not learn of it; this side may go on sending.");

    public string BothShut => Say(
        "SHUT_RDWR: 보내기와 받기를 모두 닫습니다. 송신 버퍼의 데이터에 이어 FIN을 보내며, 소켓 자체는 close()할 때까지 남습니다.",
        "SHUT_RDWR: sending and receiving are both closed. FIN follows the data in the send buffer; the socket itself stays until close().");

    public string ListenerShut => Say(
        "대기 소켓을 shutdown()했습니다. 리눅스에서는 LISTEN이 끝나고 더는 접속을 받지 않습니다.",
        "shutdown() of a listening socket: on Linux it listens no more and takes no connections.");

    public string ClosedSocket => Say(
        "소켓을 닫았습니다. 이 소켓을 연 다른 프로세스가 없으면, 운영체제가 송신 버퍼에 남은 데이터를 마저 보내고 FIN을 보냅니다.",
        "The socket is closed. Unless another process has it open too, the kernel sends what is left in the send buffer, and then FIN.");

    public string ClosedAfterShutdown => Say(
        "소켓을 닫았습니다. FIN은 shutdown()이 이미 보내게 했으므로 다시 보내지 않습니다. 이제 상대가 데이터를 더 보내면 RST로 답합니다.",
        "The socket is closed. shutdown() has seen to the FIN already, so there is no other. If the peer sends more data now, the answer is RST.");

    public string ClosedFinished => Say(
        "소켓을 닫았습니다. 양쪽의 FIN은 이미 나갔으므로 더 보낼 것이 없습니다.",
        "The socket is closed. Both sides have finished with FIN before, so there is nothing more to send.");

    public string ClosedAfterEnd => Say(
        "소켓을 닫았습니다. 접속이 이미 끝났거나 맺어지지 않았으므로 FIN도 RST도 보내지 않습니다.",
        "The socket is closed. The connection was over before, or was never made, so neither FIN nor RST is sent.");

    public string ClosedConnecting => Say(
        "접속이 맺어지기 전에 소켓을 닫았습니다. 접속을 그만두는 것이라 FIN은 보내지 않습니다.",
        "The socket is closed before it was connected: the attempt is given up, and no FIN is sent.");

    public string ClosedUnconnected => Say(
        "접속한 적이 없는 소켓을 닫았습니다. 상대가 없으므로 아무것도 보내지 않습니다.",
        "A socket without a connection is closed; there is no peer, so nothing is sent.");

    public string ClosedUnread(long bytes) => Say(
        $"읽지 않은 데이터({Units.Count(bytes)}바이트)가 수신 버퍼에 남은 채 닫았습니다. 이 소켓을 연 다른 프로세스가 없으면, 운영체제는 FIN 대신 RST를 보냅니다.",
        $"Closed with unread data ({Units.Bytes(bytes)}) in the receive buffer. Unless another process has the socket open too, the kernel sends RST instead of FIN.");

    public string ClosedLingerZero => Say(
        "SO_LINGER를 0초로 켜고 닫았습니다. 이 소켓을 연 다른 프로세스가 없으면, 송신 버퍼에 남은 데이터를 버리고 FIN 대신 RST를 보냅니다(강제 종료). TIME_WAIT도 없습니다.",
        "Closed with SO_LINGER of 0 s. Unless another process has the socket open too, what is left in the send buffer is dropped and RST is sent instead of FIN; there is no TIME_WAIT.");

    public string ClosedAborting => Say(
        "강제 종료: 송신 버퍼에 남은 데이터를 버리고 FIN 대신 RST를 보냅니다. TIME_WAIT도 없습니다.",
        "Aborted: what is left in the send buffer is dropped and RST is sent instead of FIN; there is no TIME_WAIT.");

    public string ClosedLinger(int seconds) => Say(
        $"소켓을 닫았습니다. SO_LINGER가 {Number(seconds)}초이므로, close()는 송신 버퍼에 남은 데이터와 FIN이 확인되기를 최대 그만큼 기다립니다.",
        $"The socket is closed. SO_LINGER is {Number(seconds)} s: for so long at most, close() waits until what is left in the send buffer, and FIN, are acknowledged.");

    public string ClosedListener => Say(
        "대기 소켓을 닫았습니다. 이 소켓을 연 다른 프로세스가 없으면 더는 접속을 받지 않고, 접속 대기 큐에 남은 접속은 RST로 끊깁니다. 이미 accept()한 통신 소켓은 그대로입니다.",
        "The listening socket is closed. Unless another process has it open too, no more connections are taken and those left in the accept queue are reset; sockets that accept() has returned are not touched.");
}
