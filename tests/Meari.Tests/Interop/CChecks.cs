using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Meari.Tests.Support;

namespace Meari.Tests.Interop;

/// <summary>
/// A C file that says what the program believes of the kernel's interface, for a compiler to compare with the headers of an architecture.
/// Nothing is run; so another architecture's compiler is as good as this machine's.
/// </summary>
sealed partial class CChecks
{
    /// <summary>_GNU_SOURCE: for what POSIX does not have, such as POLLRDHUP and the flags of splice.</summary>
    const string Headers = """
        #define _GNU_SOURCE
        #include <dirent.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <net/if_arp.h>
        #include <netinet/in.h>
        #include <poll.h>
        #include <signal.h>
        #include <stddef.h>
        #include <sys/epoll.h>
        #include <sys/eventfd.h>
        #include <sys/ioctl.h>
        #include <sys/mman.h>
        #include <sys/mount.h>
        #include <sys/resource.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <sys/timerfd.h>
        #include <time.h>
        #include <linux/filter.h>
        #include <linux/if_ether.h>
        #include <linux/if_packet.h>
        #include <linux/inet_diag.h>
        #include <linux/io_uring.h>
        #include <linux/netlink.h>
        #include <linux/sock_diag.h>
        #include <linux/tcp.h>

        """;

    readonly List<(string Name, string Line)> _checks = [];

    /// <summary>The structures that are checked, and where in them.</summary>
    public Dictionary<Type, HashSet<nint>> Structures { get; } = [];

    public void Constant(string name, ulong value) =>
        Add(name, $"_Static_assert((unsigned long long)({name}) == {value}ULL, \"{name}\");");

    /// <summary>All constants of a class that have a header's name.</summary>
    public void ConstantsOf(Type type)
    {
        foreach (FieldInfo field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            if (field.IsLiteral && HeaderName.IsMatch(field.Name))
                Constant(field.Name, ValueOf(field.GetRawConstantValue()!));
        }
    }

    /// <summary>As C converts it: a negative number is sign-extended.</summary>
    static ulong ValueOf(object constant) =>
        constant is int number ? unchecked((ulong)number) : Convert.ToUInt64(constant, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(SYS_\\w+|[A-Z0-9_]+)$")]
    private static partial Regex HeaderName { get; }

    /// <summary>The size of a structure; its members follow.</summary>
    public Structure<T> Struct<T>(string name, ref T value)
        where T : unmanaged
    {
        Size(name, Unsafe.SizeOf<T>());
        Structures[typeof(T)] = [];
        return new(this, name, ref value);
    }

    public void Size(string type, int size) => Add(type, $"_Static_assert(sizeof({type}) == {size}, \"sizeof {type}\");");

    public void Offset(string type, string member, nint offset) =>
        Add($"{type}.{member}", $"_Static_assert(offsetof({type}, {member}) == {offset}, \"offsetof {type}.{member}\");");

    void Add(string name, string line) => _checks.Add((name, line));

    /// <summary>A member for each field; offsets are those that the running program uses.</summary>
    public readonly ref struct Structure<T>(CChecks checks, string name, ref T value)
        where T : unmanaged
    {
        readonly ref T _value = ref value;

        public Structure<T> Member<TField>(string member, ref TField field)
            where TField : unmanaged
        {
            nint offset = Unsafe.ByteOffset(ref Unsafe.As<T, byte>(ref _value), ref Unsafe.As<TField, byte>(ref field));
            checks.Structures[typeof(T)].Add(offset);
            checks.Offset(name, member, offset);
            checks.Add($"{name}.{member}", $"_Static_assert(sizeof((({name} *)0)->{member}) == {Unsafe.SizeOf<TField>()}, \"sizeof {name}.{member}\");");
            return this;
        }
    }

    /// <returns>What the headers do not know.</returns>
    public async Task<IReadOnlyList<string>> CompileAsync(string compiler)
    {
        string errors = await CompileAsync(compiler, _checks);
        string[] unknown = [.. UnknownConstant.Matches(errors).Select(static match => match.Groups[1].Value)
            .Concat(UnknownMember.Matches(errors).Select(static match => $"{match.Groups[1].Value}.{match.Groups[2].Value}")).Distinct()];
        (string Name, string Line)[] known = [.. _checks.Where(check => !unknown.Contains(check.Name))];
        string wrong = unknown.Length == 0 ? errors : await CompileAsync(compiler, known);
        Assert.True(wrong.Length == 0, wrong);
        return unknown;
    }

    [GeneratedRegex("error: '(\\w+)' undeclared")]
    private static partial Regex UnknownConstant { get; }

    [GeneratedRegex("error: '([\\w ]+)' has no member named '(\\w+)'")]
    private static partial Regex UnknownMember { get; }

    static async Task<string> CompileAsync(string compiler, IEnumerable<(string Name, string Line)> checks)
    {
        StringBuilder source = new(Headers);
        foreach ((string _, string line) in checks)
            source.Append(line).Append('\n');
        ProcessStartInfo start = new(compiler, ["-x", "c", "-std=gnu11", "-fsyntax-only", "-"]) { RedirectStandardInput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C"; // plain quotation marks, English
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(source).InTime();
        process.StandardInput.Close();
        string errors = await process.StandardError.ReadToEndAsync().InTime();
        await process.WaitForExitAsync().InTime();
        Assert.Equal(process.ExitCode == 0, errors.Length == 0);
        return errors;
    }
}
