using System.Diagnostics;
using Meari.Interop.Linux;
using Meari.Text;

namespace Meari.Observe.Calls;

/// <summary>The command lines of strace, and what it says when it cannot.</summary>
/// <remarks>Source: strace(1) of version 6.1.</remarks>
internal static class StraceCommand
{
    /// <summary>Where coreutils has the library with which stdbuf(1) makes a C program write line by line, though into a pipe.</summary>
    static readonly string[] LineBuffering = ["/usr/libexec/coreutils/libstdbuf.so", "/usr/lib/coreutils/libstdbuf.so"];

    /// <summary>Launches: strace becomes a grandchild (-DD) and the process that we start becomes the program, so that it has our terminal, our signals and an exit code for us.</summary>
    /// <remarks>
    /// -DD also puts strace into a process group of its own: Ctrl-C reaches the program, which decides, and not strace, which would let go
    /// of it. "-I waiting" lets SIGTERM end strace, which then detaches. --seccomp-bpf would be faster, but the calls of a program
    /// that strace has let go would fail with ENOSYS.
    /// </remarks>
    public static List<string> Launching(string output, string program, IReadOnlyList<string> arguments, bool isCaptured)
    {
        List<string> command = ["-DD", .. Common(output), "--quiet=attach,personality,path-resolution,thread-execve"];
        if (isCaptured)
            command.AddRange(LineBufferedEnvironment().SelectMany(static v => (string[])["-E", $"{v.Name}={v.Value}"]));
        return [.. command, "--", program, .. arguments];
    }

    /// <summary>Attaches; strace is our child, and says on its stderr how it went.</summary>
    public static List<string> Attaching(string output, int process) =>
        ["-p", $"{process}", .. Common(output), "--quiet=personality"];

    /// <summary>Launches nothing but itself, to see whether it may trace.</summary>
    public static List<string> Trying(string strace) => ["-DD", .. Common("/dev/null"), "--quiet=all", "--", strace, "-V"];

    static string[] Common(string output) =>
    [
        "-f", "-I", "waiting", "-yy", "-xx", "-s", $"{SocketCall.MaxData}", "-a", "1", "--absolute-timestamps=format:unix,precision:ns",
        "--syscall-times=ns", "-e", SocketCall.TraceExpression, "-e", "signal=none", "-o", output,
    ];

    /// <summary>The environment that makes a program of the C library end each line of its output with a write.</summary>
    public static IEnumerable<(string Name, string Value)> LineBufferedEnvironment()
    {
        if (Array.Find(LineBuffering, File.Exists) is not { } library)
            return [];
        string? before = Environment.GetEnvironmentVariable("LD_PRELOAD");
        return [("LD_PRELOAD", string.IsNullOrEmpty(before) ? library : $"{library}:{before}"), ("_STDBUF_O", "L")];
    }

    /// <summary>Whether ptrace works here at all: a container may forbid it (seccomp), or a security module (Yama).</summary>
    public static SourceStatus Try(string strace, TimeSpan limit)
    {
        ProcessStartInfo start = Quiet(strace, Trying(strace));
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> said = ReadBoundedAsync(process.StandardError.BaseStream);
            Task<string> version = ReadBoundedAsync(process.StandardOutput.BaseStream);
            bool isInTime = Task.WaitAll([said, version, process.WaitForExitAsync()], limit);
            if (!isInTime)
                process.Kill();
            return isInTime && said.Result.Length == 0 ? SourceStatus.Works : Refusal(isInTime ? said.Result : "");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return new(SourceObstacle.Failed, e.NativeErrorCode, "strace");
        }
    }

    /// <summary>With English messages, and with output and error for us.</summary>
    public static ProcessStartInfo Quiet(string strace, List<string> command)
    {
        ProcessStartInfo start = new(strace, command) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>What strace's words mean.</summary>
    public static SourceStatus Refusal(string said)
    {
        string line = said.Split('\n').FirstOrDefault(static l => l.StartsWith("strace: ", StringComparison.Ordinal), said.Trim());
        string detail = Escape.Text(line.Length <= 200 ? line : line[..200]);
        if (said.Contains("Operation not permitted", StringComparison.Ordinal) || said.Contains("Permission denied", StringComparison.Ordinal))
            return new(SourceObstacle.NotPermitted, Errno.EPERM, detail);
        if (said.Contains("No such process", StringComparison.Ordinal))
            return new(SourceObstacle.NoSuchProcess, Errno.ESRCH, detail);
        return new(SourceObstacle.Failed, 0, detail.Length == 0 ? "strace" : detail);
    }

    /// <summary>The first 4 KiB; the rest is read and dropped.</summary>
    static async Task<string> ReadBoundedAsync(Stream from)
    {
        byte[] kept = new byte[4096], rest = new byte[4096];
        int length = 0;
        while (await from.ReadAsync(length < kept.Length ? kept.AsMemory(length) : rest).ConfigureAwait(false) is > 0 and int read)
            length = Math.Min(kept.Length, length + (length < kept.Length ? read : 0));
        return System.Text.Encoding.UTF8.GetString(kept, 0, length);
    }
}
