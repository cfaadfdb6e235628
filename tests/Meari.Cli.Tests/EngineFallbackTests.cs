using System.Net.Sockets;

namespace Meari.Cli.Tests;

/// <summary>Where io_uring is forbidden the server runs on epoll, and one line says why.</summary>
[Trait("Engine", "none")]
public sealed class EngineFallbackTests : IDisposable
{
    readonly ForbiddenCall _forbidden = ForbiddenCall.IoUring();

    public void Dispose() => _forbidden.Dispose();

    /// <summary>EPERM and ENOSYS are what filters answer; the other errnos are the kernel's own answers to what it cannot or may not do.</summary>
    [Theory]
    [InlineData(ForbiddenCall.EPERM, "auto", "en", "io_uring: forbidden by seccomp; using epoll")]
    [InlineData(ForbiddenCall.EPERM, "io_uring", "ko", "io_uring: seccomp 필터가 금지해서 epoll 엔진을 씁니다")]
    [InlineData(38, "auto", "ko", "io_uring: seccomp 필터가 금지해서 epoll 엔진을 씁니다")]
    [InlineData(22, "auto", "en", "io_uring: needs Linux 6.17 or newer; using epoll")]
    [InlineData(12, "auto", "en", "io_uring: the limit of locked memory (RLIMIT_MEMLOCK) is too small; using epoll")]
    [InlineData(24, "io_uring", "en", "io_uring: error 24; using epoll")]
    public async Task Forbidden_by_a_filter_it_is_one_line_and_the_server_echoes_on_epoll(int error, string engine, string language, string told)
    {
        await using RunningProgram server = _forbidden.Start(error, language, "serve", "127.0.0.1:0", "--engine", engine);
        await EchoesOnEpoll(server, told);
    }

