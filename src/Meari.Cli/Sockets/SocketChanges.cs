using System.Net;
using Meari.Observe;

namespace Meari.Cli.Sockets;

/// <summary>What has become of a socket since the table was last read.</summary>
internal enum SocketChange
{
    /// <summary>Nothing, or it was there when the watch began.</summary>
    None,

    /// <summary>It was not there.</summary>
    New,

    /// <summary>Its state, a queue or the count of its timer is another.</summary>
    Changed,

    /// <summary>It is not there any more.</summary>
    Gone,
}

/// <summary>A socket, what has become of it, and its state before.</summary>
internal readonly record struct ChangedSocket(SocketEntry Entry, SocketChange Change, TcpState Before)
{
    public static ChangedSocket None(SocketEntry entry) => new(entry, SocketChange.None, entry.State);
}

/// <summary>Compares each table with the one before. It holds two tables, whose size is bounded.</summary>
internal sealed class SocketChanges
{
    Dictionary<Identity, SocketEntry>? _before;

    /// <summary>All sockets of this table, and those that have gone since the last, in the order in which they are shown.</summary>
    public List<ChangedSocket> Next(IEnumerable<SocketEntry> table)
    {
        Dictionary<Identity, SocketEntry> now = [];
        List<ChangedSocket> all = [];
        foreach (SocketEntry entry in table)
        {
            if (now.TryAdd(Identity.Of(entry), entry))
                all.Add(Compare(entry));
        }
        foreach ((Identity identity, SocketEntry entry) in _before ?? [])
        {
            if (!now.ContainsKey(identity))
                all.Add(new(entry, SocketChange.Gone, entry.State));
        }
        _before = now;
        all.Sort(static (a, b) => SocketOrder.Compare(a.Entry, b.Entry));
        return all;
    }

    ChangedSocket Compare(SocketEntry entry)
    {
        if (_before is null)
            return ChangedSocket.None(entry);
        if (!_before.TryGetValue(Identity.Of(entry), out SocketEntry? before))
            return new(entry, SocketChange.New, entry.State);
        bool isSame = before.State == entry.State && before.ReceiveQueue == entry.ReceiveQueue && before.SendQueue == entry.SendQueue
            && before.TimerCount == entry.TimerCount;
        return new(entry, isSame ? SocketChange.None : SocketChange.Changed, before.State);
    }

    /// <summary>The kernel's cookie, or without one the addresses; of sockets that listen on one port together the inode too.</summary>
    readonly record struct Identity(ulong Cookie, IPEndPoint? Local, IPEndPoint? Remote, long Inode)
    {
        public static Identity Of(SocketEntry entry) => entry.Cookie != 0
            ? new(entry.Cookie, null, null, 0)
            : new(0, entry.Local, entry.Remote, entry.State == TcpState.Listen ? entry.Inode : 0);
    }
}
