namespace Meari.Text;

/// <summary>One sentence for each state.</summary>
internal sealed partial class StepTexts
{
    public string Listen => Say(
        "LISTEN(윈도우의 LISTENING): 대기 소켓이 접속을 받을 수 있게 되었습니다.",
        "LISTEN (Windows: LISTENING): the listening socket can take connections.");

    public string SynSent => Say(
        "SYN_SENT: 클라이언트가 SYN을 보내고 서버의 SYN ACK를 기다립니다.",
        "SYN_SENT: the client has sent SYN and waits for the server's SYN ACK.");

    public string SynReceived => Say(
        "SYN_RECV: 서버의 운영체제가 SYN ACK로 답했고, 세 번째 세그먼트(ACK)로 ESTABLISHED가 됩니다. 서버 프로그램은 아직 아무것도 모릅니다.",
        "SYN_RECV: the server's kernel has answered SYN ACK; the third segment (ACK) makes it ESTABLISHED. The server's program knows nothing of it yet.");

    public string EstablishedClient => Say(
        "ESTABLISHED: SYN ACK가 왔으므로 클라이언트 쪽에서는 접속되었습니다.",
        "ESTABLISHED: the SYN ACK is here, so for the client the connection exists.");

    public string EstablishedServer => Say(
        "ESTABLISHED: 세 번째 세그먼트(ACK)가 와서 서버 쪽에서도 접속되었고, 접속 대기 큐에서 accept()를 기다립니다.",
        "ESTABLISHED: the third segment (ACK) is here, so the connection exists for the server too; it waits in the accept queue for accept().");

    public string Established => Say(
        "ESTABLISHED: 접속되어 있습니다. 양쪽이 데이터를 주고받을 수 있습니다.",
        "ESTABLISHED: the connection exists, and both sides can send and receive.");

    public string FinWait1 => Say(
        "FIN_WAIT1: 상대의 FIN이 오기 전에 이쪽이 먼저 닫았습니다. 이쪽 FIN의 확인 응답(ACK)을 기다립니다.",
        "FIN_WAIT1: this side closed before the peer's FIN had come; its own FIN is not acknowledged yet.");

    public string FinWait2 => Say(
        "FIN_WAIT2: 이쪽의 FIN은 확인되었고, 상대의 FIN을 기다립니다.",
        "FIN_WAIT2: this side's FIN is acknowledged, and the peer's FIN is awaited.");

    public string FinWait2Open => Say(
        "FIN_WAIT2: 이쪽의 FIN은 확인되었고, 상대의 FIN을 기다립니다. 반만 닫았으므로 상대가 보내는 데이터는 계속 받습니다.",
        "FIN_WAIT2: this side's FIN is acknowledged, and the peer's FIN is awaited. Only half is closed: what the peer still sends is received.");

    public string FinWait2Closed => Say(
        "FIN_WAIT2: 이쪽의 FIN은 확인되었고, 상대의 FIN을 기다립니다. 이쪽 소켓은 이미 close()했으므로, 상대가 데이터를 더 보내면 RST로 답합니다.",
        "FIN_WAIT2: this side's FIN is acknowledged, and the peer's FIN is awaited. The socket is closed, so data that the peer still sends is answered with RST.");

    public string TimeWait => Say(
        "TIME_WAIT는 먼저 닫은 쪽에 남습니다. 마지막 ACK가 사라져 상대가 FIN을 다시 보낼 때를 대비하고, 늦게 온 세그먼트가 같은 주소의 다음 접속에 섞이지 않게 합니다. 리눅스에서는 60초입니다.",
        "TIME_WAIT is on the side that closed first: to answer should the last ACK be lost and the peer repeat its FIN, and to keep late segments from the next connection of the same addresses. On Linux it lasts 60 s.");

    public string TimeWaitBoth => Say(
        "TIME_WAIT: 동시에 닫았으므로 양쪽에 남습니다. 상대가 FIN을 다시 보낼 때를 대비하고, 늦게 온 세그먼트가 같은 주소의 다음 접속에 섞이지 않게 합니다. 리눅스에서는 60초입니다.",
        "TIME_WAIT: both closed at once, so it is on both sides: to answer should the peer repeat its FIN, and to keep late segments from the next connection of the same addresses. On Linux it lasts 60 s.");

    public string CloseWait => Say(
        "CLOSE_WAIT: 상대의 FIN이 왔습니다. 이 프로그램도 close()로 닫을 때까지 이 상태입니다. 더 보낼 것도 없이 오래 남아 있으면 close()를 잊은 것입니다.",
        "CLOSE_WAIT: the peer's FIN has come. It stays so until this program closes too, with close(); one that stays for long with nothing left to send is a forgotten close().");

    public string LastAck => Say(
        "LAST_ACK: 나중에 닫은 쪽도 FIN을 보냈고, 그 확인 응답(ACK)만 남았습니다.",
        "LAST_ACK: the side that closed second has sent its FIN too; only the acknowledgment is missing.");

    public string Closing => Say(
        "CLOSING: 양쪽이 동시에 닫아 FIN이 엇갈렸습니다.",
        "CLOSING: both closed at once, and their FINs crossed.");

    public string ClosedState => Say(
        "CLOSED: 접속이 끝났습니다.",
        "CLOSED: the connection is over.");

    public string ClosedAtOnce => Say(
        "CLOSED: FIN을 주고받는 정상 종료를 거치지 않고 접속이 바로 끝났습니다(RST를 보내거나 받았을 때, 또는 상대의 답이 끊겼을 때).",
        "CLOSED: the connection ended at once, without the FINs of a normal close: a RST was sent or received, or the peer no longer answered.");

    public string NeverConnected => Say(
        "CLOSED: 접속하지 못했습니다.",
        "CLOSED: no connection was made.");

    public string ListenerClosed => Say(
        "CLOSED: 대기 소켓이 사라졌습니다. 이 소켓으로는 더 접속할 수 없습니다.",
        "CLOSED: the listening socket is gone; it takes no more connections.");
}
