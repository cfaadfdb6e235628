namespace Meari.Text;

/// <summary>One sentence for each kind of segment.</summary>
internal sealed partial class StepTexts
{
    public string Syn => Say(
        "세 단계 핸드셰이크 1: 클라이언트가 자신의 첫 순서 번호를 알립니다.",
        "Three-way handshake, 1: the client tells its first sequence number.");

    public string SynAck => Say(
        "세 단계 핸드셰이크 2: 서버의 운영체제가 그것을 확인하고 자신의 첫 순서 번호를 알립니다.",
        "Three-way handshake, 2: the server's kernel acknowledges it and tells its own.");

    public string HandshakeDone => Say(
        "세 단계 핸드셰이크 3: 클라이언트가 확인합니다. 여기까지 두 운영체제가 한 일이고, 서버 프로그램은 accept()로 결과만 받습니다.",
        "Three-way handshake, 3: the client acknowledges. So far the two kernels did it all; accept() only hands the result to the server's program.");

    public string Data(long bytes) => Say(
        $"데이터 {Units.Count(bytes)}바이트가 상대의 수신 버퍼로 갑니다. 송신 버퍼에는 ACK가 올 때까지 그대로 남아 있습니다.",
        $"{Units.Bytes(bytes)} of data on the way to the peer's receive buffer; the send buffer keeps them until the ACK.");

    public string Acknowledged => Say(
        "확인 응답(ACK)은 상대의 운영체제가 받았다는 뜻이고, 상대 프로그램이 읽었다는 뜻은 아닙니다. 이제 보낸 쪽의 송신 버퍼에서 지워집니다.",
        "An acknowledgment says that the peer's kernel has the bytes, not that its program has read them. Now the sender's buffer lets them go.");

    public string FirstFin => Say(
        "FIN: 먼저 닫은 쪽이 더 보낼 것이 없다고 알립니다. 정상 종료하면 나중에 TIME_WAIT가 이쪽에 생깁니다.",
        "FIN: the side that closes first says that it will send no more. After a normal close TIME_WAIT will be on this side.");

    public string SecondFin => Say(
        "FIN: 나중에 닫은 쪽도 더 보낼 것이 없습니다. 이 FIN의 확인 응답(ACK)이 오면 정상 종료입니다.",
        "FIN: the other side has nothing more to send either; its ACK will complete the normal close.");

    public string CrossedFin => Say(
        "FIN이 엇갈렸습니다. 상대의 FIN을 받기 전에 이쪽도 FIN을 보냈으므로, TIME_WAIT는 양쪽에 생깁니다.",
        "The FINs crossed: this one was sent before the peer's had come, so TIME_WAIT will be on both sides.");

    public string FinAcknowledged => Say(
        "상대의 FIN을 받았다는 확인 응답입니다.",
        "The peer's FIN is acknowledged.");

    public string Reset => Say(
        "RST: 강제 종료. 확인 응답도 TIME_WAIT도 없이 접속이 바로 사라지고, 아직 전하지 못한 데이터는 버려집니다.",
        "RST: the connection is gone at once, without acknowledgment or TIME_WAIT, and data not delivered yet is dropped.");

    public string Refusal => Say(
        "RST: SYN을 거절합니다. 보통 그 포트에 대기 소켓이 없다는 뜻입니다.",
        "RST: the SYN is refused. Usually no socket listens on that port.");

    public string Retransmitted => Say(
        "재전송: 확인 응답을 받지 못한 것을 다시 보냅니다. 데이터는 이때를 위해 송신 버퍼에 남아 있었습니다.",
        "Retransmission: what was not acknowledged is sent again; for this the send buffer kept the data.");

    public string RetransmittedSyn => Say(
        "재전송: SYN에 답이 오지 않아 다시 보냅니다.",
        "Retransmission: the SYN was not answered, so it is sent again.");

    public string ZeroWindow => Say(
        "수신 윈도우 0: 수신 버퍼가 가득 찼습니다. 프로그램이 recv()로 비울 때까지 상대는 보내지 못합니다.",
        "Receive window 0: the receive buffer is full; the peer may not send until the program empties it with recv().");

    public string WindowOpened => Say(
        "수신 윈도우가 다시 열렸습니다. 프로그램이 recv()로 자리를 만들었으므로 상대가 이어서 보냅니다.",
        "The receive window is open again: the program made room with recv(), and the peer may go on.");
}
