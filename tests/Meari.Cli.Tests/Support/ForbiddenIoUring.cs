namespace Meari.Cli.Tests;

/// <summary>Programs to whom io_uring is forbidden: a filter of their own answers io_uring_setup(2) with an errno, as a container's does.</summary>
/// <remarks>Source: seccomp(2), prctl(2), PR_SET_NO_NEW_PRIVS; linux/filter.h.</remarks>
public sealed class ForbiddenIoUring : IDisposable
{
    public const int EPERM = 1;

    /// <summary>Loads the number of the system call; 425 (io_uring_setup, on every architecture) returns SECCOMP_RET_ERRNO, all others SECCOMP_RET_ALLOW.</summary>
    const string Filter = """
        import ctypes, os, struct, sys
        def step(code, jt, jf, k): return struct.pack("HBBI", code, jt, jf, k)
        program = step(0x20, 0, 0, 0) + step(0x15, 0, 1, 425) + step(0x06, 0, 0, 0x00050000 | int(sys.argv[1])) + step(0x06, 0, 0, 0x7fff0000)
        steps = ctypes.create_string_buffer(program, len(program))
        class Program(ctypes.Structure):
            _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
        filter = Program(len(program) // 8, ctypes.addressof(steps))
        if prctl(38, 1, 0, 0, 0) != 0 or prctl(22, 2, ctypes.addressof(filter), 0, 0) != 0:
            sys.exit("seccomp: " + os.strerror(ctypes.get_errno()))
        os.execvp(sys.argv[2], sys.argv[2:])
        """;

    readonly string _script = Path.GetTempFileName();

    public ForbiddenIoUring() => File.WriteAllText(_script, Filter);

    /// <summary>The command line that runs <c>meari</c> under the filter. The language is an option: of a locale that the machine lacks, others than meari complain.</summary>
    public string[] Command(int error, string language, params string[] arguments) =>
        ["python3", _script, $"{error}", MeariProgram.Path, .. arguments, "--lang", language];

    public RunningProgram Start(int error, string language, params string[] arguments)
    {
        string[] command = Command(error, language, arguments);
        return RunningProgram.Start(command[0], command[1..], "en");
    }

    public void Dispose() => File.Delete(_script);
}
