using System.Net.Sockets;
using System.Runtime.InteropServices;
using static Meari.Cli.Tests.SocketsProgram;

namespace Meari.Cli.Tests;

/// <summary><c>meari sockets --watch</c>, in a pipe and at a terminal.</summary>
[Trait("Engine", "none")]
public sealed class SocketsWatchTests
{
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
        // By a process that starts no other: while one starts, the other holds all its sockets, too, and may be shown as whose they are.
        (RunningProgram server, int port) = await MeariProgram.Serve("[::1]:0");
        await using (server)
        {
            string full = "  " + (await Run(false, ["-p", $"{port}", .. ButTimeWait])).Output.TrimEnd('\n').Split('\n')[1];
            int columns = Text.Columns.Width(full);
            Assert.InRange(columns, 62, 79);
            await using Terminal terminal = await Terminal.Start([MeariProgram.Path, "sockets", "-p", $"{port}", "--watch", "1h", .. ButTimeWait]);
            await terminal.Shows(full);
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
}
