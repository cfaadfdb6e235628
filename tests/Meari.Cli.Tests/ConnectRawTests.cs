using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Meari.Cli.Tests;

/// <summary>connect --raw, in the places where people use nc.</summary>
public sealed class ConnectRawTests
{
    [Fact]
    public async Task Sixteen_MiB_of_random_bytes_go_out_and_come_back_unchanged()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        await using (server)
        {
            string file = Path.GetTempFileName();
            try
            {
                byte[] bytes = RandomNumberGenerator.GetBytes(16 * 1024 * 1024);
                await File.WriteAllBytesAsync(file, bytes);
                await using RunningProgram client = RunningProgram.Start(
                    "bash", ["-c", $"\"$0\" connect{TestEngine.Option} --raw \"$1\" < \"$2\" | cmp - \"$2\" && echo same", MeariProgram.Path, $":{port}", file], "en");
                Assert.Equal(0, await client.Exit());
                Assert.Equal("same\n", client.Output);
                Assert.Empty(client.Error);
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    [Fact]
    public async Task End_of_input_sends_FIN_and_what_the_server_says_after_it_is_printed()
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            await using RunningProgram client = MeariProgram.Start("connect", "--raw", $":{port}");
            using Socket peer = await listener.AcceptAsync().WaitAsync(Plain.Limit);
            await client.Type("GET\n");
            client.EndInput();
            Assert.Equal("GET\n"u8.ToArray(), await peer.ReceiveToEnd());
            await peer.SendAll("answer\0\u001b\n"u8.ToArray());
            peer.Dispose();
            Assert.Equal(0, await client.Exit());
            Assert.Equal("answer\0\u001b\n"u8.ToArray(), client.OutputBytes);
        }
    }

    [Fact]
    public async Task The_servers_FIN_ends_it_although_its_input_is_open()
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            await using RunningProgram client = MeariProgram.Start("connect", "--raw", $":{port}");
            using (Socket peer = await listener.AcceptAsync().WaitAsync(Plain.Limit))
                await peer.SendAll("bye\n"u8.ToArray());
            Assert.Equal(0, await client.Exit());
            Assert.Equal("bye\n", client.Output);
        }
    }

    [Theory]
    [InlineData("nc -l -N 127.0.0.1 {0}")]
    [InlineData("ncat -l 127.0.0.1 {0}")]
    [InlineData("socat TCP4-LISTEN:{0},bind=127.0.0.1,reuseaddr -")]
    public async Task Usual_servers_are_talked_to_both_ways(string command)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        string[] words = string.Format(System.Globalization.CultureInfo.InvariantCulture, command, 9001).Split(' ');
        await using RunningProgram server = network.Start(words[0], words[1..]);
        await using RunningProgram ready = network.Start(
            "sh", ["-c", "for i in $(seq 200); do ss -Hltn 'sport = :9001' | grep -q . && exit 0; sleep 0.05; done; exit 1"]);
        Assert.Equal(0, await ready.Exit());
        await using RunningProgram client = network.Start(MeariProgram.Path, ["connect", "--raw", "127.0.0.1:9001"]);
        await client.Type("물음\n");
        await server.OutputHas("물음\n");
        await server.Type("대답\n");
        await client.OutputHas("대답\n");
        client.EndInput();
        server.EndInput();
        Assert.Equal(0, await client.Exit());
        Assert.Equal("대답\n", client.Output);
        Assert.Equal(0, await server.Exit());
    }

    [Fact]
    public async Task After_the_end_of_input_a_silent_server_is_waited_for_no_longer_than_the_timeout()
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            await using RunningProgram client = MeariProgram.StartEnglish("connect", "--raw", $"127.0.0.1:{port}", "--timeout", "300ms");
            using Socket peer = await listener.AcceptAsync().WaitAsync(Plain.Limit);
            client.EndInput();
            long started = Stopwatch.GetTimestamp();
            Assert.Equal(1, await client.Exit());
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
            Assert.StartsWith($"TIMEOUT: 127.0.0.1:{port} sent nothing for 300ms.", client.Error, StringComparison.Ordinal);
        }
    }
}
