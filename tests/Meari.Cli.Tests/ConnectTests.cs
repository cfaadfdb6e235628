using System.Text;
using System.Text.Json;

namespace Meari.Cli.Tests;

public sealed class ConnectTests
{
    [Fact]
    public async Task In_a_pipe_the_transcript_holds_what_the_program_writes()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            await using RunningProgram client = MeariProgram.Start("connect", $":{port}");
            await client.Type("안녕하세요.\n\n");
            Assert.Equal(0, await client.Exit());
            Assert.Equal("""

                [보낼 데이터] [TCP 클라이언트] 16바이트를 보냈습니다.
                [TCP 클라이언트] 16바이트를 받았습니다.
                [받은 데이터] 안녕하세요.

                [보낼 데이터] 
                """, client.Output);
            Assert.Empty(client.Error);
        }
    }

    [Theory]
    [InlineData("utf-8", 16)]
    [InlineData("cp949", 11)]
    public async Task Messages_of_the_command_line_stand_where_typing_would_have_shown_them(string encoding, int length)
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("[::1]:0", "--encoding", encoding);
        await using (server)
        {
            await using RunningProgram client = MeariProgram.StartEnglish(
                "connect", $"[::1]:{port}", "--encoding", encoding, "--message", "안녕하세요.", "--message", "@x");
            Assert.Equal(0, await client.Exit());
            Assert.Equal($"""

                [data to send] 안녕하세요.
                [TCP client] sent {length} bytes.
                [TCP client] received {length} bytes.
                [data received] 안녕하세요.

                [data to send] @x
                [TCP client] sent 2 bytes.
                [TCP client] received 2 bytes.
                [data received] @x

                """, client.Output);
            await server.OutputHas("] 안녕하세요.\n");
        }
    }

    [Fact]
    public async Task A_message_longer_than_all_buffers_comes_back_since_reading_goes_on_while_writing()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        await using (server)
        {
            await using RunningProgram client = MeariProgram.StartEnglish("connect", $":{port}");
            string line = string.Concat(Enumerable.Repeat("메아리 ", 3 * 1024 * 1024));
            await client.Type(line + "\n");
            client.EndInput();
            Assert.Equal(0, await client.Exit());
            int bytes = Encoding.UTF8.GetByteCount(line);
            Assert.Contains($"received {bytes} bytes.\n[data received] {line[..30]}", client.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Hexadecimal_is_sent_as_bytes_and_shown_as_digits()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "--encoding", "hex");
        await using (server)
        {
            await using RunningProgram client = MeariProgram.StartEnglish("connect", $":{port}", "--encoding", "hex", "--message", "EC9588 00ff");
            Assert.Equal(0, await client.Exit());
            Assert.Contains("sent 5 bytes", client.Output, StringComparison.Ordinal);
            Assert.Contains("[data received] ec 95 88 00 ff\n", client.Output, StringComparison.Ordinal);
            await server.OutputHas("] ec 95 88 00 ff\n");
        }
    }

    [Fact]
    public async Task A_character_that_the_encoding_lacks_is_named_and_nothing_of_it_is_sent()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            await using RunningProgram client = MeariProgram.StartEnglish("connect", $":{port}", "--encoding", "cp949", "--message", "abcé");
            Assert.Equal(1, await client.Exit());
            Assert.Equal("meari: cp949 has no character 'é' (U+00E9) (character 4); choose another --encoding, such as utf-8.\n", client.Error);
            await server.ErrorHas("(0바이트 받음");
        }
    }

    [Fact]
    public async Task Input_that_is_no_UTF8_is_told_with_its_offset()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            await using RunningProgram client = RunningProgram.Start("bash", ["-c", "printf 'good\\nb\\xffd\\n' | \"$0\" connect \"$1\"" + TestEngine.Option, MeariProgram.Path, $":{port}"], "en");
            Assert.Equal(1, await client.Exit());
            Assert.Contains("received 4 bytes", client.Output, StringComparison.Ordinal);
            Assert.Equal("meari: standard input is not UTF-8 at offset 6 (from 0); use --raw to send bytes as they are.\n", client.Error);
        }
    }

    [Fact]
    public async Task Json_has_an_object_for_each_event()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            await using RunningProgram client = MeariProgram.StartEnglish("connect", $":{port}", "--json", "--message", "안녕");
            Assert.Equal(0, await client.Exit());
            JsonElement[] events = [.. client.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement)];
            Assert.Equal(["connected", "sent", "received", "closed"], events.Select(static e => e.GetProperty("event").GetString()));
            Assert.Equal($"127.0.0.1:{port}", events[0].GetProperty("remote").GetString());
            Assert.Equal((6, 6, "안녕"), (events[1].GetProperty("bytes").GetInt32(), events[2].GetProperty("bytes").GetInt32(), events[2].GetProperty("text").GetString()));
            Assert.Equal(("finished", 6, 6), (events[3].GetProperty("reason").GetString(), events[3].GetProperty("received").GetInt32(), events[3].GetProperty("sent").GetInt32()));
        }
    }

    [Fact]
    public async Task Without_an_address_it_connects_to_the_chapters_server()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = network.Start(MeariProgram.Path, ["serve"]);
        await MeariProgram.ListeningPort(server);
        await using RunningProgram client = network.Start(MeariProgram.Path, ["connect", "--message", "x"]);
        Assert.Equal(0, await client.Exit());
        await using RunningProgram six = network.Start(MeariProgram.Path, ["connect", "-6", "--message", "y"]);
        Assert.Equal(0, await six.Exit());
        await server.OutputHas("[TCP/::1:");
        Assert.Contains("[TCP/127.0.0.1:", server.Output, StringComparison.Ordinal);
    }
}
