namespace Meari.Text;

/// <summary>What each value of TCP_INFO means.</summary>
internal sealed partial class Messages
{
    public string Segments(long count) => Say($"{Units.Count(count)} 세그먼트", $"{Units.Count(count)} {(count == 1 ? "segment" : "segments")}");

    public string Times(long count) => Say($"{Units.Count(count)}번", $"{Units.Count(count)} {(count == 1 ? "time" : "times")}");

    public string Connections(long count) => Say($"{Units.Count(count)}개", $"{Units.Count(count)} {(count == 1 ? "connection" : "connections")}");

    public string MeaningOfAcceptQueue => Say("접속 대기 큐에서 accept를 기다리는 접속", "in the accept queue, waiting for accept");

    public string MeaningOfAcceptQueueLimit => Say(
        "접속 대기 큐의 최대 길이(listen의 backlog, 최대 net.core.somaxconn)",
        "the most that may wait there (listen's backlog, at most net.core.somaxconn)");

    public string Sockets(long count) => Say($"{Units.Count(count)}개", $"{Units.Count(count)} {(count == 1 ? "socket" : "sockets")}");

    public string MeaningOfSharedPort => Say(
        "이 주소를 함께 쓰는 대기 소켓. 접속 대기 큐는 저마다 있음",
        "listen on this address together, each with an accept queue of its own");

    public string MeaningOfRtt => Say("왕복 시간(평균): 세그먼트를 보내고 확인 응답(ACK)이 오기까지", "round-trip time, smoothed: from a segment to its acknowledgment");

    public string MeaningOfRttVariation => Say("왕복 시간이 흔들리는 정도", "how much the round-trip time varies");

    public string MeaningOfMinimumRtt => Say("최근의 가장 짧은 왕복 시간", "the shortest round-trip time of late");

    public string MeaningOfReceiveRtt => Say("받는 쪽에서 어림한 왕복 시간", "round-trip time as the receiving side estimates it");

    public string MeaningOfRto => Say("재전송 제한 시간: 확인 응답이 이때까지 없으면 다시 보냄", "retransmission timeout: without an acknowledgment by then, sent again");

    public string MeaningOfCongestionWindow => Say("혼잡 윈도우: 확인 응답 없이 보낼 수 있는 양", "congestion window: how much may be under way unacknowledged");

    public string MeaningOfThreshold => Say("혼잡 윈도우가 빠르게 늘어나는 한계(느린 시작 임계값)", "up to here the congestion window grows fast (slow-start threshold)");

    public string MeaningOfMss => Say("최대 세그먼트 크기: 한 세그먼트에 담아 보내는 데이터", "maximum segment size: the data of one segment sent");

    public string MeaningOfAdvertisedMss => Say("상대에게 알린 최대 세그먼트 크기", "maximum segment size told to the peer");

    public string MeaningOfPathMtu => Say("경로의 최대 패킷 크기(헤더 포함)", "the largest packet of the path, headers included");

    public string MeaningOfPeerWindow => Say("상대의 수신 윈도우: 상대가 더 받을 수 있다고 알린 양", "the peer's receive window: how much it says it can take");

    public string MeaningOfReceiveSpace => Say("프로그램이 왕복 시간마다 읽어 가는 양. 수신 버퍼의 크기를 정하는 기준", "what the program reads in a round trip; sizes the receive buffer");

    public string MeaningOfReceiveWindowLimit => Say("이쪽의 수신 윈도우가 늘어날 수 있는 한계", "how far this side's receive window may grow");

    public string MeaningOfUnacknowledged => Say("보냈지만 확인 응답을 받지 못한 것", "sent and not acknowledged yet");

    public string MeaningOfSacked => Say("그 가운데 상대가 순서와 다르게 받은 것(SACK)", "of those, received by the peer out of order (SACK)");

    public string MeaningOfLost => Say("잃어버린 것으로 보이는 것", "thought lost");

    public string MeaningOfRetransmitting => Say("다시 보냈지만 확인 응답을 받지 못한 것", "sent again and not acknowledged yet");

    public string MeaningOfTimeouts => Say("응답 없이 잇달아 제한 시간이 지난 횟수", "timeouts in a row without an answer");

    public string MeaningOfRetransmissions => Say("접속한 뒤 다시 보낸 것을 모두 더한 수", "sent again since the connection began");

    public string MeaningOfReordering => Say("순서가 이만큼 뒤바뀌어도 잃어버린 것으로 보지 않음", "arriving out of order by so much is not thought lost");

    public string MeaningOfOutOfOrder => Say("순서와 다르게 도착한 것", "arrived out of order");

    public string MeaningOfBytesSent => Say("보낸 데이터(재전송 포함)", "data sent, retransmissions included");

    public string MeaningOfBytesAcknowledged => Say(
        "상대의 커널이 받았다고 확인한 데이터(FIN도, 접속한 쪽에서는 SYN도 1로 셈)",
        "acknowledged by the peer's kernel (FIN counts 1; on the side that connected SYN too)");

    public string MeaningOfBytesRetransmitted => Say("다시 보낸 데이터", "data sent again");

    public string MeaningOfBytesReceived => Say("받은 데이터(FIN도 1로 셈)", "data received (FIN counts 1)");

    public string MeaningOfNotSent => Say("송신 버퍼에 있고 아직 한 번도 보내지 않은 데이터", "in the send buffer and not sent for the first time yet");

    public string MeaningOfSegmentsSent(long data) => Say($"보낸 세그먼트. 데이터가 있는 것은 {Units.Count(data)}", $"segments sent, {Units.Count(data)} of them with data");

    public string MeaningOfSegmentsReceived(long data) => Say($"받은 세그먼트. 데이터가 있는 것은 {Units.Count(data)}", $"segments received, {Units.Count(data)} of them with data");

    public string MeaningOfDeliveryRate => Say("최근 상대에게 도달한 속도", "how fast data reached the peer of late");

    public string MeaningOfPacingRate => Say("네트워크로 내보내는 속도의 한계", "data is handed to the network no faster than this");

    public string MeaningOfBusy => Say("보낼 것이나 확인받을 것이 있던 시간의 합", "time in which there was something to send or to be acknowledged");

    public string MeaningOfReceiveWindowLimited => Say("상대의 수신 윈도우가 차서 기다린 시간의 합", "time spent waiting for the peer's receive window");

    public string MeaningOfSendBufferLimited => Say("송신 버퍼가 작아서 기다린 시간의 합", "time spent waiting because the send buffer was too small");

    public string MeaningOfLastSent => Say("마지막으로 데이터를 보낸 뒤 지난 시간", "since data was last sent");

    public string MeaningOfLastReceived => Say("마지막으로 데이터를 받은 뒤 지난 시간", "since data was last received");

    public string MeaningOfLastAcknowledgment => Say("마지막으로 확인 응답을 받은 뒤 지난 시간", "since an acknowledgment was last received");

    public string MeaningOfReceiveMemory(long most) => Say($"수신 버퍼가 쓰는 메모리. 최대 {Units.Count(most)} B(SO_RCVBUF)", $"memory of the receive buffer, at most {Units.Count(most)} B (SO_RCVBUF)");

    public string MeaningOfSendMemory(long most) => Say($"송신 버퍼가 쓰는 메모리. 최대 {Units.Count(most)} B(SO_SNDBUF)", $"memory of the send buffer, at most {Units.Count(most)} B (SO_SNDBUF)");

    public string MeaningOfBacklogMemory => Say("도착했지만 커널이 아직 처리하지 못한 것", "arrived, and not taken in by the kernel yet");

    public string MeaningOfDrops => Say("버린 것", "dropped");
}
