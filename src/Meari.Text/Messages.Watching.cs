namespace Meari.Text;

/// <summary>What <c>meari watch</c> says on stderr.</summary>
internal sealed partial class Messages
{
    public string NoProgram => Say("meari: '--' 뒤에 실행할 프로그램을 쓰세요.", "meari: name the program to start behind '--'.");

    public string Needs(string option, string other) => Say(
        $"meari: {option} 옵션은 {other}와 함께 씁니다.",
        $"meari: {option} goes with {other}.");

    public string BadSpeed(string option, string text) => Say(
        $"meari: {option} 옵션의 값 '{Escape.Text(text)}': 0보다 큰 수(2, 0.1 등)나 max를 쓰세요.",
        $"meari: {option} takes a number above 0, such as 2 or 0.1, or max, not '{Escape.Text(text)}'.");

    public string NumericAddressNeeded(string text) => Say(
        $"meari: '{Escape.Text(text)}': 이름 대신 IP 주소를 쓰세요. 포트만 보려면 ':9000'처럼 씁니다.",
        $"meari: '{Escape.Text(text)}': give an IP address instead of a name, or the port alone, as in ':9000'.");

    public string CannotReadRecording(string file, string why) => Say(
        $"meari: 기록 '{Escape.Text(file)}'을(를) 읽을 수 없습니다. {why}.",
        $"meari: cannot read the recording '{Escape.Text(file)}': {why}.");

    public string RecordingEndsEarly(string file, long line, string why) => Say(
        $"meari: 기록 '{Escape.Text(file)}'의 {Units.Count(line)}번째 줄에서 멈췄습니다. {why}. 그 앞은 모두 보여 주었습니다.",
        $"meari: stopped at line {Units.Count(line)} of the recording '{Escape.Text(file)}': {why}. Everything before it was shown.");

    public string FileNotFound => Say("그런 파일이나 폴더가 없습니다", "there is no such file or folder");

    public string FileNotPermitted => Say("권한이 없습니다", "permission denied");

    public string NotARecording => Say("메아리의 기록이 아닙니다. 기록은 meari watch -o로 만듭니다", "it is no recording of Meari's; meari watch -o makes one");

    public string NewerRecording => Say("더 새로운 버전의 메아리가 만든 기록입니다", "a newer version of Meari wrote it");

    public string DamagedLine => Say("이벤트가 아닙니다", "it is no event");

    public string CutOffLine => Say("끝까지 기록되지 않았습니다", "it was not written to its end");

    public string LineTooLong => Say("줄이 너무 깁니다", "the line is too long");

    public string DiskIsFull => Say("디스크가 가득 찼습니다", "the disk is full");

    public string CannotWriteFile(string file, string why) => Say(
        $"meari: '{Escape.Text(file)}'에 쓸 수 없습니다. {why}. 보여 주기는 계속하지만 기록은 여기까지입니다.",
        $"meari: cannot write to '{Escape.Text(file)}': {why}. Showing goes on; the file ends here.");

    public string CannotCreateFile(string file, string why) => Say(
        $"meari: 파일 '{Escape.Text(file)}'을(를) 만들 수 없습니다. {why}. 다른 이름을 쓰세요.",
        $"meari: cannot create the file '{Escape.Text(file)}': {why}. Take another name.");

    /// <summary>The last line.</summary>
    public string Watched(long events, long connections, long losses) => Say(
        $"이벤트 {Units.Count(events)}개, 접속 {Units.Count(connections)}개를 보았습니다." + (losses > 0 ? $" 놓친 곳이 {Units.Count(losses)}군데 있습니다." : ""),
        $"{Units.Count(events)} {(events == 1 ? "event" : "events")}, {Units.Count(connections)} {(connections == 1 ? "connection" : "connections")}."
            + (losses > 0 ? $" Something was lost in {Units.Count(losses)} {(losses == 1 ? "place" : "places")}." : ""));
}
