using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Meari.Cli.Tests;

public sealed class ServeDrainTests
{
    /// <summary>So many echoed bytes show that a client is in full swing.</summary>
    const int Busy = 1024 * 1024;

    const int Pattern = 64 * 1024;

    [Fact]
    public async Task Under_load_every_echo_of_a_received_byte_arrives_before_FIN()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0", "-q", "--drain", "20s");
        await using (server)
        {
            Socket[] clients = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Plain.Connect(port)));
            int[] ports = [.. clients.Select(Plain.LocalPort)];
            using CountdownEvent busy = new(clients.Length);
            Task<long>[] loads = [.. clients.Select((client, seed) => LoadUntilFin(client, seed, busy))];
            Assert.True(busy.Wait(Plain.Limit));
            server.Signal(PosixSignal.SIGTERM);
            long[] echoed = await Task.WhenAll(loads);
            Assert.All(echoed, static bytes => Assert.True(bytes > 0));
            Assert.Equal(0, await server.Exit());
            // The server counts what it received and what it sent back, each connection for itself.
            Dictionary<string, string> ends = server.Error.Split('\n')
                .Where(static l => l.Contains("바이트 받음", StringComparison.Ordinal))
                .ToDictionary(static l => l.Split(": ")[0]);
            Assert.Equal(50, ends.Count);
            Assert.All(clients.Zip(ports, echoed), end => Assert.Equal((end.Third, end.Third), Counts(ends[$"127.0.0.1:{end.Second}"])));
            Assert.Contains("접속 50개 정상 종료, 0개 강제 종료(RST)", server.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>Sends without pause and compares what comes back, until the server's FIN; a reset fails the test.</summary>
    /// <returns>How many bytes came back.</returns>
    static async Task<long> LoadUntilFin(Socket client, int seed, CountdownEvent busy)
    {
        byte[] pattern = new byte[Pattern];
        new Random(seed).NextBytes(pattern);
        byte[] twice = [.. pattern, .. pattern];
        Task sending = Task.Run(async () =>
        {
            try
            {
                for (long sent = 0; ;)
                    sent += await client.SendAsync(pattern.AsMemory((int)(sent % Pattern)));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The server closes while this still sends: that is what is tested.
            }
        });
        long echoed = 0;
        byte[] buffer = new byte[64 * 1024];
        while (await client.ReceiveAsync(buffer.AsMemory()).AsTask().WaitAsync(Plain.Limit) is > 0 and int received)
        {
            Assert.True(twice.AsSpan((int)(echoed % Pattern), received).SequenceEqual(buffer.AsSpan(0, received)), $"Another byte came at {echoed} or after.");
            if (echoed < Busy && echoed + received >= Busy)
                busy.Signal();
            echoed += received;
        }
        client.Dispose();
        await sending.WaitAsync(Plain.Limit);
        return echoed;
    }

    static (long In, long Out) Counts(string line)
    {
        string[] numbers = line.Split('(', ' ');
        return (Number(numbers[^4]), Number(numbers[^2]));

        static long Number(string text) => long.Parse(
            new string([.. text.TakeWhile(static c => char.IsAsciiDigit(c) || c == ',')]),
            System.Globalization.NumberStyles.AllowThousands,
            System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_client_that_stays_silent_gets_FIN_at_once()
    {
        (RunningProgram server, int port) = await MeariProgram.Serve("127.0.0.1:0");
        await using (server)
        {
            using Socket client = await Plain.Connect(port);
            await client.Echo([1]);
            server.Signal(PosixSignal.SIGTERM);
            Assert.Empty(await client.ReceiveToEnd());
            client.Dispose();
            Assert.Equal(0, await server.Exit());
            Assert.Contains("정상 종료: 서버가 종료하는 중", server.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_client_that_never_reads_is_cut_at_the_deadline_and_counted()
    {
        await using RunningProgram server = MeariProgram.StartEnglish("serve", "127.0.0.1:0", "--service", "chargen", "--drain", "500ms");
        int port = await MeariProgram.ListeningPort(server);
        using Socket stuck = await Plain.Connect(port);
        await server.OutputHas("client connected");
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await server.Exit());
        Assert.Contains("Stopping: waiting up to 500ms for 1 connection to finish.", server.Error, StringComparison.Ordinal);
        Assert.Contains("cut off (RST): the server stopped before it had finished", server.Error, StringComparison.Ordinal);
        Assert.EndsWith("Stopped: 0 connections finished, 1 cut off (RST).\n", server.Error, StringComparison.Ordinal);
        Assert.Contains("client closed", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once()
    {
        await using RunningProgram server = MeariProgram.StartEnglish("serve", "127.0.0.1:0", "--service", "chargen", "--drain", "1h");
        int port = await MeariProgram.ListeningPort(server);
        using Socket stuck = await Plain.Connect(port);
        await server.OutputHas("client connected");
        server.Signal(PosixSignal.SIGINT);
        await server.ErrorHas("Stopping");
        server.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await server.Exit());
        Assert.EndsWith("Stopped: 0 connections finished, 1 cut off (RST).\n", server.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_stopping_nobody_new_is_accepted()
    {
        await using RunningProgram server = MeariProgram.StartEnglish("serve", "127.0.0.1:0", "--service", "chargen", "--drain", "1h");
        int port = await MeariProgram.ListeningPort(server);
        using Socket stuck = await Plain.Connect(port);
        await server.OutputHas("client connected");
        server.Signal(PosixSignal.SIGTERM);
        await server.ErrorHas("Stopping");
        Assert.Equal(SocketError.ConnectionRefused, await FirstRefusal(port));
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(130, await server.Exit());
    }

    /// <summary>The line is told just before the listening socket is closed, which resets a handshake that is under way.</summary>
    static async Task<SocketError> FirstRefusal(int port)
    {
        SocketError error = SocketError.Success;
        for (int i = 0; i < 1000 && error is SocketError.Success or SocketError.ConnectionReset; i++)
        {
            try
            {
                (await Plain.Connect(port)).Dispose();
            }
            catch (SocketException e)
            {
                error = e.SocketErrorCode;
            }
        }
        return error;
    }
}
