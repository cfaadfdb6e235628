namespace Meari.Text;

/// <summary>One sentence for each option: what it decides.</summary>
internal sealed partial class StepTexts
{
    /// <param name="seconds">How long; null for off.</param>
    public string Linger(int? seconds) => seconds switch
    {
        null => Say(
            "SO_LINGER를 껐습니다. close()는 바로 리턴하고, 남은 데이터와 FIN은 운영체제가 보냅니다.",
            "SO_LINGER off: close() returns at once, and the kernel sends the data that is left, and FIN."),
        0 => Say(
            "SO_LINGER를 0초로 켰습니다. close()가 남은 데이터를 버리고 FIN 대신 RST를 보내게 됩니다(강제 종료).",
            "SO_LINGER of 0 s: close() will drop the data that is left and send RST instead of FIN."),
        { } some => Say(
            $"SO_LINGER를 {Number(some)}초로 켰습니다. close()가 남은 데이터와 FIN이 확인되기를 최대 그만큼 기다립니다.",
            $"SO_LINGER of {Number(some)} s: for so long at most, close() will wait until the data that is left, and FIN, are acknowledged."),
    };

    /// <param name="value">What it was set to, here and below; null if not known.</param>
    public string ReuseAddress(long? value) => Option("SO_REUSEADDR", value,
        "앞선 접속이 TIME_WAIT로 남아 있어도 같은 지역 주소와 포트 번호로 bind()할 수 있는지를 결정합니다. 리눅스에서는 다른 대기 소켓이 쓰는 포트까지 허용하지는 않습니다.",
        "decides whether bind() may take a local address and port while earlier connections there are in TIME_WAIT. On Linux it does not allow a port on which another socket listens.");

    public string NoDelay(long? value) => Option("TCP_NODELAY", value,
        "네이글(Nagle) 알고리즘을 끌지를 결정합니다. 켜면 작은 데이터도 앞서 보낸 것의 ACK를 기다리지 않고 바로 보냅니다.",
        "decides whether Nagle's algorithm is off: then small data too is sent at once, without waiting for the ACK of what was sent before.");

    public string OnlyIpV6(long? value) => Option("IPV6_V6ONLY", value,
        "IPv6 소켓이 IPv6 접속만 다룰지를 결정합니다. 끄면 IPv4 접속도 ::ffff:로 시작하는 주소로 함께 다룹니다.",
        "decides whether an IPv6 socket is for IPv6 alone; off, it serves IPv4 too, with addresses that begin with ::ffff:.");

    public string ReceiveBuffer(long? bytes) => Size("SO_RCVBUF", bytes,
        "수신 버퍼의 크기를 결정하므로, 상대에게 알리는 수신 윈도우도 이것을 따릅니다. 리눅스는 관리용으로 두 배를 잡고 자동 조절을 멈춥니다.",
        "decides the size of the receive buffer, and so of the receive window that the peer is told. Linux takes twice as much, for its own needs, and stops adjusting it.");

    public string SendBuffer(long? bytes) => Size("SO_SNDBUF", bytes,
        "송신 버퍼의 크기를 결정합니다. send()는 이만큼만 복사해 둘 수 있습니다. 리눅스는 관리용으로 두 배를 잡고 자동 조절을 멈춥니다.",
        "decides the size of the send buffer, and so how much send() can copy ahead. Linux takes twice as much, for its own needs, and stops adjusting it.");

    string Option(string name, long? value, string korean, string english) => value switch
    {
        null => Say($"{name}: {korean}", $"{name} {english}"),
        0 => Say($"{name}(끔): {korean}", $"{name} (now off) {english}"),
        _ => Say($"{name}(켬): {korean}", $"{name} (now on) {english}"),
    };

    string Size(string name, long? bytes, string korean, string english) => bytes is { } size
        ? Say($"{name}({Units.Count(size)}바이트): {korean}", $"{name} ({Units.Bytes(size)}) {english}")
        : Say($"{name}: {korean}", $"{name} {english}");
}
