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
    public static Words HowToRun => new("실행: meari lab 이름, 모두 실행: meari lab --all", "Run one: meari lab NAME; all of them: meari lab --all");

    /// <summary>The last line of <c>--all</c>.</summary>
    public static Words Total(int passed, int failed, int skipped) => new(
        $"통과 {passed}, 실패 {failed}, 건너뜀 {skipped}",
        $"{passed} passed, {failed} failed, {skipped} skipped");
}
