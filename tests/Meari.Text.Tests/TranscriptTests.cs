using System.Net;

namespace Meari.Text.Tests;

/// <summary>The lines of the design, letter by letter.</summary>
public sealed class TranscriptTests
{
    static readonly IPEndPoint V4 = new(IPAddress.Loopback, 14641);
    static readonly IPEndPoint V6 = new(IPAddress.IPv6Loopback, 14641);

    [Fact]
    public void Korean_is_as_the_slides_show_it()
    {
        Transcript transcript = new(Language.Korean);
        Assert.Equal("\n[TCP 서버] 클라이언트 접속: IP 주소=127.0.0.1, 포트 번호=14641", transcript.ClientConnected(V4));
        Assert.Equal("[TCP/127.0.0.1:14641] 안녕하세요.", transcript.Received(V4, "안녕하세요.", 0));
        Assert.Equal("[TCP 서버] 클라이언트 종료: IP 주소=127.0.0.1, 포트 번호=14641", transcript.ClientClosed(V4));
        Assert.Equal("\n[보낼 데이터] ", transcript.Prompt);
        Assert.Equal("[TCP 클라이언트] 16바이트를 보냈습니다.", transcript.Sent(16));
        Assert.Equal("[TCP 클라이언트] 16바이트를 받았습니다.", transcript.Received(16));
        Assert.Equal("[받은 데이터] 안녕하세요.", transcript.ReceivedData("안녕하세요."));
    }

    [Fact]
    public void English_says_the_same()
    {
        Transcript transcript = new(Language.English);
        Assert.Equal("\n[TCP server] client connected: IP address=::1, port=14641", transcript.ClientConnected(V6));
        Assert.Equal("[TCP/::1:14641] hello", transcript.Received(V6, "hello", 0));
        Assert.Equal("[TCP server] client closed: IP address=::1, port=14641", transcript.ClientClosed(V6));
        Assert.Equal("\n[data to send] ", transcript.Prompt);
        Assert.Equal("[TCP client] sent 16 bytes.", transcript.Sent(16));
        Assert.Equal("[TCP client] received 1 byte.", transcript.Received(1));
        Assert.Equal("[data received] hello", transcript.ReceivedData("hello"));
    }

    [Fact]
    public void A_mapped_address_is_shown_as_IPv4_and_a_scope_not_at_all()
    {
        Transcript transcript = new(Language.English);
        Assert.Contains("[TCP/192.0.2.1:5]", transcript.Received(new(IPAddress.Parse("::ffff:192.0.2.1"), 5), "", 0), StringComparison.Ordinal);
        Assert.Contains("[TCP/fe80::1:5]", transcript.Received(new(IPAddress.Parse("fe80::1%3"), 5), "", 0), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_shown_is_said()
    {
        Assert.Equal("[TCP/127.0.0.1:14641] abc … 61,440 bytes not shown", new Transcript(Language.English).Received(V4, "abc", 61440));
        Assert.Equal("[TCP/127.0.0.1:14641] abc … 61,440바이트는 표시하지 않음", new Transcript(Language.Korean).Received(V4, "abc", 61440));
    }
}