    [Fact]
    public async Task An_engine_that_does_not_need_it_says_nothing_of_it()
    {
        await using RunningProgram server = _forbidden.Start(ForbiddenCall.EPERM, "en", "serve", "127.0.0.1:0", "--engine", "epoll");
        Assert.Equal("epoll", (await MeariProgram.Listening(server)).Engine);
        Assert.StartsWith("Listening on ", server.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_the_reason_goes_to_stderr_and_the_engine_to_stdout()
    {
        await using RunningProgram server = _forbidden.Start(ForbiddenCall.EPERM, "en", "serve", "127.0.0.1:0", "--json", "--engine", "auto");
        await EchoesOnEpoll(server, "io_uring: forbidden by seccomp; using epoll");
        Assert.Contains("\"engine\":\"epoll\"", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("seccomp", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_books_server_does_not_speak_of_engines()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        string[] command = _forbidden.Command(ForbiddenCall.EPERM, "ko", "serve", "--book", "--engine", "auto");
        await using RunningProgram server = network.Start(command[0], command[1..], "en");
        await SamplePrograms.Listening(network);
        await using RunningProgram client = network.Start("nc", ["-N", "127.0.0.1", "9000"]);
        await client.Type("x\n");
        await client.OutputHas("x\n");
        client.EndInput();
        Assert.Equal(0, await client.Exit());
        await server.OutputHas("클라이언트 종료");
        Assert.Empty(server.Error);
    }

    [Theory]
    [InlineData("en", "io_uring: forbidden by seccomp; using epoll\n")]
    [InlineData("ko", "io_uring: seccomp 필터가 금지해서 epoll 엔진을 씁니다\n")]
    public async Task A_client_that_asked_for_the_engine_is_told_and_served(string language, string told)
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            await using RunningProgram client = _forbidden.Start(
                ForbiddenCall.EPERM, language, "connect", $":{port}", "--message", "hello", "--engine", "io_uring");
            Assert.Equal(0, await client.Exit());
            Assert.Equal(told, client.Error);
            Assert.Contains(" hello", client.Output.Split('\n')[^2], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_client_that_asked_for_none_is_told_nothing()
    {
        Assert.SkipWhen(TestEngine.Name is not null, "This run asks every client for an engine.");
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            await using RunningProgram client = _forbidden.Start(ForbiddenCall.EPERM, "en", "connect", $":{port}", "--message", "hello");
            Assert.Equal(0, await client.Exit());
            Assert.Empty(client.Error);
        }
    }

    /// <summary>
    /// The sysctl itself would forbid io_uring to the whole machine. Here the program alone sees it set, in a mount namespace, and a filter
    /// gives the kernel's answer.
    /// </summary>
    [Theory]
    [InlineData("2", "en", "io_uring: disabled by the sysctl kernel.io_uring_disabled; using epoll")]
    [InlineData("1", "ko", "io_uring: sysctl kernel.io_uring_disabled가 금지해서 epoll 엔진을 씁니다")]
    public async Task Disabled_by_the_sysctl_it_is_told_from_a_filter(string value, string language, string told)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "A mount namespace needs root on Linux.");
        Assert.SkipUnless(File.Exists("/proc/sys/kernel/io_uring_disabled"), "This kernel has no such sysctl (it is of Linux 6.6).");
        string sysctl = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(sysctl, value + "\n");
            string[] command = _forbidden.Command(ForbiddenCall.EPERM, language, "serve", "127.0.0.1:0", "--engine", "auto");
            await using RunningProgram server = RunningProgram.Start(
                "unshare", ["--mount", "sh", "-c", "mount --bind \"$0\" /proc/sys/kernel/io_uring_disabled && exec \"$@\"", sysctl, .. command], "en");
            await EchoesOnEpoll(server, told);
        }
        finally
        {
            File.Delete(sysctl);
        }
    }

    [Theory]
    [InlineData("en", "io_uring: the limit of locked memory (RLIMIT_MEMLOCK) is too small; using epoll")]
    [InlineData("ko", "io_uring: 잠글 수 있는 메모리 한도(RLIMIT_MEMLOCK)가 작아서 epoll 엔진을 씁니다")]
    public async Task Without_memory_to_lock_it_is_one_line_and_the_server_echoes_on_epoll(string language, string told)
    {
        await AsNobody(0, language, async server => await EchoesOnEpoll(server, told));
    }

    /// <summary>Room for one loop or two, of eight. It was once used with those that there were, and nothing said.</summary>
    [Theory]
    [InlineData("en", @"^io_uring: the limit of locked memory \(RLIMIT_MEMLOCK\) is too small; using \d threads? only\n")]
    [InlineData("ko", @"^io_uring: 잠글 수 있는 메모리 한도\(RLIMIT_MEMLOCK\)가 작아서 스레드를 \d개만 씁니다\n")]
    public async Task With_memory_to_lock_for_some_threads_alone_it_says_so_and_echoes(string language, string told) =>
        await AsNobody(256 * 1024, language, async server =>
        {
            (int port, string engine) = await MeariProgram.Listening(server);
            Assert.Equal("io_uring", engine);
            Assert.Matches(told, server.Error);
            using Socket client = await Plain.Connect(port);
            Assert.Equal("echo"u8.ToArray(), await client.Echo("echo"u8.ToArray()));
        });

    /// <summary>Root may lock memory without limit, so another user runs the program: a copy, since its own directory may be closed to him.</summary>
    static async Task AsNobody(int lockedMemory, string language, Func<RunningProgram, Task> test)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "To become another user needs root on Linux.");
        Assert.SkipUnless(await IoUringWorks(), "Here io_uring cannot be used by root either.");
        string copy = Directory.CreateTempSubdirectory("meari-memlock-").FullName;
        try
        {
            await using (RunningProgram copying = RunningProgram.Start(
                "bash", ["-c", "cp -r \"$0\"/. \"$1\" && chmod -R a+rX \"$1\"", Path.GetDirectoryName(MeariProgram.Path)!, copy]))
                Assert.Equal(0, await copying.Exit());
            string program = Path.Combine(copy, "meari");
            await using (RunningProgram version = StartAsNobody(lockedMemory, "en", program, "--version"))
                Assert.SkipUnless(await version.Exit() == 0, "Here .NET itself is closed to other users.");
            await using RunningProgram server = StartAsNobody(lockedMemory, language, program, "serve", "127.0.0.1:0", "--engine", "auto", "--threads", "8");
            await test(server);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    /// <remarks>Locked memory is counted for each user, so it is one that no other test runs as.</remarks>
    static RunningProgram StartAsNobody(int lockedMemory, string language, params string[] command) => RunningProgram.Start(
        "setpriv", ["--reuid=65531", "--regid=65531", "--clear-groups", "prlimit", $"--memlock={lockedMemory}:{lockedMemory}", .. command], language);

    static async Task<bool> IoUringWorks()
    {
        await using RunningProgram server = MeariProgram.Start("serve", "127.0.0.1:0", "--engine", "io_uring");
        return (await MeariProgram.Listening(server)).Engine == "io_uring";
    }

    static async Task EchoesOnEpoll(RunningProgram server, string told)
    {
        (int port, string engine) = await MeariProgram.Listening(server);
        Assert.Equal("epoll", engine);
        string[] lines = server.Error.Split('\n');
        Assert.Equal(told, lines[0]);
        Assert.Equal(3, lines.Length); // the reason, where it listens, and what follows the last line's end
        using Socket client = await Plain.Connect(port);
        Assert.Equal("echo"u8.ToArray(), await client.Echo("echo"u8.ToArray()));
    }
}
