using System.Globalization;
using System.Net;

namespace Meari.Text;

/// <summary>One sentence for each step of a connection, in the words of the chapter: calls. The texts of states and segments are in their own files.</summary>
internal sealed partial class StepTexts(Language language)
{
    public string SocketMade => Say(
        "소켓을 만들었습니다. 프로토콜(TCP)만 정해졌고, 지역·원격 IP 주소와 포트 번호는 하나도 정해지지 않았습니다.",
        "A socket: the protocol (TCP) is decided, and none of the four address values, local and remote IP address and port.");

    public string Bound(string? address) => Say(
        $"bind()가 소켓의 지역 IP 주소와 지역 포트 번호{Given(address)}를 결정했습니다. 원격 주소는 아직 없습니다.",
        $"bind() decided the local IP address and the local port{Given(address)}. There is no remote address yet.");

    public string BoundAnyPort(string? address) => Say(
        $"bind()가 소켓의 지역 IP 주소와 지역 포트 번호를 결정했습니다. 포트 번호 0{Given(address)}은 빈 포트를 운영체제에 골라 달라는 뜻입니다. 원격 주소는 아직 없습니다.",
        $"bind() decided the local IP address and the local port. Port 0{Given(address)} asks the kernel to pick a free one. There is no remote address yet.");

    public string AddressInUse => Say(
        "그 지역 IP 주소와 지역 포트 번호를 다른 소켓이 쓰고 있습니다(EADDRINUSE). 대기 소켓이 이미 있거나, 앞선 접속이 TIME_WAIT로 남아 있는데 SO_REUSEADDR을 켜지 않았을 때 그렇습니다.",
        "Another socket has that local IP address and port (EADDRINUSE): one listens already, or an earlier connection is in TIME_WAIT and SO_REUSEADDR is off.");

    public string Listening => Say(
        "listen()이 소켓의 TCP 상태를 LISTEN으로 바꿨습니다. 이제 운영체제가 접속을 받아 접속 대기 큐에 넣습니다. 이 대기 소켓으로는 데이터를 주고받지 않습니다.",
        "listen() changed the socket's state to LISTEN: from now on the kernel takes connections and puts them into the accept queue. A listening socket itself never carries data.");

    public string ListeningAgain => Say(
        "이미 LISTEN인 소켓이므로 listen()은 접속 대기 큐의 길이만 바꿉니다.",
        "The socket listens already, so listen() only changes the length of its accept queue.");

    public string AcceptWaits => Say(
        "accept()가 아직 리턴하지 않았습니다. 접속 대기 큐가 비어 있으면 클라이언트가 접속할 때까지 기다립니다(블로킹).",
        "accept() has not returned yet; while the accept queue is empty it waits for a client to connect (blocking).");

    public string AcceptWouldBlock => Say(
        "접속 대기 큐가 비어 있고 논블로킹이라 기다리지 않고 리턴했습니다.",
        "The accept queue is empty, and a non-blocking accept() does not wait.");

    /// <param name="descriptor">The new socket's number; null if it is not known.</param>
    /// <param name="local">Its own address.</param>
    /// <param name="remote">The client's.</param>
    public string Accepted(long? descriptor, IPEndPoint? local, IPEndPoint? remote) => Say(
        $"accept()가 접속을 수용하고, 이 클라이언트와 통신할 새 소켓{(descriptor is { } n ? $"({Number(n)}번)" : "")}을 만들어 리턴했습니다. 통신 소켓은 네 주소 값이 모두 정해져 있습니다{Ends(local, remote)}. 대기 소켓은 그대로 남아 다음 접속을 기다립니다.",
        $"accept() took the connection and returned a new socket{(descriptor is { } m ? $" ({Number(m)})" : "")} to talk to this client. All four address values of the accepted socket are decided{Ends(local, remote)}; the listening socket goes on waiting for the next.");

    public string Connecting(string? address) => Say(
        $"connect()가 원격 IP 주소와 원격 포트 번호{Given(address)}를 결정합니다. bind()를 부르지 않았으면 지역 주소와 포트 번호도 이때 운영체제가 정합니다. connect()가 bind()의 일을 겸합니다.",
        $"connect() decides the remote IP address and port{Given(address)}. Without a bind() before, the kernel now picks the local address and port too: connect() does bind()'s work.");

    public string Connected(IPEndPoint? local, IPEndPoint? remote) => Say(
        $"connect()가 원격 주소를 정하고 접속했습니다. bind()를 부르지 않았으면 지역 IP 주소와 포트 번호도 이때 운영체제가 정합니다(bind()의 일을 겸합니다). 네 주소 값이 모두 정해졌습니다{Ends(local, remote)}. 서버 프로그램이 accept()를 부르기 전이라도 리턴합니다.",
        $"connect() decided the remote address and connected. Without a bind() before, the kernel picks the local address and port now: connect() does bind()'s work. All four address values are decided{Ends(local, remote)}. It returns even before the server's program calls accept().");

    public string ConnectInProgress => Say(
        "논블로킹 소켓이라 connect()가 핸드셰이크를 기다리지 않고 리턴했습니다.",
        "The socket is non-blocking, so connect() returned without waiting for the handshake.");

    public string ConnectRefused => Say(
        "SYN에 RST가 돌아와 거절되었습니다. 보통 그 포트에 대기 소켓이 없다는 뜻입니다.",
        "The SYN was answered with RST: refused. Usually no socket listens on that port.");

    public string ConnectTimedOut => Say(
        "SYN을 여러 번 다시 보냈지만 답이 오지 않아 접속하지 못했습니다.",
        "The SYN was sent again several times and never answered, so there is no connection.");

