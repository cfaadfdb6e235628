using System.Net;

namespace Meari.Observe;

internal sealed partial class Connections
{
    void AddCall(CallEvent call, List<TimelineEvent> output)
    {
        if (call.Process is { } process && !_processes.TryGet(process, out _))
            _processes.Set(process, true);
        if (call.Name == "socket")
            AddSocket(call, output);
        else if (call.Name is "bind" or "listen")
            AddBindOrListen(call, output);
        else if (call.Name.StartsWith("accept", StringComparison.Ordinal))
            AddAccept(call, output);
        else
            AddOther(call, output);
    }

    void AddSocket(CallEvent call, List<TimelineEvent> output)
    {
        if (call.Result >= 0)
            _descriptors.Set(call.Process, call.Result, new Descriptor());
        EmitApart(call, null, _upcoming.SideOf(call.Process, call.Result, call.Time), output);
    }

    void AddBindOrListen(CallEvent call, List<TimelineEvent> output)
    {
        Descriptor entry = _descriptors.FindOrAdd(call.Process, call.Descriptor);
        IPEndPoint? local = ConnectionPair.Plain(call.Local) ?? entry.Local;
        bool isDone = call.Result >= 0;
        if (isDone)
            entry.Local = local;
        if (isDone && call.Name == "listen")
        {
            entry.IsListening = true;
            if (local is { Port: > 0 })
                _listening.Add(local.Port, true);
        }
        EmitApart(call, local, call.Name == "listen" ? TimelineSide.Server : _upcoming.SideOf(call.Process, call.Descriptor, call.Time), output);
    }

    void AddAccept(CallEvent call, List<TimelineEvent> output)
    {
        Descriptor? listener = _descriptors.Find(call.Process, call.Descriptor);
        IPEndPoint? local = ConnectionPair.Plain(call.Local) ?? listener?.Local, remote = ConnectionPair.Plain(call.Remote);
        // Who accepts listens, also when it began to before the watch.
        if (local is { Port: > 0 })
            _listening.Add(local.Port, true);
        if (call.Result is not >= 0 || !ConnectionPair.IsWhole(remote) || Accepted(local, remote) is not { } connection)
        {
            if (call.Result >= 0)
                _descriptors.Set(call.Process, call.Result, new Descriptor { Local = local });
            EmitApart(call, local, TimelineSide.Server, output);
            return;
        }
        connection.Server.HasOpened = connection.IsTouched = true;
        _descriptors.Set(call.Process, call.Result, new Descriptor { Connection = connection, End = connection.Server });
        Emit(call, connection, connection.Server, output);
    }

    /// <summary>The connection that an accept returned: a second accept of the same pair is its next use.</summary>
    WatchedConnection? Accepted(IPEndPoint? local, IPEndPoint remote)
    {
        WatchedConnection? connection = ConnectionPair.IsWhole(local) ? _table.Find(ConnectionPair.Of(local, remote))
            : local is not null ? _table.Find(remote, local.Port) : null;
        if (connection is { Server.HasOpened: false })
            return connection;
        return ConnectionPair.IsWhole(local) ? _table.Add(remote, local) : null;
    }

    void AddOther(CallEvent call, List<TimelineEvent> output)
    {
        Descriptor? entry = _descriptors.Find(call.Process, call.Descriptor);
        bool isConnect = call.Name == "connect";
        IPEndPoint? local = ConnectionPair.Plain(call.Local), remote = ConnectionPair.Plain(call.Remote);
        if (isConnect && remote is { Port: > 0 } && !ConnectionPair.IsWhole(local) && entry?.Connection is null)
            local = ConnectionPair.IsWhole(entry?.Local) ? entry.Local : ClientEnd(call, remote);
        WatchedConnection? connection = ConnectionPair.IsWhole(local) && ConnectionPair.IsWhole(remote) ? Called(entry, local, remote, isConnect) : entry?.Connection;
        if (connection is null)
        {
            TimelineSide side = isConnect ? TimelineSide.Client
                : entry is { IsListening: true } ? TimelineSide.Server
                : call.Name == "close" ? TimelineSide.None
                : _upcoming.SideOf(call.Process, call.Descriptor, call.Time);
            EmitApart(call, local ?? entry?.Local, side, output);
        }
        else
        {
            ConnectionEnd end = local is not null && ConnectionPair.IsWhole(local) ? connection.EndAt(local) : entry!.End!;
            Touch(call, connection, end, entry, isConnect);
            Emit(call, connection, end, output);
        }
        if (call.Name == "close" && call.Duration is not null)
            Close(call, connection, entry);
    }

    IPEndPoint? ClientEnd(CallEvent call, IPEndPoint remote) => ConnectionPair.Plain(
        _upcoming.LocalTo(remote, call.Time, own => IsFree(own, remote, static end => end.HasOpened)));

    WatchedConnection Called(Descriptor? entry, IPEndPoint local, IPEndPoint remote, bool isConnect)
    {
        ConnectionPair pair = ConnectionPair.Of(local, remote);
        if (entry?.Connection is { } known && known.Pair == pair)
            return known;
        if (!isConnect)
            return FindOrAdd(local, remote);
        // Another connect of this end, or one after its end: the pair is used anew.
        WatchedConnection? current = _table.Find(pair);
        return current is null || current.HasEnded || current.EndAt(local) is { HasOpened: true } or { IsDone: true } ? _table.Add(local, remote) : current;
    }

    void Touch(CallEvent call, WatchedConnection connection, ConnectionEnd end, Descriptor? entry, bool isConnect)
    {
        connection.IsTouched = true;
        end.HasOpened |= isConnect;
        entry ??= call.Descriptor is null ? null : _descriptors.FindOrAdd(call.Process, call.Descriptor);
        if (entry is not null)
            (entry.Connection, entry.End) = (connection, end);
    }

    void Close(CallEvent call, WatchedConnection? connection, Descriptor? entry)
    {
        _descriptors.Remove(call.Process, call.Descriptor);
        if (entry is { IsListening: true, Local: { } listener })
            _listening.Remove(listener.Port);
        if (connection is not null && entry?.End is { } end)
        {
            end.IsClosed = true;
            _table.Update(connection);
        }
    }
}
