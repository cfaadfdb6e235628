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

    public string Listening => Say(
        "listen()이 소켓의 TCP 상태를 LISTEN으로 바꿨습니다. 이제 운영체제가 접속을 받아 접속 대기 큐에 넣습니다. 이 대기 소켓으로는 데이터를 주고받지 않습니다.",
        "listen() changed the socket's state to LISTEN: from now on the kernel takes connections and puts them into the accept queue. A listening socket itself never carries data.");

    public string AcceptWaits => Say(
        "접속 대기 큐가 비어 있어서 accept()는 클라이언트가 접속할 때까지 기다립니다.",
        "The accept queue is empty, so accept() waits until a client connects.");

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
        "그 포트에서 기다리는 소켓이 없어서 상대의 운영체제가 RST로 거절했습니다.",
        "No socket listens on that port, so the peer's kernel refused with RST.");

    public string SendWaits => Say(
        "send()가 아직 리턴하지 않았습니다. 송신 버퍼가 가득 차 있으면 자리가 날 때까지 기다립니다(블로킹).",
        "send() has not returned yet; while the send buffer is full it waits for room (blocking).");

    public string SendWouldBlock => Say(
        "송신 버퍼에 자리가 없고 논블로킹 소켓이라 기다리지 않고 리턴했습니다.",
        "There is no room in the send buffer, and a non-blocking socket does not wait.");

    public string Sent(long bytes) => Say(
        $"{Units.Count(bytes)}바이트를 송신 버퍼에 복사하고 리턴했습니다. 상대가 받았다는 뜻은 아닙니다. 데이터는 확인 응답(ACK)이 올 때까지 송신 버퍼에 남아 재전송에 대비합니다.",
        $"{Units.Bytes(bytes)} copied into the send buffer, and send() returned. That does not mean that the peer has them: they stay in the send buffer until they are acknowledged, to be sent again if lost.");

    public string SentPart(long bytes, long requested) => Say(
        $"송신 버퍼에 자리가 모자라 {Units.Count(requested)}바이트 가운데 {Units.Count(bytes)}바이트만 복사했습니다. 나머지는 다시 send()해야 합니다.",
        $"The send buffer had room for {Units.Count(bytes)} of {Units.Bytes(requested)}; the rest must be sent with another send().");

    public string SendBroken => Say(
        "접속이 이미 끝나서 보낼 수 없습니다.",
        "The connection is over already, so nothing can be sent.");

    public string ReceiveWaits => Say(
        "수신 버퍼가 비어 있어서 recv()는 데이터나 상대의 종료를 기다립니다(블로킹).",
        "The receive buffer is empty, so recv() waits for data or for the peer's close (blocking).");

    public string ReceiveWouldBlock => Say(
        "수신 버퍼가 비어 있고 논블로킹 소켓이라 기다리지 않고 리턴했습니다.",
        "The receive buffer is empty, and a non-blocking socket does not wait.");

    public string Received(long bytes) => Say(
        $"recv()의 첫째 성공: 수신 버퍼에 도착한 {Units.Count(bytes)}바이트를 응용 프로그램 버퍼에 복사하고 리턴했습니다. send() 한 번이 recv() 한 번과 짝을 이루지는 않습니다.",
        $"recv()'s first kind of success: {Units.Bytes(bytes)} from the receive buffer copied into the program's. One send() need not be one recv().");

    public string ReceivedEnd => Say(
        "recv()의 둘째 성공: 0은 상대가 정상 종료했고(FIN) 더 올 데이터가 없다는 뜻입니다.",
        "recv()'s second kind of success: 0 says that the peer has closed normally (FIN) and no more data will come.");

    public string ReceivedReset => Say(
        "상대가 강제 종료(RST)했습니다. 수신 버퍼에 남아 있던 데이터도 사라집니다.",
        "The peer reset the connection (RST); what lay in the receive buffer is gone too.");

    public string HalfClosed => Say(
        "반만 닫기(half-close): 더 보내지 않겠다는 FIN을 보내지만, 받기는 계속합니다.",
        "Half-close: a FIN says that nothing more will be sent, while receiving goes on.");

    public string ClosedSocket => Say(
        "소켓을 닫았습니다. 송신 버퍼에 남은 데이터가 있으면 운영체제가 마저 보내고 FIN을 보냅니다.",
        "The socket is closed; the kernel sends what is left in the send buffer, and then FIN.");

    public string ClosedUnread(long bytes) => Say(
        $"읽지 않은 데이터({Units.Count(bytes)}바이트)가 수신 버퍼에 남은 채 닫았으므로, 운영체제는 FIN 대신 RST를 보냅니다.",
        $"Closed with unread data ({Units.Bytes(bytes)}) in the receive buffer, so the kernel sends RST instead of FIN.");

    public string ClosedListener => Say(
        "대기 소켓을 닫았습니다. 더는 접속을 받지 않으며, 이미 맺은 접속은 그대로입니다.",
        "The listening socket is closed: no more connections are taken, and those that exist are not touched.");

    public string Failed(string call, string error) => Say(
        $"{call}()이 실패했습니다({error}).",
        $"{call}() failed ({error}).");

    string Ends(IPEndPoint? local, IPEndPoint? remote) => (local, remote) is ({ }, { })
        ? Say($"(지역 {local}, 원격 {remote})", $" (local {local}, remote {remote})")
        : "";

    string Given(string? text) => text is { Length: > 0 } ? Say("", " ") + $"({Escape.Text(text)})" : "";

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    string Say(string korean, string english) => language == Language.Korean ? korean : english;
}
