namespace Meari.Lens.Tests.Browser;

/// <summary>The names of the page's controls.</summary>
internal sealed record PageWords(
    string Message, string Megabyte, string Receive, string Close, string Tap, string Stopped, string Blocking, string NonBlocking,
    string ToEnd, string SendBuffer, string OtherLanguage, string Stage)
{
    static readonly PageWords Korean = new(
        "보낼 메시지", "1 MB 보내기", "recv() 받기", "close() 종료", "서버의 recv()", "멈춤", "블로킹 / 논블로킹", "논블로킹",
        "지금", "송신 버퍼", "영어로 바꾸기", "처음부터 다시");

    static readonly PageWords English = new(
        "Message to send", "Send 1 MB", "recv()", "Close", "Server’s recv()", "Stopped", "Blocking / Nonblocking", "Nonblocking",
        "Now", "Send buffer", "Switch to Korean", "Start over");

    public static PageWords Of(string language) => language == "ko" ? Korean : English;
}
