namespace Meari.Cli.Tests;

/// <summary>A user without rights, whom root can become.</summary>
public static class OtherUser
{
    /// <summary>setpriv(1)'s options.</summary>
    public static readonly string[] Options = ["--reuid=65532", "--regid=65532", "--clear-groups"];

    /// <summary>The program's own folder may be closed to other users, and what it writes needs a place.</summary>
    /// <param name="directory">Gets the program, and becomes writable.</param>
    /// <returns>The copy's path.</returns>
    public static async Task<string> CopyProgram(string directory)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can become another user.");
        string copy = Path.Combine(directory, "meari");
        await using RunningProgram copying = RunningProgram.Start(
            "bash", ["-c", "mkdir \"$1\" && cp -r \"$0\"/. \"$1\" && chmod -R a+rX \"$2\" && chmod 777 \"$2\"", Path.GetDirectoryName(MeariProgram.Path)!, copy, directory]);
        Assert.Equal(0, await copying.Exit());
        string program = Path.Combine(copy, "meari");
        await using RunningProgram version = RunningProgram.Start("setpriv", [.. Options, program, "--version"], "en");
        Assert.SkipUnless(await version.Exit() == 0, "Here .NET itself is closed to other users.");
        return program;
    }
}
