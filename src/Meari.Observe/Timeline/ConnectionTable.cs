using System.Net;

namespace Meari.Observe;

/// <summary>The connections that are remembered. When there are too many, those that ended are forgotten first, oldest first.</summary>
/// <param name="limit">The most.</param>
internal sealed class ConnectionTable(int limit)
{
    readonly Dictionary<ConnectionPair, WatchedConnection> _current = [];
    readonly RecentMap<IPEndPoint, WatchedConnection> _byClient = new(limit);
    readonly LinkedList<WatchedConnection> _living = [], _ended = [];

    public int Count => _living.Count + _ended.Count;

    /// <summary>The latest connection of a pair, whether it lives or has ended.</summary>
    public WatchedConnection? Find(ConnectionPair pair) => _current.GetValueOrDefault(pair);

    /// <summary>The latest connection of a client's end to a port.</summary>
    public WatchedConnection? Find(IPEndPoint client, int port) =>
        _byClient.TryGet(client, out WatchedConnection? connection) && connection.Server.Address.Port == port ? connection : null;

    /// <summary>Begins a connection; an earlier one of the same pair is over.</summary>
    public WatchedConnection Add(IPEndPoint client, IPEndPoint server)
    {
        ConnectionPair pair = ConnectionPair.Of(client, server);
        if (_current.Remove(pair, out WatchedConnection? previous) && previous.Place!.List == _living)
            Move(previous);
        if (Count >= limit)
            Forget((_ended.First ?? _living.First)!.Value);
        WatchedConnection connection = new(pair, client, server);
        connection.Place = _living.AddLast(connection);
        _byClient.Set(client, connection);
        return _current[pair] = connection;
    }

    /// <summary>Something happened to a connection: it may have ended.</summary>
    public void Update(WatchedConnection connection)
    {
        if (connection.Place?.List == _living && connection.HasEnded)
            Move(connection);
    }

    void Move(WatchedConnection connection)
    {
        _living.Remove(connection.Place!);
        _ended.AddLast(connection.Place!);
    }

    void Forget(WatchedConnection connection)
    {
        connection.Place!.List!.Remove(connection.Place);
        connection.Place = null;
        if (_current.TryGetValue(connection.Pair, out WatchedConnection? current) && current == connection)
            _current.Remove(connection.Pair);
    }
}
