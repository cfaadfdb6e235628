namespace Meari.Cli.Tests;

/// <summary>Programs to whom a system call is forbidden: a filter of their own answers it with an errno, as a container's does.</summary>
/// <remarks>Source: seccomp(2), prctl(2), PR_SET_NO_NEW_PRIVS; linux/filter.h.</remarks>
public sealed class ForbiddenCall : IDisposable
{
    public const int EPERM = 1;

    /// <summary>Loads the number of the system call, then the lower half of its first argument; those that are forbidden return SECCOMP_RET_ERRNO, all others SECCOMP_RET_ALLOW.</summary>
    const string Filter = """
        import ctypes, os, struct, sys
        def step(code, jt, jf, k): return struct.pack("HBBI", code, jt, jf, k)
        error, number, first = int(sys.argv[1]), {"io_uring_setup": 425, "socket": 198 if os.uname().machine == "aarch64" else 41}[sys.argv[2]], sys.argv[3]
        matches = step(0x20, 0, 0, 16) + step(0x15, 0, 1, int(first)) if first else b""
        program = step(0x20, 0, 0, 0) + step(0x15, 0, 1 + len(matches) // 8, number) + matches + step(0x06, 0, 0, 0x00050000 | error) + step(0x06, 0, 0, 0x7fff0000)
        steps = ctypes.create_string_buffer(program, len(program))
        class Program(ctypes.Structure):
            _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
        filter = Program(len(program) // 8, ctypes.addressof(steps))
        if prctl(38, 1, 0, 0, 0) != 0 or prctl(22, 2, ctypes.addressof(filter), 0, 0) != 0:
            sys.exit("seccomp: " + os.strerror(ctypes.get_errno()))
        os.execvp(sys.argv[4], sys.argv[4:])
        """;

    readonly string _script = Path.GetTempFileName();

    readonly string _call, _first;

    ForbiddenCall(string call, string first)
    {
        (_call, _first) = (call, first);
        File.WriteAllText(_script, Filter);
    }

    /// <summary>io_uring_setup(2).</summary>
    public static ForbiddenCall IoUring() => new("io_uring_setup", "");

    /// <summary>socket(2) with AF_NETLINK.</summary>
    public static ForbiddenCall Netlink() => new("socket", "16");

    /// <summary>The command line that runs <c>meari</c> under the filter. The language is an option: of a locale that the machine lacks, others than meari complain.</summary>
    public string[] Command(int error, string language, params string[] arguments) =>
        ["python3", _script, $"{error}", _call, _first, MeariProgram.Path, .. arguments, "--lang", language];

    public RunningProgram Start(int error, string language, params string[] arguments)
    {
        string[] command = Command(error, language, arguments);
        return RunningProgram.Start(command[0], command[1..], "en");
    }

    public void Dispose() => File.Delete(_script);
}
