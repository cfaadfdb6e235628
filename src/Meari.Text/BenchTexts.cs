using System.Globalization;

namespace Meari.Text;

/// <summary>The words of <c>meari bench</c>'s report, live view and page, in one language. They say nothing that came from outside.</summary>
internal sealed class BenchTexts(Language language)
{
    public Language Language => language;

    public string Requests => Say("요청", "requests");

    public string Connections => Say("접속", "connections");

    public string Faults => Say("오류", "errors");

    public string None => Say("없음", "none");

    public string Latency => Say("지연 시간", "latency");

    public string LatencyHeading => Say("지연 시간", "Latency");

    public string Mean => Say("평균", "mean");

    public string Max => Say("최대", "max");

    /// <summary>Since a request was due.</summary>
    public string Corrected => Say("예정된 때부터", "since it was due");

    /// <summary>Since a request was sent.</summary>
    public string Uncorrected => Say("보낸 때부터", "since it was sent");

    public string RoundTrip => Say("요청에서 응답까지", "to the answer");

    public string Connecting => Say("접속할 때까지", "to connect");

    public string Client => Say("클라이언트", "client");

    public string Throughput => Say("처리량", "throughput");

    public string Sent => Say("송신", "sent");

    public string Received => Say("수신", "received");

    public string LatencyOverTime => Say("시간에 따른 지연 시간", "Latency over time");

    public string PercentileCurve => Say("백분위수별 지연 시간", "Latency by percentile");

    public string RequestsOverTime => Say("시간에 따른 초당 요청 수", "Requests a second over time");

    public string ThroughputOverTime => Say("시간에 따른 처리량", "Throughput over time");

    public string Seconds => Say("초", "seconds");

    public string WarmUp => Say("준비 운전", "warm-up");

    public string OfRequests => Say("이 비율의 요청이 그 안에 응답받음", "of requests were answered within");

    /// <summary>Heads the ratios of one log's latencies to the first one's.</summary>
    public string AgainstFirst => Say("첫 번째의 몇 배", "times the first");

    public static string Ratio(double one, double other) => other <= 0 ? "–" : "×" + Units.ThreeDigits(one / other);

    /// <summary>Among how many in all.</summary>
    public string InAll(long count) => Say($"모두 {Units.Count(count)}건", $"{Units.Count(count)} in all");

    public string Mode(string mode) => mode switch
    {
        "echo" => Say("에코", "echo"),
        "stream" => Say("연속 전송", "stream"),
        "connect" => Say("접속·에코·종료", "connect, echo, close"),
        _ => Say("놀고 있는 접속", "idle connections"),
    };

    public string Connected(int count) => Say($"접속 {Units.Count(count)}개", $"{Units.Count(count)} {(count == 1 ? "connection" : "connections")}");

    public string InFlight(int count) => Say($"접속마다 동시에 {Units.Count(count)}개", $"{Units.Count(count)} in flight on each");

    public string Size(int bytes) => Say($"{Units.Count(bytes)}바이트", Units.Bytes(bytes));

    public string Rate(double rate) => Say($"초당 {Number(rate)}건 예정", $"{Number(rate)} requests a second due");

    public string ClosedLoop => Say("응답을 받으면 다음 요청", "the next when the last is answered");

    public string Kept(int count) => Say($"놀고 있는 접속 {Units.Count(count)}개 유지", $"{Units.Count(count)} idle ones beside");

    public string Engine(string name, int threads) => Say($"{name}, 스레드 {threads}개", threads == 1 ? $"{name}, 1 thread" : $"{name}, {threads} threads");

    public string Measured(TimeSpan window, TimeSpan before) => before > TimeSpan.Zero
        ? Say($"{Duration(window)} 동안 측정했습니다. 그 앞의 준비 운전 {Duration(before)}는 결과에 넣지 않았습니다.", $"{Duration(window)} measured; the {Duration(before)} of warm-up before it are left out.")
        : Say($"{Duration(window)} 동안 측정했습니다. 준비 운전은 없었습니다.", $"{Duration(window)} measured, without a warm-up.");

    /// <summary>Said behind <see cref="Measured"/>, which leaves the warm-up out.</summary>
    public string FaultsInWarmUp(long those, long all) => Say(
        $"오류만은 준비 운전까지 모두 세며, {Units.Count(all)}건 가운데 {Units.Count(those)}건이 그때 났습니다.",
        $"Only errors are those of the whole run: {Units.Count(those)} of {Units.Count(all)} fell in the warm-up.");

    public string PerSecond(double rate) => Say($"초당 {Number(rate)}건", $"{Number(rate)} a second");

    public string Opened(int count, TimeSpan time) => Say($"{Units.Count(count)}개를 여는 데 {Duration(time)}", $"{Units.Count(count)} opened in {Duration(time)}");

