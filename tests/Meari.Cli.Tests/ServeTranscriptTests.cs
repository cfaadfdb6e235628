using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Meari.Cli.Tests;

/// <summary>What serve prints, letter by letter, with the usual programs on the other side.</summary>
public sealed class ServeTranscriptTests
{
    public static TheoryData<string, string, bool> Clients => new()
    {
        { "nc", "nc -N {0} {1}", false },
        { "nc", "nc -N {0} {1}", true },
        { "ncat", "ncat {0} {1}", false },
        { "ncat", "ncat {0} {1}", true },
        { "socat", "socat - TCP4:{0}:{1}", false },
        { "socat", "socat - TCP6:[{0}]:{1}", true },
    };

    static string Transcript(string address, int port, string text) => $"""

        [TCP 서버] 클라이언트 접속: IP 주소={address}, 포트 번호={port}
        [TCP/{address}:{port}] {text}
        [TCP 서버] 클라이언트 종료: IP 주소={address}, 포트 번호={port}

        """;

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Usual_clients_are_echoed_and_shown(string name, string command, bool v6)
    {
        (RunningProgram server, int port) = await MeariProgram.Serve(":0");
        await using (server)
        {
            string address = v6 ? "::1" : "127.0.0.1";
            string[] words = string.Format(System.Globalization.CultureInfo.InvariantCulture, command, address, port).Split(' ');
            await using RunningProgram client = RunningProgram.Start(words[0], words[1..]);
            await client.Type("안녕하세요.\n");
            await client.OutputHas("안녕하세요.\n");
            client.EndInput();
            Assert.Equal(0, await client.Exit());
            Assert.Equal("안녕하세요.\n", client.Output);
            await server.OutputHas("클라이언트 종료");
            int clientPort = int.Parse(server.Output.Split("포트 번호=")[1].Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(Transcript(address, clientPort, @"안녕하세요.\n"), server.Output);
            Assert.StartsWith(name, words[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task English_says_the_same_and_every_end_has_its_reason()
    {
        await using RunningProgram server = MeariProgram.StartEnglish("serve", "127.0.0.1:0");
        int port = await MeariProgram.ListeningPort(server);
        using Socket client = await Plain.Connect(port);
        await client.Echo("hello"u8.ToArray());
        client.Finish();
        Assert.Empty(await client.ReceiveToEnd());
        await server.ErrorHas("FIN");
        int own = client.LocalPort();
        await server.OutputHas($"client closed: IP address=127.0.0.1, port={own}\n");
        Assert.Equal(
            $"\n[TCP server] client connected: IP address=127.0.0.1, port={own}\n[TCP/127.0.0.1:{own}] hello\n[TCP server] client closed: IP address=127.0.0.1, port={own}\n",
            server.Output);
        Assert.Contains($"127.0.0.1:{own}: normal close: the client finished (FIN) (5 bytes in, 5 bytes out)\n", server.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_line_for_each_receive()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            using Socket client = await Plain.Connect(port);
            client.NoDelay = true;
            await client.Echo("하나"u8.ToArray());
            await client.Echo("둘"u8.ToArray());
            int own = client.LocalPort();
            await server.OutputHas($"[TCP/127.0.0.1:{own}] 하나\n[TCP/127.0.0.1:{own}] 둘\n");
        }
    }

    [Fact]
    public async Task A_client_that_resets_leaves_one_line_with_the_reason()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            Socket client = await Plain.Connect(port);
            await client.Echo([1]);
            int own = client.LocalPort();
            client.Reset();
            await server.ErrorHas($"127.0.0.1:{own}: 강제 종료(RST): 클라이언트가 끊음 (1바이트 받음, 1바이트 보냄)\n");
            await server.OutputHas("클라이언트 종료");
            using Socket next = await Plain.Connect(port);
            Assert.Equal([2], await next.Echo([2]));
            Assert.Single(server.Error.Split('\n'), static line => line.Contains("RST", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_character_cut_by_a_receive_is_put_together_and_harmful_ones_are_escaped()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            using Socket client = await Plain.Connect(port);
            client.NoDelay = true;
            byte[] greeting = "안녕"u8.ToArray();
            Assert.Equal(greeting[..4], await client.Echo(greeting[..4]));
            Assert.Equal(greeting[4..], await client.Echo(greeting[4..]));
            byte[] hostile = [.. "\u001b]0;title\a\u202eabc"u8, 0xff, 0x9b];
            Assert.Equal(hostile, await client.Echo(hostile));
            int own = client.LocalPort();
            await server.OutputHas($"[TCP/127.0.0.1:{own}] 안\n[TCP/127.0.0.1:{own}] 녕\n[TCP/127.0.0.1:{own}] \\x1b]0;title\\x07\\u202eabc\\xff\\x9b\n");
        }
    }

    [Fact]
    public async Task CP949_is_shown_as_text_and_sent_back_as_it_came()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "--encoding", "cp949");
        await using (server)
        {
            System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
            byte[] bytes = System.Text.Encoding.GetEncoding(949).GetBytes("안녕하세요.");
            Assert.Equal(11, bytes.Length);
            using Socket client = await Plain.Connect(port);
            Assert.Equal(bytes, await client.Echo(bytes));
            await server.OutputHas($"[TCP/127.0.0.1:{client.LocalPort()}] 안녕하세요.\n");
        }
    }

    [Fact]
    public async Task Quiet_prints_clients_but_no_messages()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        await using (server)
        {
            using Socket client = await Plain.Connect(port);
            await client.Echo("hello"u8.ToArray());
            client.Finish();
            await server.OutputHas("클라이언트 종료");
            Assert.DoesNotContain("hello", server.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_Linux_machine_with_both_families_shows_an_IPv4_client_of_a_dual_stack_server_as_IPv4()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("[::]:0");
        await using (server)
        {
            using Socket client = await Plain.Connect(port, IPAddress.Loopback);
            await client.Echo([0x61]);
            await server.OutputHas($"\n[TCP 서버] 클라이언트 접속: IP 주소=127.0.0.1, 포트 번호={client.LocalPort()}\n");
        }
    }

    [Fact]
    public async Task Interrupted_while_nobody_is_connected_it_exits_0()
    {
        (RunningProgram server, int _) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            long started = Stopwatch.GetTimestamp();
            server.Signal(PosixSignal.SIGINT);
            Assert.Equal(0, await server.Exit());
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(8));
            Assert.Empty(server.Output);
        }
    }
}
