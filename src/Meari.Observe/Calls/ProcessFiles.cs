using System.Globalization;
using System.Net;

namespace Meari.Observe.Calls;

/// <summary>What /proc says of a process. A process that is gone, or that this user may not look at, has nothing to say.</summary>
/// <remarks>Source: proc(5).</remarks>
internal static class ProcessFiles
{
    /// <summary>The most of a table of sockets that is read, in lines: as many as a machine has ephemeral ports.</summary>
    const int MaxLines = 65_536;

    /// <summary>The process of a thread; null if it is gone already.</summary>
    public static int? ProcessOf(int thread) => StatusNumber(thread, "Tgid:");

    /// <summary>Who traces it; 0 for nobody; null if it is gone.</summary>
    public static int? TracerOf(int process) => StatusNumber(process, "TracerPid:");

    static int? StatusNumber(int process, string field)
    {
        foreach (string line in Lines($"/proc/{process}/status", 100))
        {
            if (line.StartsWith(field, StringComparison.Ordinal))
                return int.TryParse(line.AsSpan(field.Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out int number) ? number : null;
        }
        return null;
    }

    /// <summary>When it started (field 22), in ticks since boot, by which a process is told from a later one with its number; null if it is gone or a zombie.</summary>
    public static long? StartOf(int process)
    {
        string[] fields = Stat(process);
        return fields.Length > 19 && fields[0] is not ("Z" or "X")
            && long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out long start) ? start : null;
    }

    /// <summary>It and all that it, or one of these, has started and that have not ended; a snapshot, while processes come and go.</summary>
    /// <remarks>One whose parent has ended is the child of another (init) and is not found.</remarks>
    public static HashSet<int> FamilyOf(int process)
    {
        ILookup<int, int> children = Numbers().ToLookup(static child => Stat(child) is { Length: > 1 } fields
            && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parent) ? parent : 0);
        HashSet<int> family = [process];
        Queue<int> unasked = new([process]);
        while (unasked.TryDequeue(out int next))
        {
            foreach (int child in children[next].Where(family.Add))
                unasked.Enqueue(child);
        }
        return family;
    }

    /// <summary>All processes at this moment.</summary>
    static IEnumerable<int> Numbers() => Directory.EnumerateDirectories("/proc")
        .Select(static directory => int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : 0)
        .Where(static process => process > 0);

    /// <summary>The fields of its stat file from the third on: state, parent, process group, session, terminal, that one's foreground process group, …</summary>
    static string[] Stat(int process)
    {
        string text = Lines($"/proc/{process}/stat", 1).FirstOrDefault() ?? "";
        // The second, the name between parentheses, may hold anything.
        return text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The local address of a socket of a process, from the tables of its network namespace.</summary>
    /// <param name="process">The process.</param>
    /// <param name="descriptor">Its descriptor.</param>
    /// <param name="inode">The socket's inode, or 0 if it is to be asked for.</param>
    public static IPEndPoint? FindLocal(int process, int descriptor, long inode)
    {
        string wanted = (inode != 0 ? inode : InodeOf(process, descriptor)).ToString(CultureInfo.InvariantCulture);
        foreach (string table in (ReadOnlySpan<string>)["tcp", "tcp6"])
        {
            foreach (string line in Lines($"/proc/{process}/net/{table}", MaxLines))
            {
                // sl, local, remote, state, queues, timer, retransmits, uid, timeout, inode
                if (!line.Contains(wanted, StringComparison.Ordinal))
                    continue;
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > 9 && fields[9] == wanted && wanted != "0")
                    return EndPoint(fields[1]);
            }
        }
        return null;
    }

    static long InodeOf(int process, int descriptor)
    {
        string target = LinkOf($"/proc/{process}/fd/{descriptor}");
        return target.StartsWith("socket:[", StringComparison.Ordinal)
            && long.TryParse(target.AsSpan(8).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out long inode) ? inode : 0;
    }

    /// <summary>What a descriptor is, such as <c>pipe:[1234]</c>; empty if that cannot be seen.</summary>
    public static string LinkOf(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The process that has a pipe open: not this one, nor a child of it, which may be on its way to another program.</summary>
    /// <param name="pipe">As <see cref="LinkOf"/> names it.</param>
    public static int? HolderOf(string pipe)
    {
        foreach (int process in Numbers())
        {
            if (process != Environment.ProcessId
                && Descriptors(process).Any(descriptor => LinkOf(descriptor) == pipe) && StatusNumber(process, "PPid:") != Environment.ProcessId)
                return process;
        }
        return null;
    }

    /// <summary>The descriptor of a ring of io_uring that it has; null if it has none, or that cannot be seen.</summary>
    public static int? RingOf(int process)
    {
        foreach (string descriptor in Descriptors(process))
        {
            if (LinkOf(descriptor) == "anon_inode:[io_uring]")
                return int.Parse(Path.GetFileName(descriptor), CultureInfo.InvariantCulture);
        }
        return null;
    }

    static string[] Descriptors(int process)
    {
        try
        {
            return Directory.GetFileSystemEntries($"/proc/{process}/fd");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Whether it is in the foreground process group of its terminal, to which Ctrl-C sends SIGINT.</summary>
    public static bool IsInForeground(int process) =>
        Stat(process) is { Length: > 5 } fields && fields[2] == fields[5];

    /// <summary><c>0100007F:2328</c>: words of four bytes in the machine's order.</summary>
    static IPEndPoint? EndPoint(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 32) || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort port))
            return null;
        byte[] bytes = new byte[colon / 2];
        for (int word = 0; word < bytes.Length; word += 4)
        {
            if (!uint.TryParse(text.AsSpan(word * 2, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value))
                return null;
            BitConverter.TryWriteBytes(bytes.AsSpan(word), value);
        }
        IPAddress address = new(bytes);
        return new(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port);
    }

    static IEnumerable<string> Lines(string path, int most)
    {
        StreamReader reader;
        try
        {
            reader = new(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            yield break;
        }
        using (reader)
        {
            for (int i = 0; i < most && Line(reader) is { } line; i++)
                yield return line;
        }
    }

    /// <summary>Null at the end, and when the process ends while its file is read (ESRCH).</summary>
    static string? Line(StreamReader reader)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
