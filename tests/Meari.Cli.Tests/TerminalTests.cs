using System.Net.Sockets;

namespace Meari.Cli.Tests;

/// <summary>meari connect as a person meets it.</summary>
public sealed class TerminalTests
{
    [Fact]
    public async Task Hangul_is_typed_erased_corrected_sent_and_echoed()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            await using Terminal terminal = await Terminal.Start(MeariProgram.Path, "connect", $":{port}", "--lang", "ko");
            await terminal.Shows("[보낼 데이터]");
            await terminal.Press("안녕하세용");
            await terminal.Shows("[보낼 데이터] 안녕하세용");
            // One key erases one syllable, which is three bytes: the terminal knows UTF-8 (IUTF8). But Linux wipes one of its two columns
            // only, so that a blank stays on the screen, though not in the line. Ctrl-R shows the line as it is.
            await terminal.Press("BSpace");
            await terminal.Press("요.");
            await terminal.Press("C-r");
            await terminal.Shows("^R\n안녕하세요.");
            await terminal.Press("Enter");
            await terminal.Shows("[받은 데이터]");
            await terminal.Press("C-d");
            string screen = await terminal.Shows("exit 0");
            Assert.EndsWith("""
                안녕하세요.
                [TCP 클라이언트] 16바이트를 보냈습니다.
                [TCP 클라이언트] 16바이트를 받았습니다.
                [받은 데이터] 안녕하세요.

                [보낼 데이터]
                exit 0
                """, screen.TrimEnd(), StringComparison.Ordinal);
            await server.OutputHas($"] 안녕하세요.\n");
        }
    }

    /// <summary>The picture went on behind the open prompt, on the line at which somebody types.</summary>
    [Fact]
    public async Task The_explained_picture_stands_above_the_prompt()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            await using Terminal terminal = await Terminal.Start(MeariProgram.Path, "connect", $":{port}", "--lang", "en", "--explain");
            await terminal.Resize(100, 200);
            Assert.Equal(["[data to send]"], Prompts(await terminal.Until(static screen => Prompts(screen).Length == 1)));
            await terminal.Press("x", "Enter");
            Assert.Equal(["[data to send] x", "[data to send]"], Prompts(await terminal.Until(static screen => Prompts(screen).Length == 2)));
            await terminal.Press("Enter");
            string screen = await terminal.Shows("exit 0");
            int sent = screen.IndexOf("send(1) → 1", StringComparison.Ordinal), last = screen.LastIndexOf("[data to send]", StringComparison.Ordinal);
            Assert.InRange(sent, screen.IndexOf("[data received] x", StringComparison.Ordinal), last);
        }

        static string[] Prompts(string screen) => [.. screen.Split('\n').Where(static line => line.Contains("[data to send]", StringComparison.Ordinal)).Select(static line => line.TrimEnd())];
    }

    [Fact]
    public async Task An_empty_line_ends_it()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            await using Terminal terminal = await Terminal.Start(MeariProgram.Path, "connect", $":{port}", "--lang", "en");
            await terminal.Shows("[data to send]");
            await terminal.Press("x", "Enter");
            await terminal.Shows("[data received] x");
            await terminal.Press("Enter");
            await terminal.Shows("exit 0");
        }
    }

    [Fact]
    public async Task What_the_encoding_lacks_may_be_typed_again()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "--encoding", "cp949");
        await using (server)
        {
            await using Terminal terminal = await Terminal.Start(MeariProgram.Path, "connect", $":{port}", "--lang", "en", "--encoding", "cp949");
            await terminal.Shows("[data to send]");
            await terminal.Press("é", "Enter");
            await terminal.Shows("no character 'é'");
            await terminal.Press("가", "Enter");
            await terminal.Shows("[data received] 가");
            await terminal.Press("C-d");
            await terminal.Shows("exit 0");
        }
    }

    [Fact]
    public async Task A_server_that_stops_is_not_kept_waiting_by_a_prompt()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "--drain", "1h");
        await using (server)
        {
            await using Terminal terminal = await Terminal.Start(MeariProgram.Path, "connect", $":{port}", "--lang", "en");
            await terminal.Shows("[data to send]");
            server.Signal(System.Runtime.InteropServices.PosixSignal.SIGINT);
            Assert.Equal(0, await server.Exit());
            string screen = await terminal.Shows("exit 1");
            Assert.Contains("[data to send]\nCLOSED: ", screen, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "RESET: ")]
    [InlineData("220 hello", "MISMATCH: ")]
    public async Task A_server_that_goes_or_speaks_while_somebody_types_is_told_at_once(string says, string word)
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            await using Terminal terminal = await Terminal.Start(MeariProgram.Path, "connect", $":{port}", "--lang", "en");
            using Socket peer = await listener.AcceptAsync().WaitAsync(Plain.Limit);
            await terminal.Shows("[data to send]");
            if (says.Length > 0)
                await peer.SendAll(System.Text.Encoding.ASCII.GetBytes(says));
            else
                peer.Reset();
            string screen = await terminal.Shows("exit 1");
            Assert.Contains("[data to send]\n" + word, screen, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Interrupted_at_the_prompt_it_exits_130_and_the_server_is_told()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            await using Terminal terminal = await Terminal.Start(MeariProgram.Path, "connect", $":{port}", "--lang", "en");
            await terminal.Shows("[data to send]");
            await terminal.Press("C-c");
            await terminal.Shows("exit 130");
            await server.OutputHas("클라이언트 종료");
        }
    }

    /// <summary>script(1) records every byte that the program writes to its terminal.</summary>
    [Fact]
    public async Task No_escape_sequence_reaches_the_terminal()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            await using RunningProgram client = RunningProgram.Start(
                "script", ["-q", "-e", "-c", $"'{MeariProgram.Path}' connect{TestEngine.Option} :{port} --lang en", "/dev/null"], "en", new Dictionary<string, string> { ["TERM"] = "xterm-256color" });
            await client.OutputHas("[data to send]");
            await client.Type("hello\n");
            await client.OutputHas("[data received] hello");
            await client.Type("\n");
            Assert.Equal(0, await client.Exit());
            Assert.DoesNotContain((byte)0x1b, client.OutputBytes);
        }
    }
}
