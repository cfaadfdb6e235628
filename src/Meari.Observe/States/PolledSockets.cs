using System.Net;

namespace Meari.Observe;

/// <summary>A socket as it was when the table was read last.</summary>
/// <param name="number">Its number in this source.</param>
internal sealed class PolledSocket(long number)
{
    /// <summary>From 1.</summary>
    public long Number => number;

    /// <summary>Client if it was seen connecting, server if listening or accepting.</summary>
    public TimelineSide Side { get; set; }

    /// <summary>This end, a v4-mapped address as IPv4.</summary>
    public IPEndPoint? Local { get; init; }

    /// <summary>The other; null for a listening socket.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>What the table said, this time.</summary>
    public required SocketEntry Entry { get; set; }

    /// <summary>And the time before; null if it was not there.</summary>
    public SocketEntry? Previous { get; set; }

    /// <summary>In which table it was last.</summary>
    public long Table { get; set; }
}

/// <summary>
/// Finds the same sockets in one table after another: by the kernel's cookie, which TIME_WAIT has another of, or by the addresses. Not for two
/// threads at once.
/// </summary>
/// <param name="filter">Which sockets to follow.</param>
/// <param name="limit">The most that are followed.</param>
internal sealed class PolledSockets(TimelineFilter filter, int limit = PolledSockets.DefaultLimit)
{
    /// <summary>Twice as many as one address has ports; about 40 MB.</summary>
    public const int DefaultLimit = 1 << 17;

    /// <summary>Sockets without a cookie and with the same addresses (SO_REUSEPORT) that are told apart.</summary>
    const int MaxAlike = 256;

    readonly record struct Key(ulong Cookie, IPEndPoint? Local, IPEndPoint? Remote, int Alike);

    readonly Dictionary<Key, PolledSocket> _sockets = [];
    readonly List<PolledSocket> _gone = [];
    readonly List<(Key Key, PolledSocket Socket)> _newInTimeWait = [];
    long _table, _last;

    /// <summary>Sockets of the last table that were not followed, because there were too many.</summary>
    public int Unfollowed { get; private set; }

    /// <summary>Those that were in the table before the last and are not in that.</summary>
    public IReadOnlyList<PolledSocket> Gone => _gone;

    /// <summary>Those that are in the last table.</summary>
    public IEnumerable<PolledSocket> Present => _sockets.Values;

    /// <summary>Takes the next table.</summary>
    /// <param name="entries">It.</param>
    public void Take(IReadOnlyList<SocketEntry> entries)
    {
        _table++;
        Unfollowed = 0;
        _gone.Clear();
        _newInTimeWait.Clear();
        foreach (SocketEntry entry in entries)
        {
            IPEndPoint? local = EndOf(entry.Local), remote = EndOf(entry.Remote);
            if (filter.Matches(local, remote))
                Take(entry, local, remote);
        }
        foreach ((Key key, PolledSocket socket) in _sockets)
        {
            if (socket.Table == _table)
                continue;
            _gone.Add(socket);
            _sockets.Remove(key);
        }
        if (_newInTimeWait.Count > 0 && _gone.Count > 0)
            ContinueInTimeWait();
    }

    void Take(SocketEntry entry, IPEndPoint? local, IPEndPoint? remote)
    {
        Key key = KeyOf(entry, local, remote);
        bool isKnown = _sockets.TryGetValue(key, out PolledSocket? known);
        if (key.Alike == MaxAlike || (!isKnown && _sockets.Count >= limit))
        {
            Unfollowed++;
        }
        else if (isKnown && IsSame(known!.Entry, entry))
        {
            (known.Previous, known.Entry, known.Table) = (known.Entry, entry, _table);
            known.Side = SideOf(entry.State, known.Side);
        }
        else
        {
            if (isKnown)
                _gone.Add(known!);
            PolledSocket socket = new(++_last) { Local = local, Remote = remote, Entry = entry, Side = SideOf(entry.State, TimelineSide.None), Table = _table };
            _sockets[key] = socket;
            if (entry.State == TcpState.TimeWait)
                _newInTimeWait.Add((key, socket));
        }
    }

    /// <summary>What had the same addresses in the table before, and could come to TIME_WAIT, is what is in TIME_WAIT now.</summary>
    void ContinueInTimeWait()
    {
        Dictionary<(IPEndPoint?, IPEndPoint?), PolledSocket> gone = [];
        foreach (PolledSocket socket in _gone)
        {
            if (TcpDiagram.Leads(socket.Entry.State, TcpState.TimeWait))
                gone[(socket.Local, socket.Remote)] = socket;
        }
        foreach ((Key key, PolledSocket socket) in _newInTimeWait)
        {
            if (!gone.Remove((socket.Local, socket.Remote), out PolledSocket? before))
                continue;
            (before.Previous, before.Entry, before.Table) = (before.Entry, socket.Entry, _table);
            _sockets[key] = before;
        }
        _gone.RemoveAll(s => s.Table == _table);
    }

    Key KeyOf(SocketEntry entry, IPEndPoint? local, IPEndPoint? remote)
    {
        if (entry.Cookie != 0)
            return new(entry.Cookie, null, null, 0);
        Key key = new(0, local, remote, 0);
        while (key.Alike < MaxAlike && _sockets.TryGetValue(key, out PolledSocket? taken) && taken.Table == _table)
            key = key with { Alike = key.Alike + 1 };
        return key;
    }

    /// <summary>Addresses are used again: what cannot have become this is another.</summary>
    static bool IsSame(SocketEntry before, SocketEntry now)
    {
        bool hasOtherInode = before.Inode != 0 && now.Inode != 0 && before.Inode != now.Inode;
        return !hasOtherInode && (before.State == now.State || TcpDiagram.Leads(before.State, now.State));
    }

    static TimelineSide SideOf(TcpState state, TimelineSide before) => state switch
    {
        TcpState.SynSent => TimelineSide.Client,
        TcpState.Listen => TimelineSide.Server,
        TcpState.SynReceived when before == TimelineSide.None => TimelineSide.Server,
        _ => before,
    };

    static IPEndPoint? EndOf(IPEndPoint end) =>
        end.Port == 0 ? null : end.Address.IsIPv4MappedToIPv6 ? new(end.Address.MapToIPv4(), end.Port) : end;
}
