using System.Globalization;

namespace Meari.Text;

/// <summary>What <c>meari sockets</c> says.</summary>
internal sealed partial class Messages
{
    /// <summary>Protocol, local, remote, state, receive queue, send queue, process, timer.</summary>
    public string[] SocketColumns => language == Language.Korean
        ? ["프로토콜", "지역 주소", "원격 주소", "상태", ReceiveQueueColumn, SendQueueColumn, "프로세스", "타이머"]
        : ["Proto", "Local", "Remote", "State", ReceiveQueueColumn, SendQueueColumn, "Process", "Timer"];

    public string ReceiveQueueColumn => Say("수신 큐", "Recv-Q");

    public string SendQueueColumn => Say("송신 큐", "Send-Q");

    public string NoSocket => Say("meari: 조건에 맞는 소켓이 없습니다.", "meari: no socket matches.");

    public string OwnersHidden(int sockets) => Say(
        $"meari: 소켓 {Units.Count(sockets)}개의 프로세스는 다른 사용자의 것이어서 보이지 않습니다. 보려면 root로 실행하세요(sudo).",
        $"meari: the processes of {Units.Count(sockets)} {(sockets == 1 ? "socket" : "sockets")} belong to other users; run as root to see them (sudo).");

    public string TableFromProc(string why) => Say(
        $"meari: sock_diag를 쓸 수 없어({why}) /proc/net/tcp를 읽었습니다. 대기 소켓의 큐 한도와 TCP_INFO는 알 수 없습니다.",
        $"meari: sock_diag cannot be used ({why}); this is /proc/net/tcp, without the limits of accept queues and without TCP_INFO.");

    public string TableFromSystem(string why) => Say(
        $"meari: 주소와 상태만 알 수 있습니다({why}). 큐, 타이머, 프로세스, TCP_INFO는 리눅스에서 볼 수 있습니다.",
        $"meari: addresses and states alone can be known ({why}); queues, timers, processes and TCP_INFO are to be seen on Linux.");

    public string NotLinux => Say("리눅스가 아님", "this is not Linux");

    public string SourceNotPermitted => Say("권한 없음", "not permitted");

    public string SourceNotInKernel => Say("커널에 없음", "not in this kernel");

    public string SourceFailed(int error) => Say($"오류 {Number(error)}", $"error {Number(error)}");

    public string TableInterrupted => Say(
        "meari: 읽는 동안 소켓이 계속 바뀌어, 빠지거나 두 번 나온 소켓이 있을 수 있습니다.",
        "meari: sockets kept changing while they were read; some may be missing or there twice.");

    public string TableTruncated(int most) => Say(
        $"meari: 소켓이 너무 많아 {Units.Count(most)}개까지만 읽었습니다. --port나 --state로 줄여 보세요.",
        $"meari: there are more sockets than {Units.Count(most)}; the rest is missing. --port or --state make them fewer.");

    public string WatchTooOften(string option, TimeSpan least) => Say(
        $"meari: {option} 옵션의 값은 {Duration(least)} 이상이어야 합니다.",
        $"meari: {option} must be at least {Duration(least)}.");

    public string WatchTitle(DateTimeOffset now, int sockets, TimeSpan every) => Say(
        $"meari sockets  {Clock(now)}  소켓 {Units.Count(sockets)}개  {Duration(every)}마다  끝내기: Ctrl-C",
        $"meari sockets  {Clock(now)}  {Units.Count(sockets)} {(sockets == 1 ? "socket" : "sockets")}  every {Duration(every)}  Ctrl-C ends");

    public string MoreLines(int lines) => Say($"… {Units.Count(lines)}줄 더 있음", $"… {Units.Count(lines)} more {(lines == 1 ? "line" : "lines")}");

    /// <summary>Behind a socket that has changed its state.</summary>
    public string WasState(string state) => Say($"(이전: {state})", $"(was {state})");

    public string TimerRetransmission(TimeSpan expires, int count) => Say("재전송 ", "retransmit ") + Timer(expires, count);

    public string TimerKeepAlive(TimeSpan expires, int count) => "keep-alive " + Timer(expires, count);

    public string TimerTimeWait(TimeSpan expires) => Say("종료 대기 ", "time-wait ") + Timer(expires, 0);

    public string TimerProbe(TimeSpan expires, int count) => Say("윈도우 조사 ", "window probe ") + Timer(expires, count);

    /// <summary>Whole seconds from 10 on, tenths below; and how often it has run out.</summary>
    string Timer(TimeSpan expires, int count)
    {
        string seconds = expires.TotalSeconds.ToString(expires.TotalSeconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
        return seconds + Say("초", "s") + (count > 0 ? " ×" + Number(count) : "");
    }

    static string Clock(DateTimeOffset now) => now.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
