using System.Buffers.Text;
using System.Text;
using Meari.Interop.Linux;

namespace Meari.Observe;

/// <summary>Finds the processes that hold sockets: one pass over the descriptors of all processes.</summary>
/// <remarks>Source: proc(5): a descriptor of a socket is a link <c>socket:[INODE]</c> in /proc/PID/fd. Of other users' processes only root may read it.</remarks>
internal static class SocketOwners
{
    /// <summary>A socket that more descriptors hold is said to have so many.</summary>
    const int MaxOwners = 64;

    /// <summary>The kernel's names have 15 bytes; threads of its own have longer ones.</summary>
    const int MaxName = 64;

    public static SocketTableResult AddTo(SocketTableResult table)
    {
        Dictionary<long, int> places = new(table.Entries.Count);
        for (int i = 0; i < table.Entries.Count; i++)
        {
            if (table.Entries[i].Inode != 0)
                places[table.Entries[i].Inode] = i;
        }
        if (places.Count == 0)
            return table;
        List<SocketOwner>?[] owners = new List<SocketOwner>?[table.Entries.Count];
        int hidden = VisitProcesses(places, owners);
        SocketEntry[] entries = [.. table.Entries];
        for (int i = 0; i < entries.Length; i++)
        {
            if (owners[i] is { } found)
                entries[i] = entries[i] with { Owners = found };
        }
        return table with { Entries = entries, HiddenProcesses = hidden };
    }

    static int VisitProcesses(Dictionary<long, int> places, List<SocketOwner>?[] owners)
    {
        int hidden = 0;
        if (Libc.OpenDirectory("/proc\0"u8, out nint processes) < 0)
            return 1;
        try
        {
            while (Libc.NextName(processes) is { IsEmpty: false } name)
            {
                if (TryNumber(name, out long process) && Visit((int)process, places, owners) is Errno.EACCES or Errno.EPERM)
                    hidden++;
            }
        }
        finally
        {
            Libc.CloseDirectory(processes);
        }
        return hidden;
    }

    /// <returns>0, or the errno that kept us out.</returns>
    static int Visit(int process, Dictionary<long, int> places, List<SocketOwner>?[] owners)
    {
        Span<byte> path = stackalloc byte[32];
        int error = Libc.OpenDirectory(Path(path, process, "/fd"u8), out nint descriptors);
        if (error < 0)
            return -error;
        try
        {
            string? comm = null;
            Span<byte> target = stackalloc byte[64];
            while (Libc.NextName(descriptors) is { IsEmpty: false } name)
            {
                // "." and ".." are no numbers.
                if (TryNumber(name, out long descriptor) && Libc.ReadLink(descriptors, name, target) is > 0 and int length
                    && TryInode(target[..length], out long inode) && places.TryGetValue(inode, out int place))
                {
                    List<SocketOwner> holders = owners[place] ??= new(1);
                    if (holders.Count < MaxOwners)
                        holders.Add(new(process, comm ??= NameOf(process), (int)descriptor));
                }
            }
        }
        finally
        {
            Libc.CloseDirectory(descriptors);
        }
        return 0;
    }

    static ReadOnlySpan<byte> Path(Span<byte> buffer, int process, ReadOnlySpan<byte> end)
    {
        "/proc/"u8.CopyTo(buffer);
        Utf8Formatter.TryFormat(process, buffer[6..], out int digits);
        end.CopyTo(buffer[(6 + digits)..]);
        buffer[6 + digits + end.Length] = 0;
        return buffer[..(7 + digits + end.Length)];
    }

    /// <summary>A name is whatever the program has called itself; what is not UTF-8 in it is replaced.</summary>
    static string NameOf(int process)
    {
        try
        {
            using FileStream comm = new($"/proc/{process}/comm", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            Span<byte> name = stackalloc byte[MaxName];
            int length = comm.Read(name);
            return Encoding.UTF8.GetString(length > 0 && name[length - 1] == '\n' ? name[..(length - 1)] : name[..length]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "?"; // it has ended since
        }
    }

    static bool TryInode(ReadOnlySpan<byte> target, out long inode)
    {
        inode = 0;
        return target.StartsWith("socket:["u8) && target[^1] == ']' && TryNumber(target[8..^1], out inode);
    }

    static bool TryNumber(ReadOnlySpan<byte> text, out long number) =>
        Utf8Parser.TryParse(text, out number, out int used) && used == text.Length && number >= 0;
}
