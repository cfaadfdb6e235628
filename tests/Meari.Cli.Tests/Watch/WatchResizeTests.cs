namespace Meari.Cli.Tests;

/// <summary>A terminal that gets another size while the picture grows.</summary>
[Trait("Engine", "none")]
public sealed class WatchResizeTests
{
    [Theory]
    [InlineData(120)]
    [InlineData(66)]
    public async Task What_comes_after_a_resize_is_as_wide_as_the_terminal_is_then(int columns)
    {
        await using NetworkNamespace network = await NetworkNamespace.Create();
        using EchoServer server = await EchoServer.Compile();
        await using Terminal terminal = await Terminal.Start(
            [.. network.Enter, MeariProgram.Path, "watch", "--no-color", "-o", server.File("recording"), "--", server.Program]);
        string before = await terminal.Shows("accept(3) …");
        await terminal.Resize(columns, 60);
        await server.Echo(network, "hello\n");
        string screen = await terminal.Shows("exit 0");

        Assert.Empty(Drawn(before).Except(await Replay(server, 80)));
        // A narrower terminal breaks the lines that it has already; the client's first state is the first that comes after.
        string[] drawn = [.. Drawn(screen).SkipWhile(static line => !line.Contains("SYN_SENT", StringComparison.Ordinal))];
        Assert.Contains(drawn, static line => line.Contains("TIME_WAIT", StringComparison.Ordinal));
        Assert.Contains(drawn, static line => line.Contains("SYN", StringComparison.Ordinal));
        Assert.Contains(drawn, line => Text.Columns.Width(line) > columns * 3 / 4);
        Assert.Empty(drawn.Except(await Replay(server, columns)));
    }

    /// <summary>The lines of the picture; the count and the exit code stand below it.</summary>
    static string[] Drawn(string screen) =>
        [.. screen.Split('\n').Select(static l => l.TrimEnd()).Where(static l => l.Length > 0 && !l.StartsWith("exit ", StringComparison.Ordinal) && !l.Contains(" events, ", StringComparison.Ordinal))];

    /// <summary>The whole picture at one width.</summary>
    static async Task<string[]> Replay(EchoServer server, int columns)
    {
        await using RunningProgram replay = RunningProgram.Start(
            MeariProgram.Path, ["watch", "--replay", server.File("recording"), "--speed", "max", "--width", $"{columns}"], "en");
        Assert.Equal(0, await replay.Exit());
        return Drawn(replay.Output);
    }
}
