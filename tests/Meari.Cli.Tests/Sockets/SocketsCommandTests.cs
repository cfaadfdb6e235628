using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Meari.Cli.Tests;

/// <summary><c>meari sockets</c>: what it shows of sockets that the test has, on ports of its own.</summary>
[Trait("Engine", "none")]
public sealed class SocketsCommandTests
{
    /// <summary>Other programs on the machine may have left a TIME_WAIT with a port that a test gets now.</summary>
    static readonly string[] ButTimeWait = ["--state", "listen,established,close-wait,fin-wait1,fin-wait2"];

    static async Task<(int Exit, string Output, string Error)> Run(bool korean, params string[] options)
    {
        await using RunningProgram program = RunningProgram.Start(MeariProgram.Path, ["sockets", .. options], korean ? "ko" : "en");
        return (await program.Exit(), program.Output, program.Error);
    }

    [Theory]
    [InlineData(true, "프로토콜  지역 주소", "수신 큐")]
    [InlineData(false, "Proto  Local", "Recv-Q")]
    public async Task Columns_are_aligned_in_both_languages(bool korean, string start, string queue)
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            using Socket client = await Plain.Connect(port);
            using Socket server = await listener.AcceptAsync();
            await client.SendAll(new byte[5]);
            (int exit, string output, string error) = await Run(korean, ["-p", $"{port}", .. ButTimeWait]);
            Assert.Equal((0, ""), (exit, error));
            string[] lines = output.TrimEnd('\n').Split('\n');
            Assert.Equal(4, lines.Length);
            Assert.StartsWith(start, lines[0], StringComparison.Ordinal);
            Assert.Contains($"{(korean ? "tcp       " : "tcp    ")}127.0.0.1:{port}", lines[1], StringComparison.Ordinal);
            Assert.Contains("LISTEN", lines[1], StringComparison.Ordinal);
            string held = Assert.Single(lines, line => line.Contains($"127.0.0.1:{port}  ", StringComparison.Ordinal) && line.Contains($"127.0.0.1:{client.LocalPort()}", StringComparison.Ordinal) && line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4] == "5");
            Assert.Contains($"{Environment.ProcessId}/", held, StringComparison.Ordinal);
            // A number ends in the column where its heading ends.
            int end = Text.Columns.Width(lines[0][..(lines[0].IndexOf(queue, StringComparison.Ordinal) + queue.Length)]);
            Assert.Equal("5 ", held.Substring(end - 1, 2));
        }
    }

    [Theory]
    [InlineData(true, "왕복 시간(평균)", "1,000 B")]
    [InlineData(false, "round-trip time, smoothed", "1,000 B")]
    public async Task Info_has_units_and_meanings_in_both_languages(bool korean, string meaning, string bytes)
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            using Socket client = await Plain.Connect(port);
            await client.SendAll(new byte[1000]);
            (int exit, string output, string error) = await Run(korean, "-p", $"{port}", "--info");
            Assert.Equal((0, true), (exit, error is "" || !error.Contains("TCP_INFO", StringComparison.Ordinal)));
            Assert.Contains(meaning, output, StringComparison.Ordinal);
            Assert.Contains(output.Split('\n'), line => line.StartsWith("    bytes_sent", StringComparison.Ordinal) && line.Contains(bytes, StringComparison.Ordinal));
        }
    }

    /// <summary>Both sides have sent one byte, which is acknowledged with the answer or soon after; the SYN is counted where connect was called.</summary>
    [Fact]
    public async Task Info_says_on_which_side_the_SYN_counts_and_counts_it_there()
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            using Socket client = await Plain.Connect(port);
            using Socket server = await listener.AcceptAsync();
            await client.SendAll(new byte[1]);
            await server.ReceiveExactly(1);
            (_, string active, _) = await Run(false, "-p", $"{client.LocalPort()}", "--info", "--state", "established");
            string[] acknowledged = [.. active.Split('\n').Where(static l => l.StartsWith("    bytes_acked", StringComparison.Ordinal))];
            Assert.Equal(2, acknowledged.Length);
            Assert.All(acknowledged, static l => Assert.Contains("(FIN counts 1; on the side that connected SYN too)", l, StringComparison.Ordinal));
            Assert.Equal(["0", "2"], acknowledged.Select(static l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]).Order());
        }
    }

    /// <summary>A server with a socket for each thread looked like the same line twice.</summary>
    [Theory]
    [InlineData(true, "2개", "1개", "접속 대기 큐에서 accept를 기다리는 접속", "수신 큐")]
    [InlineData(false, "2 sockets", "1 connection", "in the accept queue, waiting for accept", "Recv-Q")]
    public async Task Sockets_that_share_a_port_are_one_line_until_their_accept_queues_differ(bool korean, string sockets, string waiting, string meaning, string queue)
    {
        using Socket first = ListenShared(0);
        int port = first.LocalPort();
        using Socket second = ListenShared(port);
        string[] options = ["-p", $"{port}", "--state", "listen"];
        (_, string output, _) = await Run(korean, options);
        Assert.Contains("LISTEN ×2  ", Assert.Single(output.TrimEnd('\n').Split('\n').Skip(1)), StringComparison.Ordinal);

        using Socket client = await Plain.Connect(port);
        (_, output, _) = await Run(korean, options);
        Assert.Equal(["0", "1"], output.TrimEnd('\n').Split('\n').Skip(1).Select(static l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4]).Order());
        Assert.DoesNotContain("×", output, StringComparison.Ordinal);

        (_, output, _) = await Run(korean, [.. options, "--info"]);
        Assert.Equal(2, output.Split('\n').Count(l => l.StartsWith("    SO_REUSEPORT", StringComparison.Ordinal) && l.Contains(sockets, StringComparison.Ordinal)));
        string line = Assert.Single(output.Split('\n'), l => l.StartsWith("    " + queue, StringComparison.Ordinal) && l.Contains($"  {waiting}", StringComparison.Ordinal));
        Assert.EndsWith(meaning, line, StringComparison.Ordinal);
        Assert.Equal(2, output.Split('\n').Count(static l => l.Contains("net.core.somaxconn", StringComparison.Ordinal) && l.Contains("  7", StringComparison.Ordinal)));
    }

    static Socket ListenShared(int port)
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetRawSocketOption(1, 15, BitConverter.GetBytes(1)); // SOL_SOCKET, SO_REUSEPORT
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(7);
        return listener;
    }

    static Socket ListenDual()
    {
        Socket listener = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        listener.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        listener.Listen();
        return listener;
    }

    /// <summary>-4 hid the server that serves IPv4 clients by an IPv6 socket, and all their connections.</summary>
    [Fact]
    public async Task A_family_is_what_a_socket_serves_and_a_v4_mapped_address_is_printed_as_IPv4()
    {
        using Socket listener = ListenDual();
        int port = listener.LocalPort();
        using Socket client = await Plain.Connect(port);
        using Socket server = await listener.AcceptAsync();
        using Socket six = await Plain.Connect(port, IPAddress.IPv6Loopback);
        using Socket sixServer = await listener.AcceptAsync();
        Assert.Equal(
            [$"tcp6 [::]:{port}", $"tcp6 127.0.0.1:{port}", $"tcp6 127.0.0.1:{client.LocalPort()}"], await Addresses(port, "-4"));
        Assert.Equal([$"tcp6 [::]:{port}", $"tcp6 [::1]:{port}", $"tcp6 [::1]:{six.LocalPort()}"], await Addresses(port, "-6"));
        Assert.Equal(5, (await Addresses(port)).Length);
    }

    static async Task<string[]> Addresses(int port, params string[] options)
    {
        (_, string output, _) = await Run(false, ["-p", $"{port}", "--process", $"{Environment.ProcessId}", .. ButTimeWait, .. options]);
        // Which of the two ends of a connection is first depends on the port that the client got.
        return [.. output.TrimEnd('\n').Split('\n').Skip(1).Select(static l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .OrderByDescending(static f => f[3] == "LISTEN").ThenByDescending(f => f[1].EndsWith($":{port}", StringComparison.Ordinal)).Select(static f => $"{f[0]} {f[1]}")];
    }

    [Theory]
    [InlineData(true, "타이머", "keep-alive")]
    [InlineData(false, "Timer", "keep-alive")]
    public async Task The_column_of_timers_is_there_when_one_runs(bool korean, string heading, string timer)
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            using Socket client = await Plain.Connect(port);
            (_, string output, _) = await Run(korean, ["-p", $"{port}", .. ButTimeWait]);
            Assert.DoesNotContain(heading, output, StringComparison.Ordinal);
            Assert.DoesNotContain(output.Split('\n'), static l => l.EndsWith(' '));
            client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            (_, output, _) = await Run(korean, ["-p", $"{port}", .. ButTimeWait]);
            string[] lines = output.Split('\n');
            string running = Assert.Single(lines, l => l.Contains(timer, StringComparison.Ordinal));
            Assert.Equal(ColumnOf(lines[0], heading), ColumnOf(running, timer));
        }
    }

    static int ColumnOf(string line, string text) => Text.Columns.Width(line[..line.IndexOf(text, StringComparison.Ordinal)]);

    [Fact]
    public async Task Json_is_one_object_a_socket()
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            (int exit, string output, _) = await Run(false, ["-p", $"{port}", "--json", "--info", .. ButTimeWait]);
            Assert.Equal(0, exit);
            JsonElement socket = JsonDocument.Parse(Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
            Assert.Equal(
                ["protocol", "local", "remote", "state", "receive_queue", "send_queue", "inode", "uid", "cookie", "processes", "memory"],
                socket.EnumerateObject().Select(static member => member.Name));
            Assert.Equal(Environment.ProcessId, socket.GetProperty("processes")[0].GetProperty("pid").GetInt32());
        }
    }

    [Theory]
    [InlineData(true, "meari: 조건에 맞는 소켓이 없습니다.\n")]
    [InlineData(false, "meari: no socket matches.\n")]
    public async Task That_nothing_matches_is_said_on_stderr(bool korean, string told)
    {
        (Socket listener, int port) = Plain.Listen();
        listener.Dispose();
        (int exit, string output, string error) = await Run(korean, "-p", $"{port}", "--state", "listen");
        Assert.Equal((0, "", told), (exit, output, error));
    }

    [Fact]
    public async Task A_process_may_call_itself_what_it_likes()
    {
        const string Script = """
            import ctypes, socket, sys
            ctypes.CDLL(None).prctl(15, b"\x1b[31m\n\xe2\x80\xaex\xff", 0, 0, 0)
            s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(); print(s.getsockname()[1], "ready", flush=True)
            sys.stdin.read()
            """;
        await using RunningProgram program = RunningProgram.Start("python3", ["-c", Script]);
        await program.OutputHas("ready");
        string port = program.Output.Split(' ')[0];
        foreach (string[] options in new string[][] { [], ["--json"] })
        {
            (int exit, string output, _) = await Run(false, ["-p", port, .. ButTimeWait, .. options]);
            Assert.Equal(0, exit);
            Assert.DoesNotContain('\u001b', output);
            Assert.DoesNotContain('\u202e', output);
            Assert.Contains(@"x1b[31m", output, StringComparison.Ordinal);
            Assert.Equal(options.Length > 0 ? 1 : 2, output.TrimEnd('\n').Split('\n').Length);
        }
    }

    [Theory]
    [InlineData("-p 0", "meari: --port takes a whole number from 1 to 65535, not '0'. See meari sockets --help.")]
    [InlineData("-4 -6", "meari: -4 and -6 do not go together. See meari sockets --help.")]
    [InlineData("--netstat --json", "meari: --netstat and --json do not go together. See meari sockets --help.")]
    [InlineData("--netstat --watch", "meari: --netstat and --watch do not go together. See meari sockets --help.")]
    [InlineData("--watch 1ms", "meari: --watch must be at least 100ms. See meari sockets --help.")]
    [InlineData("--watch soon", "meari: --watch takes a duration such as 500ms, 10s, 2m or 1h, a bare number being seconds (at most 30 days), not 'soon'. See meari sockets --help.")]
    [InlineData("--state lisen", "meari: --state must be one of ESTABLISHED, SYN_SENT, SYN_RECV, FIN_WAIT1, FIN_WAIT2, TIME_WAIT, CLOSED, CLOSE_WAIT, LAST_ACK, LISTEN, CLOSING, not 'lisen'. See meari sockets --help.")]
    [InlineData("--process", "meari: --process needs a value. See meari sockets --help.")]
    [InlineData("9000", "meari: '9000' is one argument too many. See meari sockets --help.")]
    public async Task Wrong_usage_is_one_line_and_exit_2(string line, string told)
    {
        (int exit, string output, string error) = await Run(false, line.Split(' '));
        Assert.Equal((2, "", told + "\n"), (exit, output, error));
    }

    [Fact]
    public async Task Help_fits_a_hundred_columns_in_both_languages()
    {
        foreach (bool korean in new[] { true, false })
            Assert.All((await Run(korean, "--help")).Output.Split('\n'), static l => Assert.InRange(Text.Columns.Width(l), 0, 100));
    }

    [Fact]
    public async Task Watched_off_a_terminal_it_prints_changes_as_lines_until_a_signal()
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            await using RunningProgram watch = MeariProgram.StartEnglish(["sockets", "-p", $"{port}", "--watch", "100ms", .. ButTimeWait]);
            await watch.OutputHas("LISTEN");
            using (Socket client = await Plain.Connect(port))
            {
                using Socket server = await listener.AcceptAsync();
                await watch.OutputHas("\n+ tcp", times: 2);
                server.Dispose();
                await watch.OutputHas("\n~ tcp");
                Assert.Contains("CLOSE_WAIT", await watch.OutputHas("(was ESTABLISHED)"), StringComparison.Ordinal);
                client.LingerState = new(true, 0);
            }
            await watch.OutputHas("\n- tcp");
            Assert.DoesNotContain('\u001b', watch.Output);
            watch.Signal(PosixSignal.SIGINT);
            Assert.Equal(130, await watch.Exit());
        }
    }

    /// <summary>The lines had no headings, and those of v4-mapped addresses stood out of their columns.</summary>
    [Theory]
    [InlineData(true, "상태")]
    [InlineData(false, "State")]
    public async Task Watched_off_a_terminal_the_lines_stand_under_headings_that_are_printed_once(bool korean, string state)
    {
        using Socket listener = ListenDual();
        int port = listener.LocalPort();
        await using RunningProgram watch = RunningProgram.Start(MeariProgram.Path, ["sockets", "-p", $"{port}", "--watch", "100ms", .. ButTimeWait], korean ? "ko" : "en");
        await watch.OutputHas("LISTEN");
        using Socket client = await Plain.Connect(port);
        using Socket server = await listener.AcceptAsync();
        await watch.OutputHas("ESTABLISHED", times: 2);
        string[] lines = watch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith(korean ? "  프로토콜  지역 주소 " : "  Proto  Local ", lines[0], StringComparison.Ordinal);
        Assert.Single(lines, l => l.Contains(state, StringComparison.Ordinal));
        Assert.Equal(2, lines.Count(static l => l.StartsWith("+ tcp", StringComparison.Ordinal)));
        Assert.All(lines.Skip(1), l => Assert.Equal(ColumnOf(lines[0], state), ColumnOf(l, l.Contains("LISTEN", StringComparison.Ordinal) ? "LISTEN" : "ESTABLISHED")));
    }

    [Fact]
    public async Task Watched_as_JSON_each_change_is_an_object()
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            await using RunningProgram watch = MeariProgram.StartEnglish("sockets", "-p", $"{port}", "--watch=100ms", "--json");
            await watch.OutputHas("\"change\":\"present\"");
            using Socket client = await Plain.Connect(port);
            await watch.OutputHas("\"change\":\"new\"");
            watch.Signal(PosixSignal.SIGTERM);
            Assert.Equal(130, await watch.Exit());
        }
    }

    [Fact]
    public async Task Colour_is_forced_and_forbidden_by_the_environment_and_by_an_option()
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            foreach ((string[] more, string variable, bool coloured) in new (string[], string, bool)[] { ([], "CLICOLOR_FORCE", true), (["--no-color"], "CLICOLOR_FORCE", false), ([], "NO_COLOR", false) })
            {
                await using RunningProgram watch = RunningProgram.Start(
                    MeariProgram.Path, ["sockets", "-p", $"{port}", "--watch", "100ms", .. ButTimeWait, .. more], "en", new Dictionary<string, string> { [variable] = "1" });
                await watch.OutputHas("LISTEN");
                using Socket client = await Plain.Connect(port);
                await watch.OutputHas("+ tcp");
                Assert.Equal(coloured, watch.Output.Contains("\u001b[32m+ tcp", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Watched_on_a_terminal_the_picture_is_drawn_in_its_place_and_the_cursor_comes_back()
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            await using Terminal terminal = await Terminal.Start([MeariProgram.Path, "sockets", "-p", $"{port}", "--watch", "100ms", .. ButTimeWait]);
            await terminal.Shows("1 socket  every");
            using (Socket client = await Plain.Connect(port))
            {
                string screen = await terminal.Shows("3 sockets  every");
                Assert.Single(screen.Split('\n'), static l => l.Contains("LISTEN", StringComparison.Ordinal));
            }
            await terminal.Press("C-c");
            await terminal.Shows("exit 130");
        }
    }

    /// <summary>It looks again once an hour, so what is drawn after a resize is drawn because of it.</summary>
    [Fact]
    public async Task A_terminal_that_is_resized_gets_a_picture_of_its_new_width_at_once()
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            string full = "  " + (await Run(false, ["-p", $"{port}", .. ButTimeWait])).Output.TrimEnd('\n').Split('\n')[1];
            int columns = Text.Columns.Width(full);
            Assert.InRange(columns, 81, 200);
            await using Terminal terminal = await Terminal.Start([MeariProgram.Path, "sockets", "-p", $"{port}", "--watch", "1h", .. ButTimeWait]);
            await terminal.Shows(full[..78] + "…");
            foreach (int width in new[] { columns + 1, columns, 60, 100, 61 })
            {
                await terminal.Resize(width, 20 + (width % 5));
                string expected = columns < width ? full : full[..(width - 2)] + "…";
                string[] lines = Lines(await terminal.Until(screen => Lines(screen) is { Length: 3 } now && now[2] == expected));
                Assert.Equal(3, lines.Length); // the title, the headings, the socket
                Assert.Equal(expected, lines[2]);
                Assert.All(lines, line => Assert.InRange(Text.Columns.Width(line), 1, width - 1));
            }
            await terminal.Press("C-c");
            await terminal.Shows("exit 130");
        }

        static string[] Lines(string screen) => screen.TrimEnd().Split('\n');
    }

    [Theory]
    [InlineData("en", 1, "not permitted")]
    [InlineData("ko", 1, "권한 없음")]
    [InlineData("en", 97, "not in this kernel")]
    public async Task Where_netlink_is_forbidden_it_is_the_table_of_proc_and_that_is_said(string language, int error, string why)
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            using ForbiddenCall netlink = ForbiddenCall.Netlink();
            await using RunningProgram program = netlink.Start(error, language, ["sockets", "-p", $"{port}", .. ButTimeWait]);
            Assert.Equal(0, await program.Exit());
            Assert.Equal(
                language == "ko"
                    ? $"meari: sock_diag를 쓸 수 없어({why}) /proc/net/tcp를 읽었습니다. 대기 소켓의 큐 한도와 TCP_INFO는 알 수 없습니다.\n"
                    : $"meari: sock_diag cannot be used ({why}); this is /proc/net/tcp, without the limits of accept queues and without TCP_INFO.\n",
                program.Error);
            string socket = program.Output.TrimEnd('\n').Split('\n')[1];
            Assert.Matches($@"^tcp +127\.0\.0\.1:{port} ", socket);
            Assert.Contains($"{Environment.ProcessId}/", socket, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("en", "meari: the processes of 1 socket belong to other users; run as root to see them (sudo).\n")]
    [InlineData("ko", "meari: 소켓 1개의 프로세스는 다른 사용자의 것이어서 보이지 않습니다. 보려면 root로 실행하세요(sudo).\n")]
    public async Task Another_user_sees_the_socket_without_its_process_and_is_told(string language, string told)
    {
        string directory = Directory.CreateTempSubdirectory("meari-sockets-").FullName;
        string copy = await OtherUser.CopyProgram(directory);
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            foreach (bool isOwn in new[] { false, true })
            {
                // As root, the same program has nothing to say.
                string[] command = isOwn ? [copy] : ["setpriv", .. OtherUser.Options, copy];
                await using RunningProgram program = RunningProgram.Start(
                    command[0], [.. command[1..], "sockets", "-p", $"{port}", .. ButTimeWait], language);
                Assert.Equal((0, isOwn ? "" : told), (await program.Exit(), program.Error));
                string socket = program.Output.TrimEnd('\n').Split('\n')[1];
                Assert.Contains($"127.0.0.1:{port} ", socket, StringComparison.Ordinal);
                if (isOwn)
                    Assert.Contains($"  {Environment.ProcessId}/", socket, StringComparison.Ordinal);
                else
                    Assert.EndsWith("  -", socket, StringComparison.Ordinal);
            }
        }
        Directory.Delete(directory, recursive: true);
    }
}
