namespace Meari.Text;

/// <summary>Calls that move data otherwise than send() and recv() do.</summary>
internal sealed partial class StepTexts
{
    public string RingMade => Say(
        "이 프로그램은 io_uring을 씁니다. 이제부터 io_uring으로 받고 보내는 것은 시스템 호출이 아니므로 호출로 보이지 않으며, 버퍼는 호출로 계산하는 대신 커널이 말하는 값으로 그립니다.",
        "This program uses io_uring. What it receives and sends by it from now on is no system call and is not seen as one; its buffers are drawn as the kernel tells them, not computed from calls.");

    public string SentFile(long bytes) => Say(
        $"sendfile()이 파일의 {Units.Count(bytes)}바이트를 커널 안에서 바로 송신 버퍼에 넣고 리턴했습니다. 응용 프로그램 버퍼를 거치지 않을 뿐 send()와 같아서, 상대가 받았다는 뜻은 아닙니다.",
        $"{Units.Bytes(bytes)} of a file put into the send buffer inside the kernel, without the program's buffer, and sendfile() returned. As with send(), that does not mean that the peer has them.");

    public string SplicedToSocket(long bytes) => Say(
        $"splice()가 파이프에 있던 {Units.Count(bytes)}바이트를 커널 안에서 바로 송신 버퍼에 넣고 리턴했습니다. 응용 프로그램 버퍼를 거치지 않을 뿐 send()와 같아서, 상대가 받았다는 뜻은 아닙니다.",
        $"{Units.Bytes(bytes)} of a pipe put into the send buffer inside the kernel, without the program's buffer, and splice() returned. As with send(), that does not mean that the peer has them.");

    public string SplicedToPipe(long bytes) => Say(
        $"splice()가 수신 버퍼에 도착한 {Units.Count(bytes)}바이트를 커널 안에서 바로 파이프로 옮기고 리턴했습니다. 응용 프로그램 버퍼를 거치지 않을 뿐 recv()와 같습니다.",
        $"{Units.Bytes(bytes)} moved from the receive buffer into a pipe inside the kernel, and splice() returned: a recv() without the program's buffer.");

    public string SpliceToSocketWaits => Say(
        "splice()가 아직 리턴하지 않았습니다. 파이프가 비어 있거나 송신 버퍼가 가득 차 있으면 기다립니다(블로킹).",
        "splice() has not returned yet; while the pipe is empty or the send buffer is full it waits (blocking).");

    public string SpliceToPipeWaits => Say(
        "splice()가 아직 리턴하지 않았습니다. 수신 버퍼가 비어 있거나 파이프가 가득 차 있으면 기다립니다(블로킹).",
        "splice() has not returned yet; while the receive buffer is empty or the pipe is full it waits (blocking).");

    public string SentMessages(long messages) => Say(
        $"sendmmsg()의 리턴 값은 바이트 수가 아니라 송신 버퍼에 넣은 메시지의 수({Units.Count(messages)}개)입니다. TCP는 메시지의 경계를 지키지 않고 바이트를 이어서 보냅니다.",
        $"sendmmsg() returns how many messages ({Units.Count(messages)}) went into the send buffer, not bytes. TCP keeps no boundary between them: their bytes follow each other.");

    public string ReceivedMessages(long messages) => Say(
        $"recvmmsg()의 리턴 값은 바이트 수가 아니라 채운 메시지 버퍼의 수({Units.Count(messages)}개)입니다. 길이가 0인 것이 있으면 상대가 정상 종료했다는 뜻입니다.",
        $"recvmmsg() returns how many message buffers ({Units.Count(messages)}) it has filled, not bytes. One of length 0 would say that the peer has closed normally.");
}
