using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Meari.Cli.Tests;

/// <summary>The chapter's server has one client at a time; the others are connected, and wait in the accept queue.</summary>
public sealed class ServeOneAtATimeTests
{
    [Fact]
    public async Task The_second_client_is_connected_but_served_only_when_the_first_has_ended()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "--one-at-a-time");
        await using (server)
        {
            using Socket first = await Plain.Connect(port);
            await first.Echo("a"u8.ToArray());
            using Socket second = await Plain.Connect(port);
            await second.SendAll("b"u8.ToArray());
            Task<byte[]> answer = second.ReceiveExactly(1);
            // The first is served again and again, while the second's byte lies in its receive buffer.
            for (int i = 0; i < 20; i++)
                await first.Echo([(byte)i]);
            Assert.False(answer.IsCompleted);
            first.Finish();
            Assert.Empty(await first.ReceiveToEnd());
            Assert.Equal("b"u8.ToArray(), await answer);
            await server.OutputHas("클라이언트 접속", 2);
            string[] lines = [.. server.Output.Split('\n').Where(static l => l.Contains("클라이언트", StringComparison.Ordinal))];
            Assert.Contains("종료", lines[1], StringComparison.Ordinal);
            Assert.Contains($"포트 번호={second.LocalPort()}", lines[2], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Twenty_waiting_clients_are_served_in_turn()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "--one-at-a-time");
        await using (server)
        {
            Socket[] clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Plain.Connect(port)));
            byte[][] answers = await Task.WhenAll(clients.Select(static async (client, i) =>
            {
                byte[] answer = await client.Echo([(byte)i]);
                client.Finish();
                Assert.Empty(await client.ReceiveToEnd());
                client.Dispose();
                return answer;
            }));
            Assert.Equal(Enumerable.Range(0, 20).Select(static i => (byte)i), answers.Select(static a => a[0]));
        }
    }

    [Fact]
    public async Task Clients_that_wait_when_a_signal_comes_are_told_by_FIN_and_what_they_sent_is_answered_or_closed_in_order()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "--one-at-a-time", "--drain", "20s");
        await using (server)
        {
            using Socket first = await Plain.Connect(port);
            await first.Echo([1]);
            using Socket second = await Plain.Connect(port);
            server.Signal(PosixSignal.SIGTERM);
            Assert.Empty(await first.ReceiveToEnd());
            Assert.Empty(await second.ReceiveToEnd());
            first.Dispose();
            second.Dispose();
            Assert.Equal(0, await server.Exit());
        }
    }

    [Fact]
    public async Task The_books_server_prints_nothing_before_the_first_client_and_receives_512_bytes()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = network.Start(MeariProgram.Path, ["serve", "--book"]);
        await using RunningProgram client = await ConnectedNc(network, "127.0.0.1");
        Assert.Empty(server.Error);
        Assert.Empty(server.Output);
        await client.Type(new string('x', 1000));
        client.EndInput();
        Assert.Equal(0, await client.Exit());
        await server.OutputHas("클라이언트 종료");
        string[] lines = server.Output.Split('\n');
        Assert.Equal("", lines[0]);
        Assert.StartsWith("[TCP 서버] 클라이언트 접속: IP 주소=127.0.0.1, 포트 번호=", lines[1], StringComparison.Ordinal);
        Assert.All(lines[2..^2], static line => Assert.InRange(line.Split("] ")[1].Length, 1, 512));
        Assert.Equal(1000, lines[2..^2].Sum(static line => line.Split("] ")[1].Length));
        Assert.True(lines.Length >= 6, server.Output);
        Assert.Empty(server.Error);
    }

    [Fact]
    public async Task The_books_IPv6_server_takes_IPv6_alone()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = network.Start(MeariProgram.Path, ["serve", "--book", "-6"]);
        await using RunningProgram client = await ConnectedNc(network, "::1");
        await client.Type("six\n");
        await client.OutputHas("six\n");
        await server.OutputHas("[TCP/::1:");
        await using RunningProgram refused = network.Start("nc", ["-z", "127.0.0.1", "9000"]);
        Assert.Equal(1, await refused.Exit());
    }

    /// <summary>The book's server does not say when it listens, so nc tries until it does.</summary>
    static async Task<RunningProgram> ConnectedNc(NetworkNamespace network, string address)
    {
        await using RunningProgram ready = network.Start(
            "sh", ["-c", "for i in $(seq 200); do ss -Hltn 'sport = :9000' | grep -q . && exit 0; sleep 0.05; done; exit 1"]);
        Assert.Equal(0, await ready.Exit());
        return network.Start("nc", ["-N", address, "9000"]);
    }
}
