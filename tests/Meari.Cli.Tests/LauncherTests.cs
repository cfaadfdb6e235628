namespace Meari.Cli.Tests;

/// <summary>The script ./meari, in a copy of the sources.</summary>
[Trait("Engine", "none")]
public sealed class LauncherTests : IAsyncLifetime
{
    readonly string _copy = Directory.CreateTempSubdirectory("meari-launcher-").FullName;

    public async ValueTask InitializeAsync()
    {
        await using RunningProgram copy = RunningProgram.Start(
            "bash", ["-c", "cd \"$0\" && cp -r src meari .editorconfig Directory.* global.json \"$1\"", MeariProgram.Repository, _copy], "en");
        Assert.Equal(0, await copy.Exit());
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_copy, recursive: true);
        return ValueTask.CompletedTask;
    }

    RunningProgram Start(params string[] arguments) => RunningProgram.Start(Path.Combine(_copy, "meari"), arguments, "en");

    static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Started_twice_at_once_it_builds_once_and_only_when_a_source_is_newer_and_becomes_the_program()
    {
        await using RunningProgram first = Start("--version");
        await using RunningProgram second = Start("--version");
        Assert.Equal(0, await first.Exit(BuildLimit));
        Assert.Equal(0, await second.Exit(BuildLimit));
        Assert.Matches(@"^meari \d+\.\d+\.\d+\n$", first.Output);
        Assert.Equal(first.Output, second.Output);
        Assert.Equal(
            ["meari: building…", "meari: waiting for a build that is under way…"],
            (first.Error + second.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());

        await using RunningProgram third = Start("serve", "127.0.0.1:0");
        await MeariProgram.Listening(third);
        Assert.Contains("Listening", third.Error, StringComparison.Ordinal);
        Assert.Equal("meari", (await File.ReadAllTextAsync($"/proc/{third.Id}/comm")).Trim());

        await using RunningProgram closed = RunningProgram.Start("bash", ["-c", "\"$0\" connect :1 --lang en <&- >&-", Path.Combine(_copy, "meari")], "en");
        Assert.Equal(1, await closed.Exit());
        Assert.StartsWith("REFUSED: ", closed.Error, StringComparison.Ordinal);
        await using RunningProgram mute = RunningProgram.Start("bash", ["-c", "\"$0\" --version >&-", Path.Combine(_copy, "meari")], "en");
        Assert.Equal(0, await mute.Exit());
        Assert.Empty(mute.Error);
        await using RunningProgram deaf = RunningProgram.Start("bash", ["-c", "\"$0\" connect :1 --lang en <&- 2>&-", Path.Combine(_copy, "meari")], "en");
        Assert.Equal(1, await deaf.Exit());

        string source = Path.Combine(_copy, "src/Meari.Cli/Program.cs");
        await File.AppendAllTextAsync(source, "nonsense\n");
        await using RunningProgram broken = Start("--version");
        Assert.Equal(1, await broken.Exit(BuildLimit));
        Assert.Empty(broken.Output);
        Assert.Contains("Program.cs", broken.Error, StringComparison.Ordinal);
        Assert.EndsWith("meari: the build failed; what the compiler says stands above.\n", broken.Error, StringComparison.Ordinal);
    }
}
