using System.Diagnostics;
using System.Globalization;
using Meari.Tests.Support;

namespace Meari.Tests.Stress;

/// <summary>
/// Whatever servers and clients do to each other, every byte arrives where and as it should, every end has the reason that fits, and nothing
/// is left behind. What is done is random and depends on a seed alone: MEARI_STRESS_SEED repeats it, MEARI_STRESS_SECONDS says for how long.
/// </summary>
[Collection(nameof(Alone))]
public sealed class StressTests(ITestOutputHelper output)
{
    const int DefaultSeconds = 10;

    [Fact]
    public async Task Every_byte_arrives_every_end_has_its_reason_and_nothing_is_left_behind()
    {
        ulong first = Setting("MEARI_STRESS_SEED") ?? (ulong)Random.Shared.NextInt64();
        TimeSpan time = TimeSpan.FromSeconds(Setting("MEARI_STRESS_SECONDS") ?? DefaultSeconds);
        await WarmUpAsync();
        Footprint before = Footprint.Now();
        Stopwatch watch = Stopwatch.StartNew();
        ulong seed = first;
        (int Connections, long Bytes) sum = default;
        do
        {
            try
            {
                (int connections, long bytes) = await Round.RunAsync(seed);
                await before.AssertNothingWasLeftSinceAsync();
                sum = (sum.Connections + connections, sum.Bytes + bytes);
            }
            catch (Exception e)
            {
                throw new StressException($"MEARI_STRESS_SEED={seed} {TestedEngine.Variable}={TestedEngine.Name}: {e.Message}\n{e.StackTrace}");
            }
            seed++;
        }
        while (watch.Elapsed < time);
        output.WriteLine($"{TestedEngine.Name}: seeds {first} to {seed - 1}, {sum.Connections} connections, {sum.Bytes >> 20} MiB checked");
    }

    static ulong? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>What the engines and the framework open once is no leak.</summary>
    static async Task WarmUpAsync()
    {
        await using TcpServer server = TcpServer.Start("127.0.0.1:0", TcpServices.Echo, new() { Threads = Round.MaxThreads });
        for (int i = 0; i < Environment.ProcessorCount; i++)
        {
            TcpConnectResult result = await TcpConnection.ConnectAsync(server.EndPoints[0]).InTime();
            await result.Connection!.DisposeAsync().InTime();
        }
        using PlainPeer peer = await PlainPeer.ConnectAsync(server.EndPoints[0]);
        await peer.SendAsync("a");
        Assert.Equal("a", await peer.ReceiveTextAsync(1));
    }
}
