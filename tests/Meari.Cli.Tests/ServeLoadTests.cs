using System.Globalization;
using System.Net.Sockets;

namespace Meari.Cli.Tests;

public sealed class ServeLoadTests
{
    const int MiB = 1024 * 1024;

    [Fact]
    public async Task A_thousand_clients_get_every_byte_of_a_hundred_messages_back_and_none_too_many()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        await using (server)
        {
            byte[] random = new byte[4 * MiB];
            new Random(1).NextBytes(random);
            Socket[] clients = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Plain.Connect(port)));
            long[] bytes = await Task.WhenAll(clients.Select((client, seed) => Converse(client, new(seed), random)));
            Assert.True(bytes.Sum() > 1000L * MiB);
            await server.OutputHas("클라이언트 종료", 1000);
            // stderr is written after stdout: its last line may be still to come when stdout's last one has been read.
            await server.ErrorHas("정상 종료", 1000);
            Assert.Equal(1000, server.Error.Split('\n').Count(static l => l.Contains("정상 종료", StringComparison.Ordinal)));
        }
    }

    /// <summary>A hundred messages, lengths log-uniform from 1 byte to 1 MiB; then FIN, and nothing may be left over.</summary>
    static async Task<long> Converse(Socket client, Random choice, byte[] random)
    {
        using (client)
        {
            long total = 0;
            for (int message = 0; message < 100; message++)
            {
                int length = (int)Math.Exp(choice.NextDouble() * Math.Log(MiB));
                ReadOnlyMemory<byte> bytes = random.AsMemory(choice.Next(random.Length - length), length);
                Task sending = client.SendAll(bytes);
                await CompareEcho(client, bytes);
                await sending;
                total += length;
            }
            client.Finish();
            Assert.Empty(await client.ReceiveToEnd());
            return total;
        }
    }

    static async Task CompareEcho(Socket client, ReadOnlyMemory<byte> expected)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(64 * 1024);
        while (!expected.IsEmpty)
        {
            int most = Math.Min(buffer.Length, expected.Length);
            int received = await client.ReceiveAsync(buffer.AsMemory(0, most)).AsTask().WaitAsync(TimeSpan.FromSeconds(120));
            Assert.True(received > 0, "The server finished before everything came back.");
            Assert.True(expected.Span[..received].SequenceEqual(buffer.AsSpan(0, received)));
            expected = expected[received..];
        }
        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>
    /// Eight at once, so that what the runtime takes for itself meanwhile (it compiles a method again, 1 or 2 MiB) does not count as theirs.
    /// </summary>
    [Fact]
    public async Task A_client_that_sends_64_MiB_and_never_reads_costs_less_than_1_MiB_and_nobody_notices()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The server's memory is read from /proc.");
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        await using (server)
        {
            await WarmUp(port);
            using Socket other = await Plain.Connect(port);
            long before = MemoryOf(server);
            Socket[] greedy = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Plain.Connect(port)));
            Task<int>[] sending = [.. greedy.Select(static client => SendUntilStopped(client, 64 * MiB))];
            // They are stopped by backpressure long before the end: their sends do not complete, while the other is served.
            for (int i = 0; i < 2000; i++)
                Assert.Equal([(byte)i], await other.Echo([(byte)i]));
            Assert.All(sending, static s => Assert.False(s.IsCompleted));
            Assert.InRange((MemoryOf(server) - before) / greedy.Length, long.MinValue, MiB - 1);
            foreach (Socket client in greedy)
                client.Reset();
            Assert.All(await Task.WhenAll(sending), static sent => Assert.InRange(sent, 1, (64 * MiB) - 1));
            await server.ErrorHas("강제 종료(RST): 클라이언트가 끊음");
        }
    }

    static async Task<int> SendUntilStopped(Socket client, int length)
    {
        byte[] piece = new byte[64 * 1024];
        int sent = 0;
        try
        {
            while (sent < length)
                sent += await client.SendAsync(piece.AsMemory());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Reset by this test, at its end.
        }
        return sent;
    }

    /// <summary>As the one below will be: the server's code is compiled and its pools are filled before its memory is measured.</summary>
    static async Task WarmUp(int port)
    {
        byte[] large = new byte[8 * MiB];
        for (int i = 0; i < 3; i++)
        {
            using Socket client = await Plain.Connect(port);
            Task sending = client.SendAll(large);
            await CompareEcho(client, large);
            await sending;
            for (int j = 0; j < 2000; j++)
                await client.Echo([1]);
            client.Finish();
            Assert.Empty(await client.ReceiveToEnd());
        }
    }

    /// <summary>Memory of the server's own that is in use (RssAnon of proc(5)): what socket buffers hold is the kernel's.</summary>
    static long MemoryOf(RunningProgram server)
    {
        string line = File.ReadLines($"/proc/{server.Id}/status").First(static l => l.StartsWith("RssAnon:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_client_that_half_closes_after_8_MiB_and_reads_slowly_gets_all_of_it_and_then_FIN()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        await using (server)
        {
            byte[] bytes = new byte[8 * MiB];
            new Random(8).NextBytes(bytes);
            using Socket client = await Plain.Connect(port);
            client.ReceiveBufferSize = 16 * 1024;
            Task sending = SendThenFinish(client, bytes);
            byte[] received = new byte[bytes.Length];
            int filled = 0;
            while (await client.ReceiveAsync(received.AsMemory(filled, Math.Min(4096, Math.Max(1, received.Length - filled)))).AsTask().WaitAsync(Plain.Limit) is > 0 and int count)
            {
                filled += count;
                Assert.True(filled <= bytes.Length);
                if (filled == bytes.Length)
                    break;
            }
            await sending;
            Assert.True(bytes.AsSpan().SequenceEqual(received));
            Assert.Empty(await client.ReceiveToEnd());
            await server.ErrorHas("정상 종료: 클라이언트가 먼저 끝냄(FIN) (8,388,608바이트 받음, 8,388,608바이트 보냄)");
        }
    }

    static async Task SendThenFinish(Socket client, byte[] bytes)
    {
        await client.SendAll(bytes);
        client.Finish();
    }
}
