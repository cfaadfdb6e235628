using Meari.Observe;
using Meari.Text;

namespace Meari.Lab;

/// <summary>Why something is skipped, and how to get it.</summary>
internal static class LabReasons
{
    public static Words NoSegments => new(
        "세그먼트를 볼 권한이 없습니다. sudo로 실행하면 확인합니다.",
        "Segments cannot be captured by this user; run it with sudo.");

    public static Words NoIPv6 => new("이 컴퓨터의 루프백에 IPv6가 없습니다.", "The loopback interface has no IPv6 here.");

    public static Words MayNotLose => new(
        "이 커널은 TCP 소켓의 필터를 관리자에게만 허락합니다. sudo로 실행하면 확인합니다.",
        "This kernel lets only an administrator filter a TCP socket; run it with sudo.");

    public static Words NotLinux => new("리눅스에서만 할 수 있는 실험입니다.", "This experiment runs on Linux only.");

    public static Words TookTooLong => new("제한 시간 안에 끝나지 않았습니다.", "It did not end within its limit.");

    /// <summary>A program that the reader has named.</summary>
    public static Words NotStarted(string file, SourceStatus status) => new(
        $"'{file}' 프로그램을 실행할 수 없습니다. {SourceReasons.NotStarted(new Messages(Language.Korean), status)}.",
        $"'{file}' cannot be started: {SourceReasons.NotStarted(new Messages(Language.English), status)}.");

    public static Words Broke(string error) => new($"실험을 계속할 수 없습니다({error}).", $"The experiment could not go on ({error}).");
}
