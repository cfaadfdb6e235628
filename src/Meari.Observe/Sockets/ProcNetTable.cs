using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Meari.Observe;

/// <summary>The table from /proc/net/tcp and tcp6, for where netlink is refused.</summary>
/// <remarks>Source: proc(5); net/ipv4/tcp_ipv4.c, get_tcp4_sock. A line that is not as expected is skipped.</remarks>
internal static class ProcNetTable
{
    /// <summary>What the kernel counts a timer in, whatever it counts in itself (USER_HZ), a second.</summary>
    const int TicksPerSecond = 100;

    /// <summary>No line of these files is longer.</summary>
    const int MaxLine = 512;

    public static SocketTableResult Read(SocketQuery query, string directory = "/proc/net/")
    {
        List<SocketEntry> entries = [];
        SourceStatus status = new(SourceObstacle.NotInKernel);
        bool truncated = false;
        foreach ((AddressFamily family, string file) in new[] { (AddressFamily.InterNetwork, "tcp"), (AddressFamily.InterNetworkV6, "tcp6") })
        {
            if (!query.Wants(family))
                continue;
            SourceStatus one = ReadFile(directory + file, query, entries, ref truncated);
            // A kernel without IPv6 has no tcp6; one table is a table.
            status = one.IsWorking || !status.IsWorking ? one : status;
        }
        return new() { Entries = entries, Source = SocketTableSource.ProcNet, Status = status, Truncated = truncated };
    }

    static SourceStatus ReadFile(string path, SocketQuery query, List<SocketEntry> entries, ref bool truncated)
    {
        try
        {
            using StreamReader reader = new(path, new FileStreamOptions { BufferSize = 64 * 1024 });
            reader.ReadLine(); // the heading
            while (reader.ReadLine() is { } line)
            {
                if (TryParse(line, query) is not { } entry)
                    continue;
                truncated = entries.Count == SocketTable.MaxEntries;
                if (truncated)
                    break;
                entries.Add(entry);
            }
            return SourceStatus.Works;
        }
        catch (UnauthorizedAccessException)
        {
            return new(SourceObstacle.NotPermitted, Detail: path);
        }
        catch (IOException)
        {
            return new(SourceObstacle.NotInKernel, Detail: path);
        }
    }

    /// <summary>A line is: number, local, remote, state, tx:rx, timer:when, retransmissions, uid, probes, inode, and what tells nobody anything.</summary>
    internal static SocketEntry? TryParse(string line, SocketQuery query)
    {
        string[] fields = line.Length > MaxLine ? [] : line.Split(' ', 11, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 10 || !TryEndPoint(fields[1], out IPEndPoint? local) || !TryEndPoint(fields[2], out IPEndPoint? remote)
            || !TryHex(fields[3], out uint number) || !TryPair(fields[4], out uint sent, out uint received)
            || !TryPair(fields[5], out uint timer, out uint ticks) || !TryHex(fields[6], out uint retransmissions)
            || !int.TryParse(fields[7], CultureInfo.InvariantCulture, out int user) || !int.TryParse(fields[8], CultureInfo.InvariantCulture, out int probes)
            || !long.TryParse(fields[9], CultureInfo.InvariantCulture, out long inode))
            return null;
        TcpState state = number == 12 ? TcpState.SynReceived : number <= (int)TcpState.Closing ? (TcpState)number : TcpState.Unknown;
        if (!query.Wants(local.Port, remote.Port, state))
            return null;
        SocketTimer running = timer is > 0 and <= (int)SocketTimer.ZeroWindowProbe ? (SocketTimer)timer : SocketTimer.None;
        return new()
        {
            Local = local,
            Remote = remote,
            State = state,
            ReceiveQueue = received,
            SendQueue = state == TcpState.Listen ? null : sent,
            Timer = running,
            TimerExpires = running == SocketTimer.None ? default : TimeSpan.FromSeconds((double)ticks / TicksPerSecond),
            TimerCount = running switch
            {
                SocketTimer.Retransmission => (int)retransmissions,
                SocketTimer.KeepAlive or SocketTimer.ZeroWindowProbe => probes,
                _ => 0,
            },
            Inode = inode,
            UserId = running == SocketTimer.TimeWait ? null : user,
        };
    }

    /// <summary>The table prints an address as 32-bit words in the machine's byte order, and a port as a number.</summary>
    static bool TryEndPoint(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPEndPoint? endPoint)
    {
        endPoint = null;
        Span<byte> bytes = stackalloc byte[16];
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 32) || !TryHex(text.AsSpan(colon + 1), out uint port) || port > IPEndPoint.MaxPort)
            return false;
        for (int word = 0; word < colon / 8; word++)
        {
            if (!TryHex(text.AsSpan(word * 8, 8), out uint value))
                return false;
            BitConverter.TryWriteBytes(bytes[(word * 4)..], value);
        }
        endPoint = new(new IPAddress(bytes[..(colon / 2)]), (int)port);
        return true;
    }

    static bool TryPair(string text, out uint first, out uint second)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        first = second = 0;
        return colon > 0 && TryHex(text.AsSpan(0, colon), out first) && TryHex(text.AsSpan(colon + 1), out second);
    }

    static bool TryHex(ReadOnlySpan<char> text, out uint value) => uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
