using System.Net;

namespace Meari.Observe;

/// <summary>
/// Says to which connection and to which side each event belongs, and leaves out what is not in scope. Connections are numbered from 1 in order of
/// their first appearance. A pair of ends that is used again is another connection.
/// </summary>
internal sealed partial class Connections : TimelineStage
{
    /// <summary>The most watched processes that are remembered.</summary>
    const int MaxProcesses = 4096;

    readonly TimelineFilter _filter;
    readonly bool _watchesProcesses, _captures;
    readonly Upcoming _upcoming;
    readonly ConnectionTable _table;
    readonly Descriptors _descriptors;
    readonly RecentMap<long, WatchedConnection> _sockets;
    readonly RecentMap<int, bool> _processes = new(MaxProcesses);
    readonly ListeningPorts _listening = new();
    readonly KernelMarks _marks;
    int _lastNumber;

    /// <param name="options">The scope and the bounds.</param>
    /// <param name="upcoming">The events that come next, as far as known.</param>
    public Connections(TimelineOptions options, Upcoming upcoming)
    {
        _filter = options.Filter;
        _watchesProcesses = options.WatchesProcesses;
        _captures = options.CapturesSegments;
        _upcoming = upcoming;
        _marks = new(upcoming);
        _table = new(options.MaxConnections);
        // Two ends a connection, and as many descriptors that are not connected.
        _descriptors = new(options.MaxConnections * 4);
        _sockets = new(options.MaxConnections * 2);
    }

    /// <summary>How many connections are remembered.</summary>
    public int Count => _table.Count;

    /// <inheritdoc/>
    public override void Add(TimelineEvent seen, List<TimelineEvent> output)
    {
        switch (seen)
        {
            case CallEvent call:
                AddCall(call, output);
                break;
            case StateEvent state:
                AddState(state, output);
                break;
            case SegmentEvent segment:
                AddSegment(segment, output);
                break;
            case QueueEvent queue:
                AddQueue(queue, output);
                break;
            default:
                output.Add(seen);
                break;
        }
    }

    void AddQueue(QueueEvent queue, List<TimelineEvent> output)
    {
        IPEndPoint? local = ConnectionPair.Plain(queue.Local), remote = ConnectionPair.Plain(queue.Remote);
        if (ConnectionPair.IsWhole(local) && ConnectionPair.IsWhole(remote))
        {
            WatchedConnection connection = FindOrAdd(local, remote);
            Emit(queue, connection, connection.EndAt(local), output);
        }
        else
        {
            if (queue.AcceptQueue is not null && local is { Port: > 0 })
                _listening.Add(local.Port, false);
            EmitApart(queue, local, TimelineSide.Server, output);
        }
    }

    WatchedConnection FindOrAdd(IPEndPoint local, IPEndPoint remote) => _table.Find(ConnectionPair.Of(local, remote)) ?? AddOlder(local, remote);

    /// <summary>A connection whose beginning was not seen: who listens is the server; else the lower port is taken for its.</summary>
    WatchedConnection AddOlder(IPEndPoint local, IPEndPoint remote)
    {
        bool listens = _listening.Contains(local.Port), peerListens = _listening.Contains(remote.Port);
        bool isServer = listens != peerListens ? listens : local.Port < remote.Port;
        return isServer ? _table.Add(remote, local) : _table.Add(local, remote);
    }

    void Emit(TimelineEvent seen, WatchedConnection connection, ConnectionEnd end, List<TimelineEvent> output)
    {
        _table.Update(connection);
        if (connection.Number == 0)
        {
            if (!IsInScope(connection))
                return;
            connection.Number = ++_lastNumber;
        }
        output.Add(seen with
        {
            Connection = connection.Number,
            Side = end.Side,
            Local = end.Address,
            Remote = connection.PeerOf(end).Address,
        });
    }

    bool IsInScope(WatchedConnection connection) => _filter.Matches(connection.Client.Address, connection.Server.Address)
        && (!_watchesProcesses || connection.IsTouched || _listening.IsWatched(connection.Server.Address.Port) || _upcoming.HasCall(connection.Pair));

    /// <summary>An event that belongs to no connection: a listening socket's, or one whose other end is not known.</summary>
    void EmitApart(TimelineEvent seen, IPEndPoint? local, TimelineSide side, List<TimelineEvent> output)
    {
        IPEndPoint? remote = ConnectionPair.Plain(seen.Remote);
        bool isWatched = !_watchesProcesses || seen is CallEvent || (seen.Process is { } process && _processes.TryGet(process, out _))
            || (local is not null && side == TimelineSide.Server && _listening.IsWatched(local.Port));
        bool matches = _filter.Matches(local, remote) || (seen is CallEvent && local is null && remote is null);
        if (isWatched && matches)
            output.Add(seen with { Connection = 0, Side = seen.Side == TimelineSide.None ? side : seen.Side, Local = local, Remote = remote });
    }
}
