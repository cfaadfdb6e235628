using System.Net.Sockets;
using static Meari.Cli.Tests.SocketsProgram;

namespace Meari.Cli.Tests;

/// <summary><c>meari sockets --info</c>: what TCP knows, with units and meanings.</summary>
[Trait("Engine", "none")]
public sealed class SocketsInfoTests
{
    [Theory]
    [InlineData(true, "왕복 시간(평균)", "1,000 B")]
    [InlineData(false, "round-trip time, smoothed", "1,000 B")]
    public async Task Info_has_units_and_meanings_in_both_languages(bool korean, string meaning, string bytes)
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            using Socket client = await Plain.Connect(port);
            await client.SendAll(new byte[1000]);
            (int exit, string output, string error) = await Run(korean, "-p", $"{port}", "--info");
            Assert.Equal((0, true), (exit, error is "" || !error.Contains("TCP_INFO", StringComparison.Ordinal)));
            Assert.Contains(meaning, output, StringComparison.Ordinal);
            Assert.Contains(output.Split('\n'), line => line.StartsWith("    bytes_sent", StringComparison.Ordinal) && line.Contains(bytes, StringComparison.Ordinal));
        }
    }

    /// <summary>Both sides have sent one byte, which is acknowledged with the answer or soon after; the SYN is counted where connect was called.</summary>
    [Fact]
    public async Task Info_says_on_which_side_the_SYN_counts_and_counts_it_there()
    {
        (Socket listener, int port) = Plain.Listen();
        using (listener)
        {
            using Socket client = await Plain.Connect(port);
            using Socket server = await listener.AcceptAsync();
            await client.SendAll(new byte[1]);
            await server.ReceiveExactly(1);
            (_, string active, _) = await Run(false, "-p", $"{client.LocalPort()}", "--info", "--state", "established");
            string[] acknowledged = [.. active.Split('\n').Where(static l => l.StartsWith("    bytes_acked", StringComparison.Ordinal))];
            Assert.Equal(2, acknowledged.Length);
            Assert.All(acknowledged, static l => Assert.Contains("(FIN counts 1; on the side that connected SYN too)", l, StringComparison.Ordinal));
            Assert.Equal(["0", "2"], acknowledged.Select(static l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]).Order());
        }
    }
}