    public string StillOpen(int count, int of) => Say($"{Units.Count(of)}개 가운데 {Units.Count(count)}개가 끝까지 열려 있었습니다", $"{Units.Count(count)} of {Units.Count(of)} open to the end");

    public string Waiting(double share)
    {
        string percent = (100 * share).ToString("0", CultureInfo.InvariantCulture);
        return Say(
            $"클라이언트가 전체 시간의 {percent}% 동안 다른 프로그램에 밀려 프로세서를 기다렸습니다. 그만큼이 결과에 섞여 있습니다.",
            $"The client waited for a processor {percent}% of the time, since other programs had it: these figures would be better without them.");
    }

    public string Processor(double share, TimeSpan cpu, long requests)
    {
        string each = requests > 0 ? Say($", 요청마다 프로세서 시간 {Units.Latency(cpu.TotalNanoseconds / requests)}", $", {Units.Latency(cpu.TotalNanoseconds / requests)} of processor time a request") : "";
        string percent = (100 * share).ToString("0", CultureInfo.InvariantCulture);
        return Say($"프로세서를 {percent}% 사용{each}", $"{percent}% busy{each}");
    }

    public string Retransmitted(long segments) => Say($"세그먼트 {Units.Count(segments)}개 재전송", segments == 1 ? "1 segment retransmitted" : $"{Units.Count(segments)} segments retransmitted");

    /// <summary>What a fault is, with the phrase of its outcome where it has one.</summary>
    public string Fault(string fault, string phrase) => fault switch
    {
        "connect" => Say($"접속하지 못함: {phrase}", $"no connection: {phrase}"),
        "reset" => Say("서버가 강제 종료(RST)", "reset by the server"),
        "closed_early" => Say("서버가 먼저 종료(FIN)", "closed early by the server"),
        "corrupted" => Say("다른 바이트가 돌아옴", "other bytes came back"),
        "unexpected" => Say("보낸 것보다 많은 바이트가 돌아옴", "more bytes came back than were sent"),
        "timed_out" => Say("제때 응답하지 않음", "not answered in time"),
        _ => Say($"실패: {phrase}", $"failed: {phrase}"),
    };

    public string FaultCount(long connections, long requests) => (connections, requests) switch
    {
        (0, _) => Say($"요청 {Units.Count(requests)}건", $"{Units.Count(requests)} {Plural(requests, "request")}"),
        (_, 0) => Say($"접속 {Units.Count(connections)}개", $"{Units.Count(connections)} {Plural(connections, "connection")}"),
        _ => Say(
            $"접속 {Units.Count(connections)}개, 요청 {Units.Count(requests)}건",
            $"{Units.Count(connections)} {Plural(connections, "connection")}, {Units.Count(requests)} {Plural(requests, "request")}"),
    };

    /// <summary>Few samples lie beyond a percentile.</summary>
    public string RestsOn(string percentile, long samples) => samples == 0
        ? Say($"{percentile} 바깥에는 표본이 하나도 없어 최댓값과 같습니다. 더 오래 재야 뜻이 있습니다.", $"Nothing lies beyond {percentile}; it is the maximum. It means something only after a longer run.")
        : Say($"{percentile} 바깥의 표본은 {Units.Count(samples)}개뿐이라 다시 재면 크게 달라질 수 있습니다.", $"{percentile} rests on {Units.Count(samples)} {Plural(samples, "sample")}: another run may say something quite different.");

    public string ClientSaturated => Say(
        "클라이언트가 프로세서 시간을 다 썼습니다. 서버가 아니라 클라이언트를 잰 결과일 수 있습니다. --threads를 늘리거나 부하를 줄이세요.",
        "The client had no processor time left: this may measure the client, not the server. Give it more --threads, or less load.");

    public string ScheduleBehind(long late) => Say(
        $"요청 {Units.Count(late)}건을 클라이언트 탓에 1밀리초 넘게 늦게 보냈습니다. 지연 시간에 클라이언트의 지연이 섞여 있습니다.",
        $"The client itself sent {Units.Count(late)} {Plural(late, "request")} more than a millisecond late: its own delay is in these latencies.");

    public string Unanswered(long requests, TimeSpan longest) => Say(
        $"끝낼 때까지 응답을 받지 못한 요청이 {Units.Count(requests)}건이고, 가장 오래된 것은 {Units.Latency((long)longest.TotalNanoseconds)} 전에 보낼 요청이었습니다. 위의 백분위수에는 들어 있지 않습니다.",
        $"{Units.Count(requests)} {Plural(requests, "request")} had no answer when the run was ended; the oldest had been due for {Units.Latency((long)longest.TotalNanoseconds)}. No percentile has {(requests == 1 ? "it" : "them")}.");

