using System.Diagnostics;

namespace Meari.Cli.Tests;

/// <summary>A real terminal: a tmux server of the test's own, with one window. It has the kernel's line editing, and shows what a person would see.</summary>
public sealed class Terminal : IAsyncDisposable
{
    static int _last;

    readonly string _socket = Path.Combine(Path.GetTempPath(), $"meari-test-{Environment.ProcessId}-{Interlocked.Increment(ref _last)}.tmux");

    Terminal()
    {
    }

    /// <summary>Runs a program in a terminal of 80 columns and 24 lines.</summary>
    public static async Task<Terminal> Start(params string[] command)
    {
        Terminal terminal = new();
        // The window stays when the program has ended, so that its last words can be read.
        await terminal.Tmux(
            ["-f", "/dev/null", "-u", "new-session", "-d", "-x", "80", "-y", "24", "-e", "LC_ALL=C.UTF-8", "bash", "-c", "trap : INT; \"$@\"; echo \"exit $?\"; exec cat", "bash", .. TestEngine.AddTo(command)]);
        return terminal;
    }

    /// <summary>Types text, or presses a key by its tmux name (Enter, BSpace, C-d …).</summary>
    public Task Press(params string[] keys) => Tmux(["send-keys", .. keys]);

    public Task<string> Screen() => Tmux(["capture-pane", "-p"]);

    /// <summary>Waits until the screen holds a text; asks tmux again and again, since it tells no one of changes.</summary>
    public async Task<string> Shows(string text)
    {
        string screen = await Until(all => all.Contains(text, StringComparison.Ordinal));
        Assert.Contains(text, screen, StringComparison.Ordinal);
        return screen;
    }

    /// <summary>Waits until the screen is as wanted, or too long.</summary>
    /// <returns>The screen.</returns>
    public async Task<string> Until(Func<string, bool> wanted)
    {
        Stopwatch watch = Stopwatch.StartNew();
        string screen;
        do
            screen = await Screen();
        while (!wanted(screen) && watch.Elapsed < RunningProgram.Limit);
        return screen;
    }

    /// <summary>Gives it another size, and waits until the programs in it could know.</summary>
    public async Task Resize(int columns, int rows)
    {
        await Tmux(["resize-window", "-x", $"{columns}", "-y", $"{rows}"]);
        string device = (await Tmux(["display-message", "-p", "#{pane_tty}"])).Trim(), size;
        do
        {
            await using RunningProgram stty = RunningProgram.Start("stty", ["-F", device, "size"], "en");
            Assert.Equal(0, await stty.Exit());
            size = stty.Output.Trim();
        }
        while (size != $"{rows} {columns}");
    }

    async Task<string> Tmux(string[] arguments)
    {
        await using RunningProgram tmux = RunningProgram.Start("tmux", ["-S", _socket, .. arguments], "en");
        int exit = await tmux.Exit();
        Assert.True(exit == 0, tmux.Error);
        return tmux.Output;
    }

    public async ValueTask DisposeAsync()
    {
        await Tmux(["kill-server"]);
        File.Delete(_socket);
    }
}
