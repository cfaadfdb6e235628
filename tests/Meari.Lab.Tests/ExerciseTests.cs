using System.Text.RegularExpressions;
using Meari.Text;

namespace Meari.Lab.Tests;

/// <summary>The exercises show what the slides show.</summary>
[Trait("Engine", "none")]
[Collection("runs")] // one after the other: each takes the port of the chapter
public sealed partial class ExerciseTests
{
    [Theory]
    [InlineData("4-2", "0.0.0.0", "127.0.0.1")]
    [InlineData("4-3", "[::]", "[::1]")]
    public async Task The_lines_of_netstat_are_the_slides_even_while_an_earlier_run_is_in_TIME_WAIT(string name, string any, string loopback)
    {
        for (int run = 0; run < 2; run++)
        {
            LabReport report = await new LabRunner(Language.Korean, static _ => { }).RunAsync(ExperimentCatalog.Find(name)!, TestContext.Current.CancellationToken);
            string[] lines = [.. report.Entries.OfType<LabListing>().SelectMany(static look => look.Lines).Select(static line => Blanks().Replace(line.ToString(), " "))];
            Assert.Equal(6, lines.Length);
            Match port = Port().Match(lines[0]), client = Port().Match(lines[5]);
            string server = $"{loopback}:{port.Value}", peer = $"{loopback}:{client.Value}", listening = $"TCP {any}:{port.Value} {any}:0 LISTENING";
            Assert.Equal([listening], lines[..1]);
            // By local address and port, as netstat has them: either end may have the lower port.
            Assert.Equal(Sorted(listening, $"TCP {server} {peer} ESTABLISHED", $"TCP {peer} {server} ESTABLISHED"), Sorted(lines[1..4]));
            Assert.Equal([listening, $"TCP {peer} {server} TIME_WAIT"], lines[4..]);
        }
    }

    static string[] Sorted(params string[] lines) => [.. lines.Order(StringComparer.Ordinal)];

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();

    /// <summary>The first address's.</summary>
    [GeneratedRegex(@"(?<=:)\d+(?= )")]
    private static partial Regex Port();
}
