namespace Meari.Text;

/// <summary>What <c>meari lab</c> says around an experiment's own words.</summary>
internal static class LabTexts
{
    public static Words Question => new("질문", "Question");

    public static Words YourPrediction => new("예측(번호, 그냥 Enter는 건너뜀): ", "Your prediction (a number; Enter skips): ");

    public static Words Predicted => new("예측", "Prediction");

    public static Words Right => new("예측이 맞았습니다.", "The prediction was right.");

    public static Words Wrong => new("예측과 달랐습니다.", "It was not as predicted.");

    public static Words Answer => new("답", "Answer");

    public static Words Read => new("더 읽기", "To read");

    public static Words Yourself => new("직접 하기", "Yourself");

    public static Words OwnHands(string name) => new(
        $"meari lab {name} --by-hand, 직접 작성한 서버로: meari lab {name} -- ./TCPServer",
        $"meari lab {name} --by-hand; with a server of your own: meari lab {name} -- ./TCPServer");

    /// <summary>Followed by the step.</summary>
    public static Words StoppedIn => new("그만둔 단계", "Stopped in step");

    /// <summary>Over the cards that belong to an experiment.</summary>
    public static Words Cards => new("카드", "Cards");

    public static Words Local => new("지역 주소", "Local address");

    public static Words Remote => new("원격 주소", "Remote address");

    public static Words SocketStates => new("본 소켓과 상태의 변화", "Sockets seen, and how their states changed");

    public static Words States => new("상태", "States");

    public static Words Sockets => new("본 소켓과 마지막 상태", "Sockets seen, and their last state");

    public static Words Passed => new("통과", "passed");

    public static Words Failed => new("실패", "failed");

    public static Words Skipped => new("건너뜀", "skipped");

    public static Words Checks => new("확인", "Checks");

    /// <summary>How many of how many.</summary>
    public static Words ChecksPassed(string count) => new($"확인 {count}", $"{count} checks");

    public static Words Experiment => new("이름", "Name");

    public static Words Outcome => new("결과", "Outcome");

    public static Words Time => new("시간", "Time");

    public static Words Document => new("메아리 실험 보고서", "Meari: report of the experiments");

    /// <summary>How a list of experiments ends.</summary>
    public static Words HowToRun => new(
        "실행: meari lab 이름, 모두 실행: meari lab --all, 실습을 직접 하기: meari lab 4-2 --by-hand, 직접 작성한 서버로: meari lab 4-2 -- ./TCPServer",
        "Run one: meari lab NAME; all of them: meari lab --all; an exercise with your own hands: meari lab 4-2 --by-hand, or with your own server: meari lab 4-2 -- ./TCPServer");

    /// <summary>The last line of <c>--all</c>.</summary>
    public static Words Total(int passed, int failed, int skipped) => new(
        $"통과 {passed}, 실패 {failed}, 건너뜀 {skipped}",
        $"{passed} passed, {failed} failed, {skipped} skipped");
}
