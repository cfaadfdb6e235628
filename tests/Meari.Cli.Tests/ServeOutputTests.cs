using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Meari.Cli.Tests;

/// <summary>What becomes of stdout and stderr: a slow reader, one that has gone, a file, JSON.</summary>
public sealed partial class ServeOutputTests
{
    [Fact]
    public async Task A_reader_that_does_not_read_never_slows_the_echo_and_what_was_not_shown_is_counted()
    {
        // The shell's sleeping reader holds the pipe and reads nothing until it gets a line on its own input.
        await using RunningProgram both = RunningProgram.Start(
            "bash", ["-c", "exec 3<&0; \"$0\" serve 127.0.0.1:0 --lang en | (read -r go <&3; cat)", MeariProgram.Path], "en");
        int port = await MeariProgram.ListeningPort(both);
        using Socket client = await Plain.Connect(port);
        client.NoDelay = true;
        byte[] message = [.. Enumerable.Repeat((byte)'x', 1000)];
        const int Messages = 20_000;
        for (int i = 0; i < Messages; i++)
            Assert.Equal(message.Length, (await client.Echo(message)).Length);
        client.Finish();
        Assert.Empty(await client.ReceiveToEnd());
        await both.Type("go\n");
        string output = await both.OutputHas("not shown");
        await both.OutputHas("lines not shown\n");
        long notShown = NotShown().Matches(both.Output).Sum(static m => long.Parse(m.Groups[1].Value, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(notShown, Messages / 2, Messages + 4);
        Assert.NotEmpty(output);
    }

    [GeneratedRegex("… ([0-9,]+) lines? not shown")]
    private static partial Regex NotShown();

    [Fact]
    public async Task A_reader_that_has_gone_costs_one_line_and_the_server_goes_on()
    {
        await using RunningProgram both = RunningProgram.Start("bash", ["-c", "\"$0\" serve 127.0.0.1:0 --lang en | head -n 2", MeariProgram.Path], "en");
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
                "bash", ["-c", "exec \"$0\" serve 127.0.0.1:0 --lang en >\"$1\" 2>&1", MeariProgram.Path, file]))
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
            string[] lines = await File.ReadAllLinesAsync(file);
            Assert.Equal(1 + (20 * 5) + 1, lines.Length);
            Assert.All(lines, static l => Assert.Matches(@"^($|Listening|\[TCP|127\.0\.0\.1:|Stopped)", l));
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
