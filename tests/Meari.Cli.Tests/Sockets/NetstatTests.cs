using System.Text.RegularExpressions;

namespace Meari.Cli.Tests;

/// <summary>The four pictures of the chapter's exercise 4-2, <c>netstat -a -n -p tcp | findstr 9000</c>.</summary>
[Trait("Engine", "none")]
public sealed partial class NetstatTests
{
    const string Listening = "TCP 0.0.0.0:9000 0.0.0.0:0 LISTENING";

    /// <summary>The chapter's client with the chapter's port; a line of input is a step.</summary>
    const string Client = """
        import socket, sys
        s = socket.socket(); s.bind(("127.0.0.1", 14641)); s.connect(("127.0.0.1", 9000))
        print("connected", flush=True)
        sys.stdin.readline(); s.close()
        print("closed", flush=True)
        sys.stdin.read()
        """;

    [Theory]
    [InlineData("serve", "--book")]
    [InlineData("serve")]
    public async Task Exercise_4_2_has_the_slides_lines_all_four_times(params string[] serve)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = network.Start(MeariProgram.Path, serve);
        await UntilListening(network);
        Assert.Equal([Listening], await Lines(network));
        await using (RunningProgram client = network.Start("python3", ["-c", Client]))
        {
            await client.OutputHas("connected");
            Assert.Equal(
                [Listening, "TCP 127.0.0.1:9000 127.0.0.1:14641 ESTABLISHED", "TCP 127.0.0.1:14641 127.0.0.1:9000 ESTABLISHED"], await Lines(network));
            await client.Type("\n");
            await client.OutputHas("closed");
            await server.OutputHas("14641", times: 2); // its line for the end: the server has closed too
            Assert.Equal([Listening, "TCP 127.0.0.1:14641 127.0.0.1:9000 TIME_WAIT"], await UntilNot(network, "FIN_WAIT"));
        }
        // The slide waits five minutes; ss can end a TIME_WAIT at once.
        await using RunningProgram kill = network.Start("ss", ["-K", "-t", "state", "time-wait", "sport", "=", ":14641"]);
        await kill.Exit();
        string[] last = await Lines(network);
        Assert.SkipWhen(last.Length > 1, "This kernel does not let ss end a TIME_WAIT (CONFIG_INET_DIAG_DESTROY).");
        Assert.Equal([Listening], last);
    }

    [Fact]
    public async Task IPv6_has_its_own_lines_with_brackets()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = network.Start(MeariProgram.Path, ["serve"]);
        await UntilListening(network);
        await using RunningProgram client = network.Start("python3", ["-c", Client.Replace("socket.socket()", "socket.socket(socket.AF_INET6)", StringComparison.Ordinal).Replace("127.0.0.1", "::1", StringComparison.Ordinal)]);
        await client.OutputHas("connected");
        Assert.Equal(
            ["TCP [::]:9000 [::]:0 LISTENING", "TCP [::1]:9000 [::1]:14641 ESTABLISHED", "TCP [::1]:14641 [::1]:9000 ESTABLISHED"], await Lines(network, "-6"));
        Assert.Equal([Listening], await Lines(network));
        Assert.Equal([Listening], await Lines(network, "-4"));
    }

    [Fact]
    public async Task Columns_are_as_wide_as_on_Windows()
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        await using RunningProgram server = network.Start(MeariProgram.Path, ["serve", "--book"]);
        await UntilListening(network);
        Assert.Equal("  TCP    0.0.0.0:9000           0.0.0.0:0              LISTENING\n", await Print(network));
    }

    static async Task<string> Print(NetworkNamespace network, params string[] options)
    {
        await using RunningProgram program = network.Start(MeariProgram.Path, ["sockets", "--netstat", .. options]);
        Assert.Equal(0, await program.Exit());
        return program.Output;
    }

    static async Task<string[]> Lines(NetworkNamespace network, params string[] options) =>
        [.. (await Print(network, options)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => Spaces().Replace(line.Trim(), " "))];

    /// <summary>With --book the server says nothing when it starts.</summary>
    static async Task UntilListening(NetworkNamespace network)
    {
        while ((await Lines(network)).Length == 0)
            await Task.Yield();
    }

    /// <summary>The last segments are under way when both programs have closed.</summary>
    static async Task<string[]> UntilNot(NetworkNamespace network, string state)
    {
        string[] lines;
        do
            lines = await Lines(network);
        while (lines.Any(line => line.Contains(state, StringComparison.Ordinal) || line.Contains("LAST_ACK", StringComparison.Ordinal)));
        return lines;
    }

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
