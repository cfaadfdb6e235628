using System.Globalization;
using System.Net;

namespace Meari.Text;

/// <summary>The lines of the chapter's programs. Addresses as inet_ntop prints them, except that a v4-mapped one is shown as IPv4.</summary>
internal sealed class Transcript(Language language)
{
    /// <summary>The client asks for a message; no line end, since it is typed behind it.</summary>
    public string Prompt => Say("\n[보낼 데이터] ", "\n[data to send] ");

    public string ClientConnected(IPEndPoint client) => Say(
        $"\n[TCP 서버] 클라이언트 접속: IP 주소={Address(client)}, 포트 번호={Number(client.Port)}",
        $"\n[TCP server] client connected: IP address={Address(client)}, port={Number(client.Port)}");

    public string ClientClosed(IPEndPoint client) => Say(
        $"[TCP 서버] 클라이언트 종료: IP 주소={Address(client)}, 포트 번호={Number(client.Port)}",
        $"[TCP server] client closed: IP address={Address(client)}, port={Number(client.Port)}");

    /// <summary>What one receive of the server returned.</summary>
    /// <param name="client">From whom.</param>
    /// <param name="text">Its text, escaped.</param>
    /// <param name="notShown">Bytes at its end that <paramref name="text"/> leaves out.</param>
    public string Received(IPEndPoint client, string text, int notShown) =>
        $"[TCP/{Address(client)}:{Number(client.Port)}] {text}" + (notShown > 0 ? NotShown(notShown) : "");

    public string Sent(int bytes) => Say($"[TCP 클라이언트] {Number(bytes)}바이트를 보냈습니다.", $"[TCP client] sent {Number(bytes)} {Bytes(bytes)}.");

    public string Received(int bytes) => Say($"[TCP 클라이언트] {Number(bytes)}바이트를 받았습니다.", $"[TCP client] received {Number(bytes)} {Bytes(bytes)}.");

    public string ReceivedData(string text) => Say("[받은 데이터] ", "[data received] ") + text;

    string NotShown(int bytes) => Say($" … {Units.Count(bytes)}바이트는 표시하지 않음", $" … {Units.Bytes(bytes)} not shown");

    string Say(string korean, string english) => language == Language.Korean ? korean : english;

    static string Bytes(int count) => count == 1 ? "byte" : "bytes";

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Without the scope (<c>%2</c>), as inet_ntop does.</summary>
    static string Address(IPEndPoint endPoint)
    {
        IPAddress address = endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;
        return new IPAddress(address.GetAddressBytes()).ToString();
    }
}
