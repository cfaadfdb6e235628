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

    public string FileIsFolder => Say("파일이 아니라 폴더입니다", "it is a folder");

    public string FileInUse => Say("다른 프로그램이 쓰고 있습니다", "another program is using it");

    public string FileSystemIsReadOnly => Say("읽기 전용 파일 시스템입니다", "the file system is read-only");

    public string FileNameTooLong => Say("이름이 너무 깁니다", "the name is too long");

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

    public string NoSpaceForFile(string file) => Say(
        $"meari: 파일 '{Escape.Text(file)}'을(를) 만들 수 없습니다. {DiskIsFull}. 자리를 비우거나 다른 디스크의 이름을 쓰세요.",
        $"meari: cannot create the file '{Escape.Text(file)}': {DiskIsFull}. Free some space, or name a file on another disk.");

    /// <summary>The last line.</summary>
    /// <param name="events">Shown.</param>
    /// <param name="connections">Seen.</param>
    /// <param name="lost">Events that were lost.</param>
    /// <param name="isAtLeast">Whether more may have been lost than that.</param>
    public string Watched(long events, long connections, long lost, bool isAtLeast) => Say(
        $"이벤트 {Units.Count(events)}개, 접속 {Units.Count(connections)}개를 보았습니다." + KoreanLost(lost, isAtLeast),
        $"{Units.Count(events)} {(events == 1 ? "event" : "events")}, {Units.Count(connections)} {(connections == 1 ? "connection" : "connections")}." + EnglishLost(lost, isAtLeast));

    static string KoreanLost(long lost, bool isAtLeast) => (lost, isAtLeast) switch
    {
        (0, false) => "",
        (0, true) => " 놓친 이벤트가 있지만 수는 알 수 없습니다.",
        _ => $" 이벤트 {Units.Count(lost)}개{(isAtLeast ? " 이상을" : "를")} 놓쳤습니다.",
    };

    static string EnglishLost(long lost, bool isAtLeast) => (lost, isAtLeast) switch
    {
        (0, false) => "",
        (0, true) => " Events were lost; nobody knows how many.",
        _ => $" {(isAtLeast ? "At least " : "")}{Units.Count(lost)} {(lost == 1 ? "event was" : "events were")} lost.",
    };
}