    public string Failed(long requests) => Say(
        $"제대로 된 응답을 받지 못한 요청 {Units.Count(requests)}건은 백분위수에 들어 있지 않습니다. 그 응답을 기다린 쪽이 겪은 지연은 위의 수치보다 나쁩니다.",
        $"{Units.Count(requests)} {Plural(requests, "request")} got no good answer, and no percentile has {(requests == 1 ? "it" : "them")}: who waited for one saw worse than these figures.");

    public string RateMissed(double rate, double asked, long unsent)
    {
        string never = unsent > 0 ? Say($" 보낼 때가 지났는데 보내지 못한 요청이 {Units.Count(unsent)}건이고, 위의 백분위수에는 들어 있지 않습니다.", $" {Units.Count(unsent)} {Plural(unsent, "request")} that {(unsent == 1 ? "was" : "were")} due could not be sent, and no percentile has them.") : "";
        return Say($"서버가 예정을 따라오지 못했습니다. 초당 {Number(asked)}건이 예정이었고 {Number(rate)}건에 응답했습니다.{never}", $"The server did not keep the rate: {Number(rate)} of {Number(asked)} a second were answered.{never}");
    }

    public string Interrupted => Say("중간에 끝냈습니다. 그때까지 잰 결과입니다.", "Ended early: this is what was measured until then.");

    /// <summary>While the connections open.</summary>
    public string Opening(int count) => Say($"접속 {Units.Count(count)}개를 여는 중", $"opening {Units.Count(count)} {Plural(count, "connection")}");

    public string Progress(double second, double of) => Say($"{second:0}/{of:0}초", $"{second:0}/{of:0} s");

    /// <summary>What a search for the highest rate looks for.</summary>
    public string Searching(string target) => Say($"{target}을(를) 지키는 가장 높은 속도를 찾습니다", $"looking for the highest rate that keeps {target}");

    /// <summary>Whether a rate was kept, and if not, why, where that needs words.</summary>
    public string Keeps(bool keeps, string why) => keeps ? Say("지킴", "kept") : Say("어김", "missed") + InBrackets(why);

    public string NoProcessorTime => Say("클라이언트의 프로세서 시간이 다함", "the client had no processor time left");

    public string ClientLate(long late) => Say($"클라이언트가 요청 {Units.Count(late)}건을 늦게 보냄", $"the client itself sent {Units.Count(late)} {Plural(late, "request")} late");

    public string Unsent(long unsent) => Say($"요청 {Units.Count(unsent)}건을 보내지 못함", $"{Units.Count(unsent)} {Plural(unsent, "request")} could not be sent");

    public string Highest(double rate, string target) => Say($"{target}을(를) 지키는 가장 높은 속도: 초당 {Number(rate)}건", $"the highest rate that keeps {target}: {Number(rate)} a second");

    /// <summary>The highest that was kept in a search that came to no end.</summary>
    public string AtLeast(double rate, string target) => Say(
        $"지금까지 {target}을(를) 지킨 가장 높은 속도: 초당 {Number(rate)}건. 더 높은 속도도 지킬 수 있을지는 알 수 없습니다",
        $"the highest rate that kept {target} so far: {Number(rate)} a second; whether a higher one would is not known");

    public string SearchInterrupted(string target) => Say(
        $"{target}을(를) 지키는 가장 높은 속도를 찾기 전에 중단했습니다",
        $"interrupted before the highest rate that keeps {target} was found");

    /// <summary>A search that came to the client's end first.</summary>
    public string ClientLimit(double rate, string why) => Say(
        $"한계는 서버가 아니라 클라이언트였습니다(초당 {Number(rate)}건, {why}). --threads를 늘리거나 다른 컴퓨터에서 재세요.",
        $"The client was the limit, not the server: at {Number(rate)} a second, {why}. Give it more --threads, or another machine.");

    public string NoRate(string target, double rate, string why) => Say(
        $"초당 {Number(rate)}건에서도 {target}을(를) 지키지 못했습니다{InBrackets(why)}",
        $"even {Number(rate)} a second do not keep {target}{InBrackets(why)}");

    static string InBrackets(string why) => why.Length == 0 ? "" : $" ({why})";

    public static string Number(double number) => number.ToString(number < 100 ? "#,##0.##" : "#,##0", CultureInfo.InvariantCulture);

    static string Plural(long count, string word) => count == 1 ? word : word + "s";

    string Duration(TimeSpan time) => Units.Duration(TimeSpan.FromMilliseconds(Math.Round(time.TotalMilliseconds)), language);

    string Say(string korean, string english) => language == Language.Korean ? korean : english;
}
