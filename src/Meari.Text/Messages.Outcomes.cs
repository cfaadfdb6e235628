using System.Globalization;

namespace Meari.Text;

/// <summary>What an outcome means, as part of a sentence: one phrase for each name.</summary>
internal sealed partial class Messages
{
    public string AddressInUse => Say("이 주소와 포트는 이미 사용 중입니다", "the address and port are in use");

    public string AddressNotAvailable => Say("이 컴퓨터에 없는 주소이거나 남은 포트가 없습니다", "this machine has no such address, or no free port");

    public string NoSuchFamily => Say("이 컴퓨터에는 그런 종류의 주소(IPv6)가 없습니다", "this machine lacks this kind of address (IPv6)");

    public string AccessDenied => Say("권한이 없습니다", "permission denied");

    public string NoDescriptors => Say("파일 디스크립터가 모자랍니다", "out of file descriptors");

    public string NoBuffers => Say("커널 메모리가 모자랍니다", "the kernel is out of memory");

    public string ConnectionAborted => Say("수용하기 전에 클라이언트가 끊었습니다", "the client was gone before it was accepted");

    public string NetworkUnreachable => Say("그 네트워크로 가는 경로가 없습니다", "no route leads to that network");

    public string HostUnreachable => Say("그 호스트에 닿을 수 없습니다", "that host cannot be reached");

    public string NetworkDown => Say("네트워크 인터페이스가 꺼져 있습니다", "the network interface is down");

    public string StoppedAnswering => Say("상대가 더 이상 응답하지 않습니다(확인 응답이 없음)", "the peer stopped answering (no acknowledgment)");

    public string WasReset => Say("상대가 접속을 강제 종료했습니다(RST)", "the peer reset the connection (RST)");

    public string NobodyListens => Say("그 포트에서 기다리는 서버가 없습니다", "no server listens on that port");

    public string WasFinished => Say("상대가 접속을 종료했습니다(FIN)", "the peer closed the connection (FIN)");

    public string ErrorWasPending => Say("새 접속에 이미 오류가 나 있었습니다", "the new connection had failed already");

    public string WasWithdrawn => Say("이 프로그램이 스스로 그만두었습니다", "this program gave it up by itself");

    public string NameNotKnown => Say("그런 이름의 호스트를 찾을 수 없습니다", "the host's name cannot be found");

    public string NamelessError => Say("메아리가 모르는 오류입니다", "an error that Meari does not know");

    public string InvalidOperation => Say("잘못된 호출입니다(메아리의 오류)", "an invalid call (a fault in Meari)");

    public string OtherError(string name) => Say($"오류: {name}", $"error: {name}");

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
