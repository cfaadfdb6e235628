using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Meari.Cli.Serve;

/// <summary>A process that listens on a port.</summary>
internal readonly record struct Owner(string Name, int ProcessId);

/// <summary>Finds out which program listens on a port: from /proc, where there is one and where this user may look.</summary>
/// <remarks>Source: proc(5): /proc/net/tcp (state 0A is LISTEN, the tenth field the inode) and the links in /proc/PID/fd.</remarks>
internal static class PortOwner
{
    public static Owner? Find(IPEndPoint endPoint)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        HashSet<string> sockets = [];
        AddListening("/proc/net/tcp", endPoint, sockets);
        AddListening("/proc/net/tcp6", endPoint, sockets);
        return sockets.Count == 0 ? null : FindHolder(sockets);
    }

    static void AddListening(string table, IPEndPoint wanted, HashSet<string> sockets)
    {
        string port = wanted.Port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (string line in ReadLines(table))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[3] == "0A" && fields[1].Split(':') is [{ } address, { } local] && local == port
                && Overlap(ParseAddress(address), wanted.Address))
                sockets.Add($"socket:[{fields[9]}]");
        }
    }

    /// <summary>Whether two addresses cannot both be bound; the table does not say whether [::] leaves IPv4 alone, so it counts as both.</summary>
    static bool Overlap(IPAddress one, IPAddress other) =>
        one.Equals(other) || Holds(one, other) || Holds(other, one);

    static bool Holds(IPAddress any, IPAddress other) =>
        any.Equals(IPAddress.IPv6Any) || (any.Equals(IPAddress.Any) && other.AddressFamily == AddressFamily.InterNetwork);

    /// <summary>The table prints an address as 32-bit words in the machine's byte order.</summary>
    static IPAddress ParseAddress(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        if (BitConverter.IsLittleEndian)
        {
            for (int word = 0; word < bytes.Length; word += 4)
                bytes.AsSpan(word, 4).Reverse();
        }
        return new(bytes);
    }

    static Owner? FindHolder(HashSet<string> sockets)
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out int id) && Holds(directory, sockets))
                return new(ReadLines(directory + "/comm").FirstOrDefault("?"), id);
        }
        return null;
    }

    static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(process + "/fd")
                .Any(link => new FileInfo(link).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
