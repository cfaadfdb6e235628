using System.Buffers;

namespace Meari;

/// <summary>
/// A server's open connections, chained through the connections themselves: 16 bytes for each, where a dictionary takes 60 and an
/// allocation.
/// </summary>
internal sealed class ConnectionSet
{
    readonly Lock _lock = new();
    TcpConnection? _first;
    int _count;

    public void Add(TcpConnection connection)
    {
        lock (_lock)
        {
            connection.Next = _first;
            if (_first is not null)
                _first.Previous = connection;
            _first = connection;
            connection.IsInSet = true;
            _count++;
        }
    }

    /// <returns>Whether it was there: of several who remove it, one has.</returns>
    public bool Remove(TcpConnection connection)
    {
        lock (_lock)
        {
            if (!connection.IsInSet)
                return false;
            connection.IsInSet = false;
            if (connection.Previous is { } previous)
                previous.Next = connection.Next;
            else
                _first = connection.Next;
            if (connection.Next is { } next)
                next.Previous = connection.Previous;
            connection.Previous = connection.Next = null;
            _count--;
            return true;
        }
    }

    /// <summary>Calls <paramref name="action"/> for each of those that are there now, outside the lock.</summary>
    public void ForEach(Action<TcpConnection> action)
    {
        TcpConnection[] all;
        int count = 0;
        lock (_lock)
        {
            all = ArrayPool<TcpConnection>.Shared.Rent(_count);
            for (TcpConnection? connection = _first; connection is not null; connection = connection.Next)
                all[count++] = connection;
        }
        foreach (TcpConnection connection in all.AsSpan(0, count))
            action(connection);
        ArrayPool<TcpConnection>.Shared.Return(all, clearArray: true);
    }
}
