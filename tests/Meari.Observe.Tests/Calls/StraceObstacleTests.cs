using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Meari.Interop.Linux;
using Meari.Observe.Calls;

namespace Meari.Observe.Tests.Calls;

public sealed class StraceObstacleTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("meari-obstacles-").FullName;

    public StraceObstacleTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "strace is Linux's.");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    string MakeFile(string name, string content, bool isExecutable)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, content);
        if (isExecutable && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }

    static async Task<SourceStatus> StartAsync(StraceCalls calls)
    {
        CollectingSink sink = new();
        SourceStatus status = calls.Start(sink);
        await calls.DisposeAsync();
        Assert.Empty(sink.Events);
        Assert.False(calls.Exit.IsCompleted);
        return status;
    }

    [Fact]
    public async Task Without_strace_a_program_can_be_launched_untraced()
    {
        CollectingSink sink = new();
        StraceCalls calls = StraceCalls.Launch(
            CPrograms.Compile(CPrograms.EchoServer), ["0"], new() { Strace = "no-such-strace", Output = ProgramOutput.Text });
        Assert.Equal(new(SourceObstacle.ProgramMissing, Errno.ENOENT, "strace"), calls.Start(sink));
        Assert.Null(calls.ProgramId);
        Assert.Equal(SourceStatus.Works, calls.StartUntraced(sink));
        Assert.Equal(7, await calls.Exit);
        await calls.DisposeAsync();
        Assert.Equal(calls.ProgramId, Assert.Single(sink.Texts).Process);
        Assert.Empty(sink.Calls);
    }

    [Fact]
    public async Task A_strace_that_may_not_trace_says_so()
    {
        // A traced process cannot be traced again: the kernel refuses, as it does in a container without CAP_SYS_PTRACE.
        string traced = MakeFile("traced-strace", "#!/bin/sh\nexec strace -f -e trace=none -o /dev/null strace \"$@\"\n", isExecutable: true);
        StraceCalls calls = StraceCalls.Launch("true", [], new() { Strace = traced });
        SourceStatus status = await StartAsync(calls);
        Assert.Equal((SourceObstacle.NotPermitted, Errno.EPERM), (status.Obstacle, status.Error));
        Assert.Contains("Operation not permitted", status.Detail, StringComparison.Ordinal);
        Assert.Null(calls.ProgramId);
    }

    [Theory]
    [InlineData("missing", Errno.ENOENT)]
    [InlineData("not-executable", Errno.EACCES)]
    [InlineData("garbage", Errno.ENOEXEC)]
    [InlineData("directory", Errno.EACCES)]
    [InlineData("no-interpreter", Errno.ENOENT)]
    public async Task A_program_that_cannot_be_executed_is_told_apart(string fault, int error)
    {
        string path = fault switch
        {
            "missing" => "/no/such\u001b[2Jprogram",
            "not-executable" => MakeFile("text", "text", isExecutable: false),
            "garbage" => MakeFile("garbage", "\u0001\u0002\u0003garbage", isExecutable: true),
            "no-interpreter" => MakeFile("script", "#!/no/such/interpreter\n", isExecutable: true),
            _ => _directory,
        };
        // Its output is captured, so that strace's words do not show among the tests'.
        Assert.Equal(
            new(SourceObstacle.Failed, error, Text.Escape.Text(path)), await StartAsync(StraceCalls.Launch(path, [], new() { Output = ProgramOutput.Text })));
    }

    [Fact]
    public async Task A_name_that_is_not_in_the_path_is_not_found() =>
        Assert.Equal(new(SourceObstacle.Failed, Errno.ENOENT, "no-such-program"), await StartAsync(StraceCalls.Launch("no-such-program", [])));

    [Fact]
    public async Task A_process_that_is_gone_is_no_such_process()
    {
        using Process ended = Process.Start("true");
        int process = ended.Id;
        await ended.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new(SourceObstacle.NoSuchProcess, Errno.ESRCH), await StartAsync(StraceCalls.Attach(process)));
    }

    [Fact]
    public async Task A_program_does_not_watch_itself() =>
        Assert.Equal(new(SourceObstacle.Failed, Errno.EINVAL), await StartAsync(StraceCalls.Attach(Environment.ProcessId)));

    [Fact]
    public async Task A_launched_program_keeps_the_terminals_input_and_signals_and_strace_does_not_get_them()
    {
        StraceCalls calls = StraceCalls.Launch("sleep", ["60"]);
        Assert.Equal(SourceStatus.Works, calls.Start(new CollectingSink()));
        int program = calls.ProgramId!.Value, strace = ProcessFiles.TracerOf(program)!.Value;
        Assert.Equal(Link("self"), Link($"{program}"));
        Assert.Equal(Group("self"), Group($"{program}"));
        Assert.NotEqual(Group("self"), Group($"{strace}"));
        ulong ignored = Convert.ToUInt64(File.ReadLines($"/proc/{program}/status")
            .First(static l => l.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim(), 16);
        // .NET ignores SIGPIPE; a C program that dies of it must do so when it is watched, too.
        Assert.Equal(0u, ignored & (1 << (13 - 1)));
        bool isIgnored = (ignored & 2) != 0;
        Assert.True(calls.InterruptProgram());
        // Where the tests themselves were started with SIGINT ignored, as a shell's background jobs are, their children ignore it too.
        if (isIgnored)
            Assert.True(calls.EndProgram());
        Assert.Equal(128 + (isIgnored ? Libc.SIGTERM : Libc.SIGINT), await calls.Exit);
        await calls.DisposeAsync();
        Assert.Null(ProcessFiles.StartOf(strace));

        static string? Link(string process) => new FileInfo($"/proc/{process}/fd/0").LinkTarget;
        static string Group(string process) => File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].Split(' ')[2];
    }

    [Fact]
    public async Task Children_that_outlive_the_program_are_let_go()
    {
        CollectingSink sink = new();
        StraceCalls calls = StraceCalls.Launch("sh", ["-c", "sleep 60 & echo $!; exit 3"], new() { Output = ProgramOutput.Text });
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        TextEvent said = await sink.WaitForAsync<TextEvent>(static _ => true);
        int child = int.Parse(said.Text, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(3, await calls.Exit);
        Assert.NotEqual(0, ProcessFiles.TracerOf(child));
        await calls.DisposeAsync();
        Assert.Equal(0, ProcessFiles.TracerOf(child));
        Assert.Equal(0, Libc.Kill(child, Libc.SIGKILL));
    }

    /// <summary>strace was looked for as the program's tracer, and not found once that was gone: then nothing told it to let go, and stopping waited for the child's end.</summary>
    [Fact]
    public async Task A_program_that_has_ended_before_strace_was_looked_for_does_not_keep_its_children_traced()
    {
        CollectingSink sink = new();
        string fifo = Path.Combine(_directory, "fifo");
        using (Process making = Process.Start("mkfifo", [fifo]))
            await making.WaitForExitAsync(TestContext.Current.CancellationToken);
        using LateReader time = new();
        StraceCalls calls = StraceCalls.Launch(
            "sh", ["-c", "exec 3>\"$0\"; sleep 60 3>&- & echo $$ $! >&3; exit 3", fifo], new() { Output = ProgramOutput.Text, Time = time });
        Task<SourceStatus> starting = Task.Run(() => calls.Start(sink));
        // Its end is the end of the shell.
        int[] processes = [.. (await File.ReadAllTextAsync(fifo, TestContext.Current.CancellationToken)).Trim().Split(' ')
            .Select(static n => int.Parse(n, System.Globalization.CultureInfo.InvariantCulture))];
        while (ProcessFiles.StartOf(processes[0]) is not null || ProcessFiles.TracerOf(processes[0]) > 0)
            await Task.Yield();
        time.Go();
        Assert.Equal(SourceStatus.Works, await starting);
        Assert.Equal(3, await calls.Exit);
        Assert.NotEqual(0, ProcessFiles.TracerOf(processes[1]));
        await calls.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(0, ProcessFiles.TracerOf(processes[1]));
        Assert.Equal(0, Libc.Kill(processes[1], Libc.SIGKILL));
    }

    /// <summary>Keeps strace's lines from being read for a while, as load does.</summary>
    sealed class LateReader : TimeProvider, IDisposable
    {
        readonly ManualResetEventSlim _goes = new();

        public void Go() => _goes.Set();

        public override long GetTimestamp()
        {
            if (Thread.CurrentThread.Name == "strace reader")
                _goes.Wait();
            return base.GetTimestamp();
        }

        public void Dispose() => _goes.Dispose();
    }

    [Fact]
    public async Task Output_goes_into_a_file_as_it_is()
    {
        string file = Path.Combine(_directory, "output");
        CollectingSink sink = new();
        StraceCalls calls = StraceCalls.Launch(
            "sh", ["-c", @"printf '\033[2Ja\nb'; printf c >&2"], new() { Output = ProgramOutput.File, OutputFile = file });
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        Assert.Equal(0, await calls.Exit);
        await calls.DisposeAsync();
        Assert.Empty(sink.Events);
        byte[] written = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal("\u001b[2Ja\nbc".Order(), System.Text.Encoding.Latin1.GetString(written).Order());
    }

    [Fact]
    public async Task A_full_disk_is_said_once_and_the_program_does_not_notice()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full.");
        CollectingSink sink = new();
        StraceCalls calls = StraceCalls.Launch(
            "sh", ["-c", "head -c 300000 /dev/zero && echo x"], new() { Output = ProgramOutput.File, OutputFile = "/dev/full" });
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        Assert.Equal(0, await calls.Exit);
        await calls.DisposeAsync();
        Assert.StartsWith("/dev/full: ", Assert.Single(sink.Events.OfType<TextEvent>(), static text => text.Stream == TimelineText.Note).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_made_is_an_obstacle_and_nothing_runs()
    {
        StraceCalls calls = StraceCalls.Launch("true", [], new() { Output = ProgramOutput.File, OutputFile = "/no/such/directory/file" });
        SourceStatus status = await StartAsync(calls);
        Assert.Equal((SourceObstacle.Failed, "/no/such/directory/file"), (status.Obstacle, status.Detail));
        Assert.Null(calls.ProgramId);
    }

    [Fact]
    public async Task Output_is_told_line_by_line_escaped_and_bounded()
    {
        CollectingSink sink = new();
        StraceCalls calls = StraceCalls.Launch(
            "sh", ["-c", @"printf 'one\r\n\n\033[2Jtwo\n\377'; printf error >&2; head -c 100000 /dev/zero | tr '\0' x"], new() { Output = ProgramOutput.Text });
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        Assert.Equal(0, await calls.Exit);
        await calls.DisposeAsync();
        string[] output = [.. sink.Texts.Where(static t => t.Stream == TimelineText.Output).Select(static t => t.Text)];
        Assert.Equal(["one", "", @"\x1b[2Jtwo"], output[..3]);
        Assert.StartsWith(@"\xff", output[3], StringComparison.Ordinal);
        Assert.Equal(@"…", output[^1][^1..]);
        Assert.All(output, static line => Assert.InRange(line.Length, 0, 4100));
        Assert.Equal("error", Assert.Single(sink.Texts, static t => t.Stream == TimelineText.Error).Text);
    }

    [Fact]
    public async Task A_prompt_without_an_end_of_line_is_told_while_the_program_waits()
    {
        CollectingSink sink = new();
        StraceCalls calls = StraceCalls.Launch("sh", ["-c", "printf 'name? '; exec sleep 60"], new() { Output = ProgramOutput.Text });
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        Assert.Equal("name? ", (await sink.WaitForAsync<TextEvent>(static _ => true)).Text);
        Assert.True(calls.EndProgram(forcibly: true));
        Assert.Equal(128 + 9, await calls.Exit);
        await calls.DisposeAsync();
    }

    [Fact]
    public async Task A_thousand_short_connections_lose_no_call()
    {
        CollectingSink sink = new();
        StraceCalls calls = StraceCalls.Launch(CPrograms.Compile(CPrograms.EchoServer), ["1000"], new() { Output = ProgramOutput.Text });
        Assert.Equal(SourceStatus.Works, calls.Start(sink));
        TextEvent said = await sink.WaitForAsync<TextEvent>(static t => t.Text.StartsWith("port", StringComparison.Ordinal));
        int port = int.Parse(said.Text.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture);
        byte[] bytes = new byte[100];
        for (int i = 0; i < 1000; i++)
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            await socket.SendAsync("hello"u8.ToArray());
            Assert.Equal(5, await socket.ReceiveAsync(bytes));
        }
        Assert.Equal(7, await calls.Exit);
        await calls.DisposeAsync();
        CallEvent[] returned = [.. sink.Calls.Where(static c => c.Duration is not null)];
        Assert.Equal(0, sink.LostCount);
        Assert.Equal(1000, returned.Count(static c => c is { Name: "accept", Result: >= 0, Remote: not null }));
        Assert.Equal(1000, returned.Count(static c => c is { Name: "recvfrom", Data: "hello", Result: 5 }));
        Assert.Equal(1000, returned.Count(static c => c is { Name: "sendto", Data: "hello", Result: 5, Side: TimelineSide.Server }));
        Assert.Equal(1001, returned.Count(static c => c.Name == "close"));
    }
}
