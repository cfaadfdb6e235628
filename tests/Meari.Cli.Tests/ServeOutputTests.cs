using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Meari.Cli.Tests;

/// <summary>What becomes of stdout and stderr: a slow reader, one that has gone, a file, JSON.</summary>
public sealed class ServeOutputTests
{
    /// <summary>The shell's reader holds the pipe and reads nothing until it gets a line on its own input.</summary>
    static readonly string Stalled = $"exec 3<&0; \"$0\" serve{TestEngine.Option} 127.0.0.1:0 --lang en $1 | (read -r go <&3; cat)";

    const int Messages = 20_000;

    [Fact]
    public async Task A_reader_that_does_not_read_slows_no_echo_hides_no_reason_and_the_gap_is_counted_in_its_place()
    {
        await using RunningProgram both = RunningProgram.Start("bash", ["-c", Stalled, MeariProgram.Path, ""], "en");
        await SendNumbered(both);
        await both.ErrorHas("normal close: the client finished (FIN)");
        await both.Type("go\n");
        await both.OutputHas(" not shown\n");
        string[] lines = both.Output.Split('\n');
        int gap = Array.FindIndex(lines, static l => l.StartsWith('…'));
        Assert.Equal(Enumerable.Range(0, gap - 2).Select(static i => $"{i:d8}"), lines[2..gap].Select(static l => l.Split(' ')[1]));
        // All messages after the gap, and the line of the client's end.
        long notShown = long.Parse(lines[gap].Split(' ')[1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.Equal(Messages - (gap - 2) + 1, notShown);
    }

    [Fact]
    public async Task In_Json_the_gap_is_an_object_too()
    {
        await using RunningProgram both = RunningProgram.Start("bash", ["-c", Stalled, MeariProgram.Path, "--json"], "en");
        await SendNumbered(both);
        await both.ErrorHas("normal close");
        await both.Type("go\n");
        await both.OutputHas("not_shown");
        await both.OutputHas("}\n");
        JsonElement[] events = [.. both.Output.Split('\n')[..^1].Select(static l => JsonDocument.Parse(l).RootElement)];
        JsonElement gap = Assert.Single(events, static e => e.GetProperty("event").GetString() == "not_shown");
        Assert.InRange(gap.GetProperty("lines").GetInt32(), Messages / 2, Messages + 1);
    }

    static async Task SendNumbered(RunningProgram server)
    {
        int port = await MeariProgram.ListeningPort(server);
        using Socket client = await Plain.Connect(port);
        client.NoDelay = true;
        string rest = new(' ', 500);
        for (int i = 0; i < Messages; i++)
            Assert.Equal(508, (await client.Echo(System.Text.Encoding.ASCII.GetBytes($"{i:d8}{rest}"))).Length);
        client.Finish();
        Assert.Empty(await client.ReceiveToEnd());
    }

    [Fact]
    public async Task The_start_of_a_character_whose_rest_never_comes_is_shown_at_the_end()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            using Socket client = await Plain.Connect(port);
            await client.Echo([0x61, 0xec, 0x95]);
            client.Finish();
            int own = client.LocalPort();
            await server.OutputHas($"[TCP/127.0.0.1:{own}] a\n[TCP/127.0.0.1:{own}] \\xec\\x95\n[TCP 서버] 클라이언트 종료");
        }
    }

    [Fact]
    public async Task A_refused_client_is_an_object_too()
    {
        await using RunningProgram server = MeariProgram.StartEnglish("serve", "127.0.0.1:0", "--json", "--max-connections", "1");
        int port = await MeariProgram.ListeningPort(server);
        using Socket first = await Plain.Connect(port);
        await first.Echo([1]);
        int second = await Plain.ConnectToBeReset(port);
        string line = (await server.OutputHas("\"refused\"")).Split('\n').Single(static l => l.Contains("refused", StringComparison.Ordinal));
        using JsonDocument json = JsonDocument.Parse(line);
        Assert.Equal($"127.0.0.1:{second}", json.RootElement.GetProperty("remote").GetString());
    }