    public string SendWaits => Say(
        "send()가 아직 리턴하지 않았습니다. 송신 버퍼가 가득 차 있으면 자리가 날 때까지 기다립니다(블로킹).",
        "send() has not returned yet; while the send buffer is full it waits for room (blocking).");

    public string SendWouldBlock => Say(
        "송신 버퍼에 자리가 없고 논블로킹이라 기다리지 않고 리턴했습니다.",
        "There is no room in the send buffer, and a non-blocking send() does not wait.");

    public string Sent(long bytes) => Say(
        $"{Units.Count(bytes)}바이트를 송신 버퍼에 복사하고 리턴했습니다. 상대가 받았다는 뜻은 아닙니다. 데이터는 확인 응답(ACK)이 올 때까지 송신 버퍼에 남아 재전송에 대비합니다.",
        $"{Units.Bytes(bytes)} copied into the send buffer, and send() returned. That does not mean that the peer has them: they stay in the send buffer until they are acknowledged, to be sent again if lost.");

    public string SentPart(long bytes, long requested) => Say(
        $"송신 버퍼에 자리가 모자라 {Units.Count(requested)}바이트 가운데 {Units.Count(bytes)}바이트만 복사했습니다. 나머지는 다시 send()해야 합니다.",
        $"The send buffer had room for {Units.Count(bytes)} of {Units.Bytes(requested)}; the rest must be sent with another send().");

    public string SentNothing => Say(
        "송신 버퍼에 넣은 데이터가 없으므로 상대에게 아무것도 가지 않습니다.",
        "Nothing was put into the send buffer, so nothing goes to the peer.");

    public string SendBroken => Say(
        "접속이 이미 끝나서 보낼 수 없습니다.",
        "The connection is over already, so nothing can be sent.");

    public string SendAfterShutdown => Say(
        "shutdown()으로 보내기를 이미 닫았으므로 보낼 수 없습니다.",
        "shutdown() has closed the sending side, so nothing can be sent.");

    public string ReceiveWaits => Say(
        "recv()가 아직 리턴하지 않았습니다. 수신 버퍼가 비어 있으면 데이터나 상대의 종료를 기다립니다(블로킹).",
        "recv() has not returned yet; while the receive buffer is empty it waits for data or for the peer's close (blocking).");

    public string ReceiveWaitsForAll => Say(
        "recv()가 아직 리턴하지 않았습니다. MSG_WAITALL이므로 요청한 만큼 데이터가 다 오거나 상대가 종료할 때까지 기다립니다(블로킹).",
        "recv() has not returned yet; with MSG_WAITALL it waits until all the bytes asked for are there, or for the peer's close (blocking).");

    public string ReceiveWouldBlock => Say(
        "수신 버퍼가 비어 있고 논블로킹이라 기다리지 않고 리턴했습니다.",
        "The receive buffer is empty, and a non-blocking recv() does not wait.");

    public string TimedOut(string call, string option) => Say(
        $"{option}가 정한 시간만큼 기다렸지만 때가 지나서 {call}() 호출이 리턴했습니다.",
        $"{call}() waited for as long as {option} allows, in vain.");

    public string Received(long bytes) => Say(
        $"recv()의 첫째 성공: 수신 버퍼에 도착한 {Units.Count(bytes)}바이트를 응용 프로그램 버퍼에 복사하고 리턴했습니다. send() 한 번이 recv() 한 번과 짝을 이루지는 않습니다.",
        $"recv()'s first kind of success: {Units.Bytes(bytes)} from the receive buffer copied into the program's. One send() need not be one recv().");

    public string Peeked(long bytes) => Say(
        $"MSG_PEEK: 수신 버퍼에 도착한 {Units.Count(bytes)}바이트를 들여다보기만 했습니다. 데이터는 수신 버퍼에 그대로 남아 있습니다.",
        $"MSG_PEEK: {Units.Bytes(bytes)} in the receive buffer were only looked at; they stay there.");

    public string ReceivedAfterShutdown => Say(
        "이쪽이 shutdown()으로 받기를 닫았으므로 recv()가 0을 리턴했습니다. 상대가 종료했다는 뜻은 아닙니다.",
        "shutdown() has closed this side's receiving, so recv() returned 0. It does not say that the peer has closed.");

    public string ReceivedEnd => Say(
        "recv()의 둘째 성공: 0은 상대가 정상 종료했고(FIN) 더 올 데이터가 없다는 뜻입니다.",
        "recv()'s second kind of success: 0 says that the peer has closed normally (FIN) and no more data will come.");

    public string ReceivedReset => Say(
        "RST가 와서 접속이 강제 종료되었습니다. 더 올 데이터도, 보낼 수 있는 데이터도 없습니다.",
        "A RST came: the connection was reset. Nothing more will come, and nothing can be sent.");

    public string Failed(string call, string error) => Say(
        $"{Escape.Text(call)}() 호출이 실패했습니다({Escape.Text(error)}).",
        $"{Escape.Text(call)}() failed ({Escape.Text(error)}).");

    string Ends(IPEndPoint? local, IPEndPoint? remote) => (local, remote) is ({ }, { })
        ? Say($"(지역 {local}, 원격 {remote})", $" (local {local}, remote {remote})")
        : "";

    string Given(string? text) => text is { Length: > 0 } ? Say("", " ") + $"({Escape.Text(text)})" : "";

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    string Say(string korean, string english) => language == Language.Korean ? korean : english;
}
