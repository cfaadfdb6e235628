using System.Net;
using System.Net.Sockets;
using static Meari.Cli.Tests.SocketsProgram;

namespace Meari.Cli.Tests;

/// <summary>The table of <c>meari sockets</c>: columns, families, shared ports, names.</summary>
[Trait("Engine", "none")]
public sealed class SocketsTableTests
{
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
}
