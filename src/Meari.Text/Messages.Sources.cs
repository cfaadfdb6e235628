using System.Globalization;

namespace Meari.Text;

/// <summary>What a source that is missing costs, why it is missing, and how to get it; one line each.</summary>
internal sealed partial class Messages
{
    public string NoCalls(string why, string how) => Say(
        $"meari: 소켓 함수 호출을 볼 수 없습니다(strace). {why}. 호출과 그 결과가 빠집니다.{Space(how)}",
        $"meari: socket calls cannot be seen (strace): {why}. Calls and their results are missing.{Space(how)}");

    public string NoProgramCalls(string program, string why, string how) => Say(
        $"meari: '{Escape.Text(program)}' 프로그램을 실행할 수 없습니다. {why}.{Space(how)}",
        $"meari: cannot start '{Escape.Text(program)}': {why}.{Space(how)}");

    public string NoStates(string why, string how) => Say(
        $"meari: 커널에서 상태 변화를 받을 수 없습니다(tracefs). {why}. 소켓 표를 되풀이해 읽어 비교하므로 짧은 상태는 놓치거나 추정합니다.{Space(how)}",
        $"meari: state changes cannot be had from the kernel (tracefs): {why}. Socket tables are compared instead, so short states are missed or inferred.{Space(how)}");

    public string NoSegments(string why, string how) => Say(
        $"meari: 세그먼트를 볼 수 없습니다(패킷 캡처). {why}. 세그먼트는 추정하여 점선으로 그립니다.{Space(how)}",
        $"meari: segments cannot be captured: {why}. They are inferred, and drawn dashed.{Space(how)}");

    public string NoQueues(string why, string how) => Say(
        $"meari: 송수신 버퍼의 양을 읽을 수 없습니다(sock_diag). {why}. 버퍼는 호출과 세그먼트로 계산한 만큼만 보입니다.{Space(how)}",
        $"meari: the buffers cannot be read (sock_diag): {why}. They are shown as far as calls and segments tell.{Space(how)}");

    public string NoRetransmissions(string why, string how) => Say(
        $"meari: 커널에서 재전송을 받을 수 없습니다(tracefs). {why}. 재전송은 순서 번호로만 알아봅니다.{Space(how)}",
        $"meari: retransmissions cannot be had from the kernel (tracefs): {why}. They are known by their sequence numbers alone.{Space(how)}");

    public string OtherNetworkNamespace(int process)
    {
        string id = process.ToString(CultureInfo.InvariantCulture);
        return Say(
            $"meari: 프로세스 {id}은(는) 다른 네트워크 네임스페이스에 있어 세그먼트와 버퍼를 볼 수 없습니다. 세그먼트는 추정하여 점선으로 그립니다. 그 안에서 실행하면 보입니다(sudo nsenter --net=/proc/{id}/ns/net 뒤에 이 명령).",
            $"meari: process {id} is in another network namespace, so its segments and buffers cannot be seen. Segments are inferred, and drawn dashed. Run this there: sudo nsenter --net=/proc/{id}/ns/net, and this command behind it.");
    }

    public string OnlyPort(int port) => Say(
        $"meari: 호출을 볼 수 없어 프로그램의 접속을 가려낼 수 없습니다. 포트 {port.ToString(CultureInfo.InvariantCulture)}의 접속만 봅니다. 다른 포트라면 ':PORT'를 쓰세요.",
        $"meari: without calls nothing says which connections are the program's, so port {port.ToString(CultureInfo.InvariantCulture)} is watched; name another as ':PORT'.");

    public string ProgramEnded(string program, int code) => Say(
        $"{Escape.Text(program)} 프로그램이 끝났습니다(종료 코드 {code.ToString(CultureInfo.InvariantCulture)}).",
        $"{Escape.Text(program)} ended with exit code {code.ToString(CultureInfo.InvariantCulture)}.");

    public string NotOnThisSystem => Say("이 운영체제에서는 할 수 없습니다", "not on this operating system");

    public string NotPermittedHere => Say("이 사용자에게 권한이 없습니다", "this user may not");

    public string KernelLacksIt => Say("이 커널에 없거나 마운트되어 있지 않습니다", "this kernel does not have it, or it is not mounted");

    public string ProgramNotInstalled(string program) => Say($"{Escape.Text(program)} 프로그램이 없습니다", $"the program {Escape.Text(program)} is not installed");

    public string TracedAlready => Say("다른 프로그램이 이미 추적하고 있습니다", "another program traces it already");

    /// <summary>A whole line.</summary>
    public string NoProcess(int process) => Say(
        $"meari: 프로세스 {process.ToString(CultureInfo.InvariantCulture)}번이 없습니다.",
        $"meari: no process {process.ToString(CultureInfo.InvariantCulture)}.");

    /// <summary>One that was watched by its number.</summary>
    /// <param name="process">Its number.</param>
    /// <param name="code">Its exit code, or 128 and the signal's number; null if nobody said.</param>
    public string ProcessEnded(int process, int? code) => Say(
        $"프로세스 {process.ToString(CultureInfo.InvariantCulture)}번이 끝났습니다{(code is { } known ? $"(종료 코드 {known.ToString(CultureInfo.InvariantCulture)})" : "")}.",
        $"process {process.ToString(CultureInfo.InvariantCulture)} ended{(code is { } exit ? $" with exit code {exit.ToString(CultureInfo.InvariantCulture)}" : "")}.");

    public string NoSuchProcess => Say("그런 프로세스가 없습니다", "there is no such process");

    public string UnnamedError(int error) => Say(
        $"오류 번호 {error.ToString(CultureInfo.InvariantCulture)}",
        $"errno {error.ToString(CultureInfo.InvariantCulture)}");

    public string RunAsRoot => Say("sudo로 실행하면 보입니다.", "Run it with sudo.");

    public string GiveNetRaw => Say(
        "sudo로 실행하거나 'sudo setcap cap_net_raw=ep 메아리의 실행 파일'로 권한을 주면 보입니다.",
        "Run it with sudo, or once: sudo setcap cap_net_raw=ep PATH-OF-MEARI.");

    public string InstallStrace => Say("strace를 설치하세요(sudo apt-get install strace).", "Install it: sudo apt-get install strace.");

    public string AllowTracing => Say(
        "sudo로 실행하거나 'sudo sysctl kernel.yama.ptrace_scope=0'으로 허용하세요. '-- 프로그램'으로 실행하면 대개 권한이 필요 없습니다.",
        "Run it with sudo, or allow it: sudo sysctl kernel.yama.ptrace_scope=0. A program started behind '--' mostly needs no right.");

    public string MountTracing => Say(
        "마운트하세요(sudo mount -t tracefs tracefs /sys/kernel/tracing).",
        "Mount it: sudo mount -t tracefs tracefs /sys/kernel/tracing.");

    public string StopOtherTracer => Say("그 프로그램(디버거, strace)을 끝내세요.", "End that one (a debugger, another strace).");

    static string Space(string text) => text.Length > 0 ? " " + text : "";
}
