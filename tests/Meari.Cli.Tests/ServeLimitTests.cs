using System.Diagnostics;
using System.Net.Sockets;

namespace Meari.Cli.Tests;

public sealed class ServeLimitTests
{
    [Fact]
    public async Task A_client_beyond_the_limit_is_reset_and_told_on_stderr()
    {
        await using RunningProgram server = MeariProgram.StartEnglish("serve", "127.0.0.1:0", "--max-connections", "1");
        int port = await MeariProgram.ListeningPort(server);
        using Socket first = await Plain.Connect(port);
        await first.Echo([1]);
        int second = await Plain.ConnectToBeReset(port);
        await server.ErrorHas($"127.0.0.1:{second}: refused (RST): the server is full (--max-connections) (0 bytes in, 0 bytes out)\n");
        first.Finish();
        Assert.Empty(await first.ReceiveToEnd());
        await server.OutputHas("client closed");
        // The place is free once the first connection has been closed, which follows its line.
        await RetryUntilServed(port);
    }

    static async Task RetryUntilServed(int port)
    {
        for (int i = 0; i < 1000; i++)
        {
            try
            {
                using Socket client = await Plain.Connect(port);
                Assert.Equal([2], await client.Echo([2]));
                return;
            }
            catch (SocketException)
            {
                // Still full.
            }
        }
        Assert.Fail("The place never became free.");
    }

    [Fact]
    public async Task An_idle_client_is_closed_and_a_busy_one_is_not()
    {
        await using RunningProgram server = MeariProgram.StartEnglish("serve", "127.0.0.1:0", "--idle-timeout", "400ms");
        int port = await MeariProgram.ListeningPort(server);
        using Socket busy = await Plain.Connect(port);
        using Socket idle = await Plain.Connect(port);
        int own = idle.LocalPort();
        Task<byte[]> end = idle.ReceiveToEnd();
        while (!end.IsCompleted)
            Assert.Equal([1], await busy.Echo([1]));
        Assert.Empty(await end);
        Assert.Equal([2], await busy.Echo([2]));
        idle.Dispose();
        await server.ErrorHas($"127.0.0.1:{own}: closed: idle for too long (--idle-timeout)");
    }

    /// <summary>
    /// Accepting with no descriptor left fails at once and for ever: a server that retries at once spins. 200 clients, 32 descriptors.
    /// </summary>
    [Fact]
    public async Task Out_of_descriptors_it_waits_without_spinning_says_so_once_a_second_and_resumes_by_itself()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "prlimit and /proc are Linux's.");
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q");
        await using (server)
        {
            await WarmUp(port);
            int used = Directory.GetFiles($"/proc/{server.Id}/fd").Length;
            await using (RunningProgram limit = RunningProgram.Start("prlimit", ["--pid", $"{server.Id}", $"--nofile={used + 32}:{used + 32}"]))
                Assert.Equal(0, await limit.Exit());

            Socket[] clients = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Plain.Connect(port)));
            await server.ErrorHas("파일 디스크립터가 모자랍니다");
            server.Process.Refresh();
            TimeSpan before = server.Process.TotalProcessorTime;
            Stopwatch watch = Stopwatch.StartNew();
            int linesBefore = Complaints(server);
            // Measured over three seconds: nothing happens that could be awaited.
            await Task.Delay(TimeSpan.FromSeconds(3));
            server.Process.Refresh();
            double share = (server.Process.TotalProcessorTime - before) / watch.Elapsed;
            Assert.InRange(share, 0, 0.05);
            Assert.InRange(Complaints(server) - linesBefore, 1, 4);

            byte[][] answers = await Task.WhenAll(clients.Select(static async client =>
            {
                byte[] answer = await client.Echo([42]);
                client.Finish();
                Assert.Empty(await client.ReceiveToEnd());
                client.Dispose();
                return answer;
            }));
            Assert.All(answers, static answer => Assert.Equal([42], answer));
        }
    }

    /// <summary>What the server opens only with its first clients (its thread pool, its event loop) is open before it is measured.</summary>
    static async Task WarmUp(int port)
    {
        Socket[] clients = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Plain.Connect(port)));
        foreach (Socket client in clients)
        {
            Assert.Equal([1], await client.Echo([1]));
            client.Finish();
            Assert.Empty(await client.ReceiveToEnd());
            client.Dispose();
        }
    }

    static int Complaints(RunningProgram server) => server.Error.Split("디스크립터가 모자랍니다").Length - 1;
}