    [Fact]
    public async Task A_reader_that_has_gone_costs_one_line_and_the_server_goes_on()
    {
        await using RunningProgram both = RunningProgram.Start("bash", ["-c", $"\"$0\" serve{TestEngine.Option} 127.0.0.1:0 --lang en | head -n 2", MeariProgram.Path], "en");
        int port = await MeariProgram.ListeningPort(both);
        using Socket first = await Plain.Connect(port);
        await first.Echo("a"u8.ToArray());
        await both.OutputHas("client connected");
        while (!both.Error.Contains("cannot write to standard output", StringComparison.Ordinal))
            await first.Echo("b"u8.ToArray());
        using Socket second = await Plain.Connect(port);
        Assert.Equal([3], await second.Echo([3]));
        Assert.Single(both.Error.Split('\n'), static l => l.Contains("standard output", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_one_file_stdout_and_stderr_do_not_overwrite_each_other()
    {
        string file = Path.GetTempFileName();
        try
        {
            await using (RunningProgram shell = RunningProgram.Start(
                "bash", ["-c", $"exec \"$0\" serve{TestEngine.Option} 127.0.0.1:0 --lang en >\"$1\" 2>&1", MeariProgram.Path, file]))
            {
                int port = await WaitForPort(file);
                for (int i = 0; i < 20; i++)
                {
                    using Socket client = await Plain.Connect(port);
                    await client.Echo("x"u8.ToArray());
                    client.Finish();
                    Assert.Empty(await client.ReceiveToEnd());
                }
                shell.Signal(PosixSignal.SIGTERM);
                Assert.Equal(0, await shell.Exit());
            }
            string[] lines = [.. (await File.ReadAllLinesAsync(file)).SkipWhile(static l => l.StartsWith("io_uring: ", StringComparison.Ordinal))];
            Assert.All(lines, static l => Assert.Matches(@"^($|Listening|\[TCP|127\.0\.0\.1:|Stopped)", l));
            Assert.True(lines.Length == 1 + (20 * 5) + 1, string.Join('\n', lines));
        }
        finally
        {
            File.Delete(file);
        }
    }

    static async Task<int> WaitForPort(string file)
    {
        await using RunningProgram grep = RunningProgram.Start("bash", ["-c", "tail -n +1 -f \"$0\" | grep -m 1 -o '127.0.0.1:[0-9]*'", file]);
        string found = await grep.OutputHas("\n");
        return int.Parse(found.Trim().Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Json_is_one_object_a_line_with_every_end_and_its_reason()
    {
        await using RunningProgram server = MeariProgram.StartEnglish("serve", "127.0.0.1:0", "--json", "--drain", "5s");
        int port = await MeariProgram.ListeningPort(server);
        Socket normal = await Plain.Connect(port);
        await normal.Echo("안\n\u001b"u8.ToArray());
        normal.Finish();
        Assert.Empty(await normal.ReceiveToEnd());
        normal.Dispose();
        await server.OutputHas("peer_finished");
        Socket reset = await Plain.Connect(port);
        await reset.Echo([0xff]);
        reset.Reset();
        await server.OutputHas("peer_reset");
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await server.Exit());

        JsonElement[] events = [.. server.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal(
            ["listening", "connected", "received", "closed", "connected", "received", "closed"],
            events.Select(static e => e.GetProperty("event").GetString()));
        Assert.Equal("안\\n\\x1b", events[2].GetProperty("text").GetString());
        Assert.Equal(5, events[2].GetProperty("bytes").GetInt32());
        Assert.Equal("peer_finished", events[3].GetProperty("reason").GetString());
        Assert.Equal("\\xff", events[5].GetProperty("text").GetString());
        Assert.Equal(("peer_reset", "reset", 104), (events[6].GetProperty("reason").GetString(), events[6].GetProperty("outcome").GetString(), events[6].GetProperty("errno").GetInt32()));
        Assert.Equal((1, 1), (events[6].GetProperty("received").GetInt32(), events[6].GetProperty("sent").GetInt32()));
        Assert.All(events, static e => Assert.True(DateTimeOffset.TryParse(e.GetProperty("time").GetString(), System.Globalization.CultureInfo.InvariantCulture, out _)));
    }

    [Fact]
    public async Task Discard_shows_and_answers_nothing()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "--service", "discard");
        await using (server)
        {
            using Socket client = await Plain.Connect(port);
            await client.SendAll("버림"u8.ToArray());
            await server.OutputHas("버림");
            client.Finish();
            Assert.Empty(await client.ReceiveToEnd());
        }
    }

    [Fact]
    public async Task Chargen_sends_lines_until_the_client_has_enough()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "--service", "chargen");
        await using (server)
        {
            using Socket client = await Plain.Connect(port);
            string text = System.Text.Encoding.ASCII.GetString(await client.ReceiveExactly(74 * 200));
            Assert.StartsWith(" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg\r\n!\"#", text, StringComparison.Ordinal);
            client.Finish();
            long started = Stopwatch.GetTimestamp();
            await client.ReceiveToEnd();
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Plain.Limit);
            await server.ErrorHas("정상 종료");
        }
    }
}
