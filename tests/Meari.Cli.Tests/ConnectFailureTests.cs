using System.Net.Sockets;
using System.Text.Json;

namespace Meari.Cli.Tests;

/// <summary>Each failure has one line with its own word, and exit code 1.</summary>
public sealed class ConnectFailureTests
{
    static async Task Fails(RunningProgram client, string line)
    {
        await using (client)
        {
            Assert.Equal(1, await client.Exit());
            Assert.Equal(line + "\n", client.Error);
        }
    }

    /// <summary>A server of one client, of which the test decides what it does.</summary>
    static async Task Against(Func<Socket, Task> peer, Func<int, RunningProgram> start, Func<int, string> line)
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            RunningProgram client = start(port);
            using Socket accepted = await listener.AcceptAsync().WaitAsync(Plain.Limit);
            await peer(accepted);
            await Fails(client, line(port));
        }
    }

    static RunningProgram Connect(int port, params string[] options) => MeariProgram.StartEnglish(["connect", $"127.0.0.1:{port}", .. options]);

    [Fact]
    public async Task Refused()
    {
        (Socket listener, int port) = Plain.Listen();
        listener.Dispose();
        await Fails(Connect(port), $"REFUSED: 127.0.0.1:{port} refused the connection: no server listens on that port. Start the server (meari serve), or check the address and port.");
        await Fails(
            MeariProgram.Start("connect", $"127.0.0.1:{port}"),
            $"REFUSED: 127.0.0.1:{port}에서 접속을 거절했습니다. 그 포트에서 기다리는 서버가 없습니다. 서버를 먼저 실행하고(meari serve) 주소와 포트 번호를 확인하세요.");
    }

    [Fact]
    public Task Name_that_nobody_has() => Fails(
        MeariProgram.StartEnglish("connect", "nobody.invalid:9000"),
        "DNS: cannot find an IP address of 'nobody.invalid': the name does not exist, or the name server does not answer. Check the spelling, or give an IP address.");

    [Fact]
    public async Task Unreachable()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await Fails(
            network.Start(MeariProgram.Path, ["connect", "192.0.2.1:9000"], "en"),
            "UNREACHABLE: cannot connect to 192.0.2.1:9000: no route leads to that network. Check the address and the network settings (ip route).");
    }

    /// <summary>A full accept queue drops SYN, which looks like a host that does not answer.</summary>
    [Fact]
    public async Task Timeout_of_the_connection()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen(0);
        int port = listener.LocalPort();
        List<Socket> fill = [];
        Task last;
        do
        {
            Socket filler = new(SocketType.Stream, ProtocolType.Tcp);
            fill.Add(filler);
            last = filler.ConnectAsync(System.Net.IPAddress.Loopback, port);
        }
        while (await Task.WhenAny(last, Task.Delay(500)) == last);
        await Fails(
            Connect(port, "--timeout", "300ms"),
            $"TIMEOUT: 127.0.0.1:{port} did not answer within 300ms: a wrong address, a machine that is off, or a firewall. A longer --timeout may help.");
        fill.ForEach(static s => s.Dispose());
        await Assert.ThrowsAnyAsync<SocketException>(() => last);
    }

    [Fact]
    public Task Timeout_of_the_answer() => Against(
        static async peer => await peer.ReceiveExactly(5),
        static port => Connect(port, "--timeout", "300ms", "--message", "hello"),
        static port => $"TIMEOUT: 127.0.0.1:{port} sent nothing for 300ms. Check that it is an echo server, or give a longer --timeout.");

    [Fact]
    public Task Reset_by_the_server() => Against(
        static async peer =>
        {
            await peer.ReceiveExactly(5);
            peer.Reset();
        },
        static port => Connect(port, "--message", "hello"),
        static port => $"RESET: 127.0.0.1:{port} reset the connection (RST) after 0 of 5 bytes had come back. Look at the server's own output.");

    [Fact]
    public Task Closed_by_the_server_in_the_middle_of_the_answer() => Against(
        static async peer =>
        {
            await peer.SendAll((await peer.ReceiveExactly(5)).AsMemory(0, 2));
            peer.Finish();
        },
        static port => Connect(port, "--message", "hello"),
        static port => $"CLOSED: 127.0.0.1:{port} closed the connection first (FIN) after 2 of 5 bytes had come back. Look at the server's own output.");

    [Fact]
    public Task Other_bytes_than_were_sent_are_told_with_their_offset() => Against(
        static async peer =>
        {
            byte[] bytes = await peer.ReceiveExactly(5);
            bytes[3] = (byte)'L';
            await peer.SendAll(bytes);
        },
        static port => Connect(port, "--message", "hello"),
        static _ => "MISMATCH: what came back is not what was sent: at offset 3 (from 0) 6c was sent and 4c received. Is it an echo server?");

    [Fact]
    public Task More_bytes_than_were_sent_are_told() => Against(
        static async peer =>
        {
            await peer.SendAll((byte[])[.. await peer.ReceiveExactly(5), 1, 2]);
            peer.Finish();
        },
        static port => Connect(port, "--message", "hello"),
        static _ => "MISMATCH: 2 bytes came beyond what was sent. Is it an echo server?");

    [Fact]
    public async Task A_server_that_answers_and_then_closes_has_done_all_that_a_pipe_asked_for()
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            await using RunningProgram client = Connect(port);
            using Socket peer = await listener.AcceptAsync().WaitAsync(Plain.Limit);
            await client.Type("x\n");
            await peer.SendAll(await peer.ReceiveExactly(1));
            peer.Finish();
            await client.OutputHas("[data received] x");
            client.EndInput();
            Assert.Equal(0, await client.Exit());
            Assert.Empty(client.Error);
        }
    }

    [Fact]
    public async Task Json_tells_the_word_and_the_reason()
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            await using RunningProgram client = Connect(port, "--json", "--message", "hello");
            using Socket peer = await listener.AcceptAsync().WaitAsync(Plain.Limit);
            await peer.SendAll((await peer.ReceiveExactly(5)).AsMemory(0, 2));
            peer.Finish();
            Assert.Equal(1, await client.Exit());
            using JsonDocument closed = JsonDocument.Parse(client.Output.TrimEnd().Split('\n')[^1]);
            Assert.Equal(
                ("closed", "peer_finished", "CLOSED"),
                (closed.RootElement.GetProperty("event").GetString(), closed.RootElement.GetProperty("reason").GetString(), closed.RootElement.GetProperty("failure").GetString()));
        }
        await using RunningProgram refused = Connect(port, "--json", "--message", "hello");
        Assert.Equal(1, await refused.Exit());
        using JsonDocument failed = JsonDocument.Parse(refused.Output);
        Assert.Equal(("failed", "REFUSED"), (failed.RootElement.GetProperty("event").GetString(), failed.RootElement.GetProperty("failure").GetString()));
    }

    [Fact]
    public async Task Raw_reset_by_the_server()
    {
        await Against(
            static peer =>
            {
                peer.Reset();
                return Task.CompletedTask;
            },
            static port => Connect(port, "--raw"),
            static port => $"RESET: 127.0.0.1:{port} reset the connection (RST). Look at the server's own output.");
    }

    [Fact]
    public async Task A_name_of_which_one_address_refuses_is_connected_at_the_other()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            await using RunningProgram client = MeariProgram.StartEnglish("connect", $"localhost:{port}", "--message", "x");
            Assert.Equal(0, await client.Exit());
        }
    }
}
