using System.Net;

namespace Meari.Observe;

internal sealed partial class Connections
{
    void AddState(StateEvent state, List<TimelineEvent> output)
    {
        IPEndPoint? local = ConnectionPair.Plain(state.Local), remote = ConnectionPair.Plain(state.Remote);
        if (state.To == TcpState.Listen || remote is null or { Port: 0 })
        {
            if (!IsElsewhere(state, local, remote))
                AddListenerState(state, local, output);
            return;
        }
        _sockets.TryGet(state.Socket, out WatchedConnection? known);
        // tracefs tells SYN_SENT before the kernel has chosen the client's port.
        if (!ConnectionPair.IsWhole(local))
            local = LocalEnd(state, known, remote);
        if (IsElsewhere(state, local, remote))
            return;
        if (!ConnectionPair.IsWhole(local))
        {
            EmitApart(state, null, SideOf(state), output);
            return;
        }
        WatchedConnection connection = ConnectionOf(state, known, local, remote);
        ConnectionEnd end = connection.EndAt(local);
        if (state.To != TcpState.Unknown)
            end.State = state.To;
        if (state.Socket != 0 && state.To == TcpState.Closed)
            _sockets.Remove(state.Socket);
        else if (state.Socket != 0 && known != connection)
            _sockets.Set(state.Socket, connection);
        Emit(state, connection, end, output);
    }

    void AddListenerState(StateEvent state, IPEndPoint? local, List<TimelineEvent> output)
    {
        bool isListener = state.To == TcpState.Listen || state.From == TcpState.Listen;
        bool isWatched = state.Process is { } process && _processes.TryGet(process, out _);
        if (state.To == TcpState.Listen && local is { Port: > 0 })
            _listening.Add(local.Port, isWatched);
        EmitApart(state, local is { Port: 0 } ? null : local, isListener ? TimelineSide.Server : TimelineSide.None, output);
        if (isListener && state.To == TcpState.Closed && local is not null)
            _listening.Remove(local.Port);
    }

    IPEndPoint? LocalEnd(StateEvent state, WatchedConnection? known, IPEndPoint remote)
    {
        if (known is not null && state.To != TcpState.SynSent && known.Server.Address.Equals(remote))
            return known.Client.Address;
        IPEndPoint? local = state.Socket != 0 ? _upcoming.LocalOf(state.Socket, state.Time) : null;
        local ??= _upcoming.LocalTo(remote, state.Time, own => IsFree(own, remote, static end => end.State != TcpState.Unknown));
        return ConnectionPair.Plain(local);
    }

    /// <summary>Whether an end is not yet taken by a client that connects at the same time.</summary>
    bool IsFree(IPEndPoint local, IPEndPoint remote, Predicate<ConnectionEnd> isTaken) =>
        _table.Find(ConnectionPair.Of(local, remote)) is not { HasEnded: false } connection || !isTaken(connection.EndAt(local));

    WatchedConnection ConnectionOf(StateEvent state, WatchedConnection? known, IPEndPoint local, IPEndPoint remote)
    {
        ConnectionPair pair = ConnectionPair.Of(local, remote);
        if (known is not null && known.Pair == pair && state.To != TcpState.SynSent && !IsOpening(state))
            return known;
        TimelineSide side = SideOf(state);
        if (_table.Find(pair) is { } current && !IsNextUse(state, current, current.EndAt(local)))
            return current;
        return side switch
        {
            TimelineSide.Client => _table.Add(local, remote),
            TimelineSide.Server => _table.Add(remote, local),
            _ => AddOlder(local, remote),
        };
    }

    /// <summary>Whether a state shows that the pair is used anew: a socket does not go back.</summary>
    static bool IsNextUse(StateEvent state, WatchedConnection current, ConnectionEnd end) => state.To switch
    {
        TcpState.SynSent => current.HasEnded || end.State is not (TcpState.Unknown or TcpState.SynSent),
        TcpState.SynReceived => current.HasEnded || end.State is not (TcpState.Unknown or TcpState.SynReceived or TcpState.SynSent),
        TcpState.Established => end.State is TcpState.Closed or TcpState.TimeWait,
        _ => false,
    };

    static bool IsOpening(StateEvent state) => state.To == TcpState.SynReceived && state.From is TcpState.Listen or TcpState.Unknown or TcpState.Closed;

    static TimelineSide SideOf(StateEvent state) => (state.From, state.To) switch
    {
        (_, TcpState.SynSent) or (TcpState.SynSent, _) => TimelineSide.Client,
        (_, TcpState.SynReceived) or (TcpState.SynReceived, _) or (TcpState.Listen, _) => TimelineSide.Server,
        _ => TimelineSide.None,
    };
}
