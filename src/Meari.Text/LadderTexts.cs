namespace Meari.Text;

/// <summary>The words of the ladder, in one language.</summary>
internal sealed class LadderTexts(Language language)
{
    public string Time => Say("시간", "time");

    public string Client => Say("클라이언트", "client");

    public string Server => Say("서버", "server");

    public string Segments => Say("세그먼트", "segments");

    /// <summary>Over the bars of the send buffer and the receive buffer and the space around them, four columns.</summary>
    public string QueuesShort => Say("송수", " SR ");

    public string SendQueue => Say("송신", "send");

    public string ReceiveQueue => Say("수신", "recv");

    /// <summary>Behind what was concluded.</summary>
    public string Inferred => Say("(추정)", "(inferred)");

    public string Output => Say("[출력]", "[out]");

    public string Error => Say("[오류 출력]", "[err]");

    public string Loss => Say("[누락]", "[lost]");

    public string Note => Say("[알림]", "[note]");

    string Say(string korean, string english) => language == Language.Korean ? korean : english;
}
