namespace Meari.Observe;

/// <summary>What compared socket tables are asked for.</summary>
[Flags]
internal enum PolledEvents
{
    States = 1,
    Queues = 2,
}

/// <summary>Compares one socket table after another and tells what has changed: what <see cref="PolledStates"/> and <see cref="SampledQueues"/> share.</summary>
internal sealed class PolledSource : IAsyncDisposable
{
    readonly PolledEvents _wanted;
    readonly PolledSockets _sockets;
    readonly SocketPoll _poll;
    TimelineSink? _sink;
    int _unfollowed;
    bool _isFirst = true;

    public PolledSource(Func<IReadOnlyList<SocketEntry>?> read, TimelineFilter filter, PolledEvents wanted, TimeProvider time)
    {
        _wanted = wanted;
        _sockets = new(filter);
        _poll = new(read, time, Compare, () => _sink!.Lost(Name, 1));
    }

    public static string Name => "sockets";

    public SourceStatus Start(TimelineSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (_sink is not null)
            throw new InvalidOperationException("A source starts once.");
        _sink = sink;
        return _poll.Start();
    }

    public ValueTask DisposeAsync() => _poll.DisposeAsync();

    void Compare(long time, IReadOnlyList<SocketEntry> table)
    {
        _sockets.Take(table);
        if ((_wanted & PolledEvents.States) != 0)
        {
            foreach (PolledSocket socket in _sockets.Gone)
                StateComparison.TellGone(_sink!, time, socket);
        }
        foreach (PolledSocket socket in _sockets.Present)
        {
            if ((_wanted & PolledEvents.States) != 0)
                StateComparison.Tell(_sink!, time, socket, _isFirst);
            if ((_wanted & PolledEvents.Queues) != 0)
                QueueComparison.Tell(_sink!, time, socket);
        }
        _isFirst = false;
        // The same ones are missing again in the next table: only more are news.
        if (_sockets.Unfollowed > _unfollowed)
            _sink!.Lost(Name, _sockets.Unfollowed - _unfollowed);
        _unfollowed = _sockets.Unfollowed;
    }
}
