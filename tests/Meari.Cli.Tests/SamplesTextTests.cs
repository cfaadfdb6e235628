using System.Globalization;
using System.Text.RegularExpressions;

namespace Meari.Cli.Tests;

/// <summary>What the samples' readers are told about them, held against the four files.</summary>
[Trait("Engine", "none")]
public sealed partial class SamplesTextTests
{
    static string Folder { get; } = Path.Join(MeariProgram.Repository, "samples");

    static string[] Lines(string name) => File.ReadAllLines(Path.Join(Folder, name + ".cs"));

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.ko.md")]
    public void Line_numbers_in_the_table_are_those_of_the_calls(string readme)
    {
        string[] calls =
        [
            "new Socket(", ".Bind(", ".Listen(", ".Accept(", ".Connect(", ".Receive(", ".Send(", ".Close(",
            "IPEndPoint serverAddr", "IPAddress.TryParse(", ".Address.ToString(",
        ];
        string[][] rows = [.. File.ReadLines(Path.Join(Folder, readme))
            .Select(static line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(static cells => cells.Length == 7 && LineNumbers().IsMatch(string.Concat(cells[3..6])))];
        Assert.Equal(calls.Length, rows.Length);
        foreach ((string call, string[] cells) in calls.Zip(rows))
        {
            Assert.Equal(CitedLines(call, "TCPServer"), cells[3]);
            Assert.Equal(CitedLines(call, "TCPServer6"), cells[4]);
            Assert.Equal(CitedLines(call, "TCPClient"), cells[5]);
            Assert.Equal(CitedLines(call, "TCPClient6"), cells[5]);
        }
    }

    static string CitedLines(string call, string name)
    {
        string[] found = [.. Lines(name).Index()
            .Where(line => line.Item.Contains(call, StringComparison.Ordinal))
            .Where(static line => !line.Item.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .Select(static line => (line.Index + 1).ToString(CultureInfo.InvariantCulture))];
        return found.Length == 0 ? "–" : string.Join(", ", found);
    }

    [Fact]
    public void Part_that_is_called_the_same_in_all_four_programs_is_the_same()
    {
        string[] parts = [.. new[] { "TCPServer", "TCPServer6", "TCPClient", "TCPClient6" }
            .Select(static name => Lines(name).SkipWhile(static line => !line.StartsWith("// ---", StringComparison.Ordinal)))
            .Select(static lines => string.Join('\n', lines))];
        Assert.Contains("ErrQuit", parts[0], StringComparison.Ordinal);
        Assert.Single(parts.Distinct());
    }

    [Theory]
    [InlineData("TCPServer", 1)] // and ScopeId = 0
    [InlineData("TCPClient", 0)]
    public void IPv6_programs_differ_from_the_IPv4_ones_where_the_family_is_named_and_nowhere_else(string name, int added)
    {
        string[] four = Lines(name);
        string[] six = Lines(name + "6");
        Assert.Equal(four.Length + added, six.Length);
        string[] changed = [.. six.Except(four)];
        Assert.InRange(changed.Length, 5, 7);
        Assert.All(changed, static line => Assert.Matches("IPv6|InterNetworkV6|::1|ScopeId", line));
    }

    [GeneratedRegex(@"^[\d, –]+$")]
    private static partial Regex LineNumbers();
}
