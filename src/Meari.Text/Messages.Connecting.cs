using System.Globalization;
using System.Net;
using System.Text;

namespace Meari.Text;

/// <summary>What <c>meari connect</c> says on stderr. Each failure begins with its own word, the same in both languages.</summary>
internal sealed partial class Messages
{
    public string Refused(string address) => Say(
        $"REFUSED: {address}에서 접속을 거절했습니다. 그 포트에서 기다리는 서버가 없습니다. 서버를 먼저 실행하고(meari serve) 주소와 포트 번호를 확인하세요.",
        $"REFUSED: {address} refused the connection: no server listens on that port. Start the server (meari serve), or check the address and port.");

    public string ConnectTimedOut(string address, TimeSpan limit) => Say(
        $"TIMEOUT: {address}에서 {Duration(limit)} 안에 응답이 없습니다. 주소가 틀렸거나, 컴퓨터가 꺼져 있거나, 방화벽이 막고 있습니다. --timeout을 늘려 보세요.",
        $"TIMEOUT: {address} did not answer within {Duration(limit)}: a wrong address, a machine that is off, or a firewall. A longer --timeout may help.");

    public string NameNotFound(string host, string family) => Say(
        $"DNS: '{Escape.Text(host)}'의 {family} 주소를 알 수 없습니다. 그런 이름이 없거나 이름 서버가 응답하지 않습니다. 철자를 확인하거나 IP 주소를 쓰세요.",
        $"DNS: cannot find an {family} address of '{Escape.Text(host)}': the name does not exist, or the name server does not answer. Check the spelling, or give an IP address.");

    public string Unreachable(string address, string why) => Say(
        $"UNREACHABLE: {address}에 접속할 수 없습니다. {why}. 주소와 네트워크 설정을 확인하세요(ip route).",
        $"UNREACHABLE: cannot connect to {address}: {why}. Check the address and the network settings (ip route).");

    public string ConnectFailed(string address, string why, int error) => Say(
        $"ERROR: {address}에 접속할 수 없습니다. {why}({Number(error)}).",
        $"ERROR: cannot connect to {address}: {why} ({Number(error)}).");

    public string ResetByServer(IPEndPoint server, long received, long total) => Say(
        $"RESET: {Address(server)} 서버가 접속을 강제 종료했습니다(RST).{SoFar(received, total)} 서버 쪽의 기록을 확인하세요.",
        $"RESET: {Address(server)} reset the connection (RST){SoFar(received, total)}. Look at the server's own output.");

    public string ClosedByServer(IPEndPoint server, long received, long total) => Say(
        $"CLOSED: {Address(server)} 서버가 먼저 접속을 종료했습니다(FIN).{SoFar(received, total)} 서버 쪽의 기록을 확인하세요.",
        $"CLOSED: {Address(server)} closed the connection first (FIN){SoFar(received, total)}. Look at the server's own output.");

    public string ConnectionLost(IPEndPoint server, string why, int error, long received, long total) => Say(
        $"ERROR: {Address(server)} 서버와의 접속이 끊어졌습니다. {why}({Number(error)}).{SoFar(received, total)}",
        $"ERROR: lost the connection to {Address(server)}: {why} ({Number(error)}){SoFar(received, total)}.");

    public string ServerVanished(IPEndPoint server, long received, long total) => Say(
        $"TIMEOUT: {Address(server)} 서버가 더 이상 응답하지 않습니다(확인 응답이 없음).{SoFar(received, total)}",
        $"TIMEOUT: {Address(server)} stopped answering (no acknowledgment){SoFar(received, total)}.");

    public string NoAnswer(IPEndPoint server, TimeSpan limit) => Say(
        $"TIMEOUT: {Address(server)} 서버가 {Duration(limit)} 동안 아무것도 보내지 않았습니다. 에코 서버인지 확인하거나 --timeout을 늘리세요.",
        $"TIMEOUT: {Address(server)} sent nothing for {Duration(limit)}. Check that it is an echo server, or give a longer --timeout.");

    public string Mismatch(long offset, byte sent, byte received) => Say(
        $"MISMATCH: 받은 데이터가 보낸 데이터와 다릅니다. {Offset(offset)}번째 바이트(0부터 셈): 보낸 값 {sent:x2}, 받은 값 {received:x2}. 에코 서버가 맞습니까?",
        $"MISMATCH: what came back is not what was sent: at offset {Offset(offset)} (from 0) {sent:x2} was sent and {received:x2} received. Is it an echo server?");

    public string Unasked(IPEndPoint server, long bytes) => Say(
        $"MISMATCH: 아무것도 보내지 않았는데 {Address(server)} 서버가 {Units.Count(bytes)}바이트를 보냈습니다. 에코 서버가 아니라면 --raw를 쓰세요.",
        $"MISMATCH: {Address(server)} sent {Units.Bytes(bytes)} unasked. If it is not an echo server, use --raw.");

    public string Leftover(long bytes) => Say(
        $"MISMATCH: 보낸 데이터보다 {Units.Count(bytes)}바이트를 더 받았습니다. 에코 서버가 맞습니까?",
        $"MISMATCH: {Units.Bytes(bytes)} came beyond what was sent. Is it an echo server?");

    public string CannotEncode(EncodeError error, string encoding) => error.Kind switch
    {
        EncodeErrorKind.NoHexDigit => Say(
            $"meari: {Name(error.Character)} 글자는 16진수 숫자가 아닙니다({Number(error.Position)}번째 글자). --encoding hex에서는 'ec 95 88'처럼 씁니다.",
            $"meari: character {Number(error.Position)}, {Name(error.Character)}, is not a hexadecimal digit; with --encoding hex write 'ec 95 88'."),
        EncodeErrorKind.HalfByte => Say(
            $"meari: 16진수 숫자의 개수가 홀수입니다. 한 바이트를 숫자 둘로 쓰세요({Number(error.Position)}번째 글자가 남습니다).",
            $"meari: an odd number of hexadecimal digits; write two for each byte (character {Number(error.Position)} is left over)."),
        _ => Say(
            $"meari: {encoding} 인코딩에는 {Name(error.Character)} 글자가 없습니다({Number(error.Position)}번째 글자). 다른 --encoding(예: utf-8)을 쓰세요.",
            $"meari: {encoding} has no character {Name(error.Character)} (character {Number(error.Position)}); choose another --encoding, such as utf-8."),
    };

    public string MessageTooLong(int bytes) => Say(
        $"meari: 한 줄은 {Units.Count(bytes)}바이트를 넘을 수 없습니다. 더 긴 데이터는 --raw로 보내세요.",
        $"meari: a line may have at most {Units.Count(bytes)} bytes; send more with --raw.");

    public string InputIsNotUtf8(long offset) => Say(
        $"meari: 표준 입력의 {Offset(offset)}번째 바이트(0부터 셈)는 UTF-8이 아닙니다. 바이트를 그대로 보내려면 --raw를 쓰세요.",
        $"meari: standard input is not UTF-8 at offset {Offset(offset)} (from 0); use --raw to send bytes as they are.");

    /// <summary>How much of a message had come back; nothing where no message was under way.</summary>
    string SoFar(long received, long total) => total == 0 ? "" : Say(
        $" {Units.Count(total)}바이트 가운데 {Units.Count(received)}바이트를 돌려받았습니다.",
        $" after {Units.Count(received)} of {Units.Bytes(total)} had come back");

    /// <summary>'é' (U+00E9).</summary>
    static string Name(Rune character) => $"'{Escape.Text(character.ToString())}' (U+{character.Value:X4})";

    static string Offset(long offset) => offset.ToString(CultureInfo.InvariantCulture);
}
