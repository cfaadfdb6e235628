using System.Net.Sockets;
using Meari.Text;

namespace Meari.Cli.Tests;

/// <summary>What --engine and --threads make of a server, and the sentence for each reason why an engine is not used.</summary>
[Trait("Engine", "none")]
public sealed class EngineOptionTests
{
    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task The_engine_that_is_asked_for_serves_and_is_named(string engine)
    {
        await using RunningProgram server = MeariProgram.StartEnglish("serve", "127.0.0.1:0", "--engine", engine);
        (int port, string used) = await MeariProgram.Listening(server);
        Assert.Equal(engine, used);
        Assert.StartsWith("Listening on ", server.Error, StringComparison.Ordinal);
        using Socket client = await Plain.Connect(port);
        Assert.Equal([1], await client.Echo([1]));
    }

    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Clients_and_servers_of_any_engine_understand_each_other(string engine)
    {
        await using RunningProgram server = MeariProgram.StartEnglish("serve", "127.0.0.1:0");
        (int port, _) = await MeariProgram.Listening(server);
        await using RunningProgram client = MeariProgram.StartEnglish("connect", $":{port}", "--engine", engine, "--message", "hello");
        Assert.Equal(0, await client.Exit());
        Assert.EndsWith("[data received] hello\n", client.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "--threads", "3")]
    [InlineData(1, "--one-at-a-time")]
    public async Task So_many_threads_serve_as_were_asked_for(int expected, params string[] options)
    {
        await using RunningProgram server = MeariProgram.Start(["serve", "127.0.0.1:0", "--engine", "epoll", .. options]);
        await MeariProgram.Listening(server);
        Assert.Equal(expected, Loops(server));
    }

    [Fact]
    public async Task Without_a_number_each_processor_that_may_be_used_has_a_thread()
    {
        await using RunningProgram all = MeariProgram.Start("serve", "127.0.0.1:0", "--engine", "epoll");
        await using RunningProgram one = RunningProgram.Start("taskset", ["-c", "0", MeariProgram.Path, "serve", "127.0.0.1:0", "--engine", "epoll"]);
        await MeariProgram.Listening(all);
        await MeariProgram.Listening(one);
        Assert.Equal(Environment.ProcessorCount, Loops(all));
        Assert.Equal(1, Loops(one));
    }

    /// <summary>An engine's threads bear its name.</summary>
    static int Loops(RunningProgram server) => Directory.GetDirectories($"/proc/{server.Id}/task")
        .Count(static task => File.ReadAllText(task + "/comm").StartsWith("Meari epoll", StringComparison.Ordinal));

    [Theory]
    [InlineData(TcpEngineObstacle.NotLinux, "io_uring: needs Linux on x86-64 or arm64; using epoll", "io_uring: x86-64나 arm64의 리눅스가 아니어서 epoll 엔진을 씁니다")]
    [InlineData(TcpEngineObstacle.NotInKernel, "io_uring: not in this kernel; using epoll", "io_uring: 이 커널에 들어 있지 않아서 epoll 엔진을 씁니다")]
    [InlineData(TcpEngineObstacle.KernelTooOld, "io_uring: needs Linux 6.17 or newer; using epoll", "io_uring: 리눅스 6.17 이상이 필요해서 epoll 엔진을 씁니다")]
    [InlineData(TcpEngineObstacle.ForbiddenBySeccomp, "io_uring: forbidden by seccomp; using epoll", "io_uring: seccomp 필터가 금지해서 epoll 엔진을 씁니다")]
    [InlineData(
        TcpEngineObstacle.DisabledBySysctl, "io_uring: disabled by the sysctl kernel.io_uring_disabled; using epoll", "io_uring: sysctl kernel.io_uring_disabled가 금지해서 epoll 엔진을 씁니다")]
    [InlineData(
        TcpEngineObstacle.LockedMemoryLimit,
        "io_uring: the limit of locked memory (RLIMIT_MEMLOCK) is too small; using epoll",
        "io_uring: 잠글 수 있는 메모리 한도(RLIMIT_MEMLOCK)가 작아서 epoll 엔진을 씁니다")]
    [InlineData(TcpEngineObstacle.Other, "io_uring: error 5; using epoll", "io_uring: 오류(5)가 나서 epoll 엔진을 씁니다")]
    public void Each_reason_has_its_sentence_in_both_languages(TcpEngineObstacle obstacle, string english, string korean)
    {
        TcpEngineChoice choice = new(TcpEngine.Epoll, TcpEngine.IoUring, obstacle, 5);
        Assert.Equal(english, Reasons.NotUsed(new(Language.English), TcpEngine.IoUring, choice));
        Assert.Equal(korean, Reasons.NotUsed(new(Language.Korean), TcpEngine.IoUring, choice));
    }

    [Fact]
    public void Nothing_is_said_where_nobody_expects_another_engine()
    {
        Messages messages = new(Language.English);
        Assert.Null(Reasons.NotUsed(messages, TcpEngine.Epoll, new(TcpEngine.Epoll, TcpEngine.Epoll)));
        Assert.Null(Reasons.NotUsed(messages, TcpEngine.Auto, new(TcpEngine.Sockets, TcpEngine.Auto, TcpEngineObstacle.NotLinux)));
        Assert.Equal(
            "epoll: needs Linux on x86-64 or arm64; using sockets",
            Reasons.NotUsed(messages, TcpEngine.Epoll, new(TcpEngine.Sockets, TcpEngine.Epoll, TcpEngineObstacle.NotLinux)));
    }
}
