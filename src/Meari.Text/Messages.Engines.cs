namespace Meari.Text;

/// <summary>What is said of engines, by the names that <c>--engine</c> takes, and why one is not used.</summary>
internal sealed partial class Messages
{
    /// <summary>What there is to know of an engine, behind its name.</summary>
    string Engine(string engine) => engine switch
    {
        "io_uring" => Say(
            "io_uring (리눅스, 시스템 호출 한 번으로 여러 접속에서 수신)",
            "io_uring (Linux: one system call receives from many connections)"),
        "epoll" => Say(
            "epoll (리눅스, 준비된 소켓만 골라서 처리)",
            "epoll (Linux: the kernel says which sockets are ready)"),
        _ => Say(
            $"{engine} (.NET의 소켓, 어느 운영체제에서나 동작)",
            $"{engine} (.NET's own sockets, which run on every system)"),
    };

    /// <summary>Another engine is used than the one that comes first.</summary>
    /// <param name="wanted">The one that comes first.</param>
    /// <param name="why">One of the reasons below.</param>
    /// <param name="used">The one that is used.</param>
    public string EngineNotUsed(string wanted, string why, string used) => Say(
        $"{wanted}: {why} {used} 엔진을 씁니다",
        $"{wanted}: {why}; using {used}");

    /// <summary>The engine is used, with fewer threads than it should have.</summary>
    public string FewerThreads(string engine, string why, int threads) => Say(
        $"{engine}: {why} 스레드를 {Number(threads)}개만 씁니다",
        $"{engine}: {why}; using {Number(threads)} {(threads == 1 ? "thread" : "threads")} only");

    public string EngineNeedsLinux => Say("x86-64나 arm64의 리눅스가 아니어서", "needs Linux on x86-64 or arm64");

    public string NotInKernel => Say("이 커널에 들어 있지 않아서", "not in this kernel");

    public string KernelTooOld => Say("리눅스 6.17 이상이 필요해서", "needs Linux 6.17 or newer");

    public string ForbiddenBySeccomp => Say("seccomp 필터가 금지해서", "forbidden by seccomp");

    public string DisabledBySysctl => Say("sysctl kernel.io_uring_disabled가 금지해서", "disabled by the sysctl kernel.io_uring_disabled");

    public string LockedMemoryLimit => Say("잠글 수 있는 메모리 한도(RLIMIT_MEMLOCK)가 작아서", "the limit of locked memory (RLIMIT_MEMLOCK) is too small");

    public string EngineFailed(int error) => Say($"오류({Number(error)})가 나서", $"error {Number(error)}");
}
