namespace Meari.Text;

/// <summary>The errors that the chapter's calls meet.</summary>
internal static class CallErrors
{
    public static CallError Interrupted { get; } = new("EINTR", 4, "WSAEINTR", 10004, new(
        "기다리던 호출이 중단되었습니다.", "A waiting call was interrupted."));

    public static CallError BadDescriptor { get; } = new("EBADF", 9, null, 0, new(
        "열려 있는 파일 디스크립터가 아닙니다.", "That is no open file descriptor."));

    public static CallError WouldBlock { get; } = new("EAGAIN", 11, "WSAEWOULDBLOCK", 10035, new(
        "지금 하려면 기다려야 하는데, 기다리지 않기로 한 소켓입니다. 실패라기보다 '아직'입니다.",
        "It would have to wait now, and the socket is not to wait. Not so much a failure as 'not yet'."));

    public static CallError Denied { get; } = new("EACCES", 13, "WSAEACCES", 10013, new(
        "권한이 없습니다.", "Permission is denied."));

    public static CallError Invalid { get; } = new("EINVAL", 22, "WSAEINVAL", 10022, new(
        "인수의 값이나 소켓의 상태가 이 호출에 맞지 않습니다.", "The value of an argument, or the state of the socket, does not suit the call."));

    public static CallError TooMany { get; } = new("EMFILE", 24, "WSAEMFILE", 10024, new(
        "프로세스가 열 수 있는 만큼 다 열었습니다.", "The process has as many open as it may."));

    public static CallError BrokenPipe { get; } = new("EPIPE", 32, null, 0, new(
        "보낼 수 없는 접속에 보내려 했습니다.", "It was tried to send on a connection that no longer sends."));

    public static CallError NotSocket { get; } = new("ENOTSOCK", 88, "WSAENOTSOCK", 10038, new(
        "소켓이 아닙니다.", "That is not a socket."));

    public static CallError MessageSize { get; } = new("EMSGSIZE", 90, "WSAEMSGSIZE", 10040, new(
        "데이터그램이 너무 큽니다. UDP에서 만나는 오류입니다.", "The datagram is too big; an error of UDP."));

    public static CallError NoSuchOption { get; } = new("ENOPROTOOPT", 92, "WSAENOPROTOOPT", 10042, new(
        "그 수준(level)에 그런 옵션이 없습니다.", "There is no such option at that level."));

    public static CallError NoProtocol { get; } = new("EPROTONOSUPPORT", 93, "WSAEPROTONOSUPPORT", 10043, new(
        "그런 프로토콜이 없거나, 소켓의 종류와 맞지 않습니다.", "There is no such protocol, or it does not suit the socket's type."));

    public static CallError NotSupported { get; } = new("EOPNOTSUPP", 95, "WSAEOPNOTSUPP", 10045, new(
        "이 종류의 소켓으로는 할 수 없는 일입니다.", "A socket of this type cannot do that."));

    public static CallError NoFamily { get; } = new("EAFNOSUPPORT", 97, "WSAEAFNOSUPPORT", 10047, new(
        "그 주소 체계를 쓸 수 없거나, 주소가 소켓의 주소 체계와 다릅니다.", "That address family cannot be used, or the address is not of the socket's family."));

    public static CallError AddressInUse { get; } = new("EADDRINUSE", 98, "WSAEADDRINUSE", 10048, new(
        "그 주소와 포트 번호는 이미 쓰이고 있습니다.", "The address and port are in use."));

    public static CallError AddressNotAvailable { get; } = new("EADDRNOTAVAIL", 99, "WSAEADDRNOTAVAIL", 10049, new(
        "여기서 쓸 수 없는 주소이거나, 남은 포트 번호가 없습니다.", "The address cannot be used here, or no port is left."));

    public static CallError NetworkUnreachable { get; } = new("ENETUNREACH", 101, "WSAENETUNREACH", 10051, new(
        "그 네트워크로 가는 경로가 없습니다.", "No route leads to that network."));

    public static CallError Aborted { get; } = new("ECONNABORTED", 103, "WSAECONNABORTED", 10053, new(
        "접속이 이쪽에서 끊겼습니다.", "The connection was ended on this side."));

    public static CallError Reset { get; } = new("ECONNRESET", 104, "WSAECONNRESET", 10054, new(
        "상대가 접속을 강제 종료했습니다(RST).", "The peer reset the connection (RST)."));

    public static CallError NoBuffers { get; } = new("ENOBUFS", 105, "WSAENOBUFS", 10055, new(
        "커널이 쓸 메모리나 버퍼가 모자랍니다.", "The kernel lacks memory or buffers."));

    public static CallError IsConnected { get; } = new("EISCONN", 106, "WSAEISCONN", 10056, new(
        "이미 접속되어 있는 소켓입니다.", "The socket is connected already."));

    public static CallError NotConnected { get; } = new("ENOTCONN", 107, "WSAENOTCONN", 10057, new(
        "접속되어 있지 않은 소켓입니다.", "The socket is not connected."));

    public static CallError IsShutDown { get; } = new(null, 0, "WSAESHUTDOWN", 10058, new(
        "shutdown()으로 그 방향을 이미 닫았습니다.", "shutdown() has closed that direction."));

    public static CallError TimedOut { get; } = new("ETIMEDOUT", 110, "WSAETIMEDOUT", 10060, new(
        "기다려도 상대의 답이 오지 않았습니다.", "The peer did not answer in time."));

    public static CallError Refused { get; } = new("ECONNREFUSED", 111, "WSAECONNREFUSED", 10061, new(
        "접속을 거절당했습니다.", "The connection was refused."));

    public static CallError HostUnreachable { get; } = new("EHOSTUNREACH", 113, "WSAEHOSTUNREACH", 10065, new(
        "그 호스트에 닿을 수 없습니다.", "That host cannot be reached."));

    public static CallError Already { get; } = new("EALREADY", 114, "WSAEALREADY", 10037, new(
        "앞서 시작한 접속이 아직 진행 중입니다.", "A connection begun before is still being made."));

    public static CallError InProgress { get; } = new("EINPROGRESS", 115, null, 0, new(
        "논블로킹 소켓의 접속을 시작했고, 아직 끝나지 않았습니다.", "A non-blocking socket has begun to connect, and is not done yet."));

    public static CallError NotStarted { get; } = new(null, 0, "WSANOTINITIALISED", 10093, new(
        "WSAStartup()을 부르지 않았습니다.", "WSAStartup() has not been called."));

    /// <summary>All, in the order of Linux's numbers, then Windows's own.</summary>
    public static IReadOnlyList<CallError> All { get; } =
    [
        Interrupted, BadDescriptor, WouldBlock, Denied, Invalid, TooMany, BrokenPipe, NotSocket, MessageSize, NoSuchOption, NoProtocol,
        NotSupported, NoFamily, AddressInUse, AddressNotAvailable, NetworkUnreachable, Aborted, Reset, NoBuffers, IsConnected, NotConnected,
        TimedOut, Refused, HostUnreachable, Already, InProgress, IsShutDown, NotStarted,
    ];
}
