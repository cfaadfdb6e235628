using System.Net;

namespace Meari.Text;

/// <summary>
/// The one-line sentences of the command, in one language: what happened, why, and what to do. What came from outside is escaped here.
/// </summary>
internal sealed partial class Messages(Language language)
{
    /// <summary>So many lines were not printed, since the reader was too slow.</summary>
    public string LinesNotShown(long lines) => Say(
        $"… {Units.Count(lines)}줄은 표시하지 않음",
        $"… {Units.Count(lines)} {(lines == 1 ? "line" : "lines")} not shown");

    public string OutputFailed(string why) => Say(
        $"meari: 표준 출력에 쓸 수 없습니다({Escape.Text(why)}). 출력을 받던 프로그램이 끝났거나 디스크가 가득 찼습니다.",
        $"meari: cannot write to standard output ({Escape.Text(why)}): its reader has ended, or the disk is full.");

    public string InputFailed(string why) => Say(
        $"meari: 표준 입력을 읽을 수 없습니다({Escape.Text(why)}).",
        $"meari: cannot read standard input ({Escape.Text(why)}).");

    public string Fault(string kind, string message) => Say(
        $"meari: 메아리의 오류입니다. 이 줄을 제보해 주세요: {Escape.Text(kind)}: {Escape.Text(message)}",
        $"meari: a fault in Meari; please report this line: {Escape.Text(kind)}: {Escape.Text(message)}");

    string Duration(TimeSpan time) => Units.Duration(time, language);

    string Say(string korean, string english) => language == Language.Korean ? korean : english;

    /// <summary>HOST:PORT or [V6]:PORT; a v4-mapped address as IPv4.</summary>
    static string Address(IPEndPoint endPoint) =>
        (endPoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint).ToString();
}
