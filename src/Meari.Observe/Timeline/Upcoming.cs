using System.Net;

namespace Meari.Observe;

/// <summary>
/// Looks ahead: what is known of the events that are still held. Addresses that one source learns late (a client's own port) can be read from
/// what another will tell within the delay. From any thread. Bounded by the events held.
/// </summary>
internal sealed class Upcoming
{
    /// <summary>How far a list is searched; events lie in them nearly in order of time, so that the ones sought are in front.</summary>
    const int MaxSearched = 256;

    readonly Lock _lock = new();
    readonly Dictionary<long, List<TimelineEvent>> _bySocket = [];
    readonly Dictionary<IPEndPoint, List<TimelineEvent>> _openings = [];
    readonly Dictionary<ConnectionPair, List<TimelineEvent>> _byPair = [];
    readonly Dictionary<(int Process, long Descriptor), List<TimelineEvent>> _fates = [];

    volatile bool _lacksSegments;

    /// <summary>Whether captured segments have been lost, so that one which is not there proves nothing. Known before the events of that time are told.</summary>
    public bool LacksSegments => _lacksSegments;

    /// <summary>Captured segments are lost.</summary>
    public void MissSegments() => _lacksSegments = true;

    /// <summary>An event is held from now on.</summary>
    public void Add(TimelineEvent seen)
    {
        lock (_lock)
            ForEachKey(seen, new Adding(seen));
    }

    /// <summary>It is held no longer.</summary>
    public void Remove(TimelineEvent seen)
    {
        lock (_lock)
            ForEachKey(seen, new Removing(seen));
    }

    /// <summary>The own end of a kernel's socket, as the next event of the same socket tells it.</summary>
    public IPEndPoint? LocalOf(long socket, long time)
    {
        lock (_lock)
            return First(_bySocket.GetValueOrDefault(socket), e => e.Time >= time)?.Local;
    }

    /// <summary>The own end of a client that connects to an end now, as its SYN or its next state tells it.</summary>
    /// <param name="remote">The other end.</param>
    /// <param name="time">Since when.</param>
    /// <param name="isFree">Whether an own end is not another client's.</param>
    public IPEndPoint? LocalTo(IPEndPoint remote, long time, Func<IPEndPoint, bool> isFree)
    {
        lock (_lock)
            return First(_openings.GetValueOrDefault(remote), e => e.Time >= time && isFree(ConnectionPair.Plain(e.Local!)))?.Local;
    }

    /// <summary>Which side a socket will be that is neither yet: a listen makes it the server's, a connect the client's.</summary>
    /// <param name="process">Whose it is.</param>
    /// <param name="descriptor">Its descriptor.</param>
    /// <param name="time">Since when.</param>
    public TimelineSide SideOf(int? process, long? descriptor, long time)
    {
        if (process is not { } p || descriptor is not { } d)
            return TimelineSide.None;
        lock (_lock)
        {
            return First(_fates.GetValueOrDefault((p, d)), e => e.Time >= time) switch
            {
                CallEvent { Name: "listen" } => TimelineSide.Server,
                CallEvent { Name: "connect" } => TimelineSide.Client,
                _ => TimelineSide.None, // closed, or the number is another socket's by then
            };
        }
    }

    /// <summary>Whether a call on a connection is about to be told.</summary>
    public bool HasCall(ConnectionPair pair)
    {
        lock (_lock)
            return First(_byPair.GetValueOrDefault(pair), static e => e is CallEvent) is not null;
    }

    /// <summary>The first segment of a connection that fits.</summary>
    public SegmentEvent? FindSegment(ConnectionPair pair, Predicate<SegmentEvent> fits)
    {
        lock (_lock)
            return (SegmentEvent?)First(_byPair.GetValueOrDefault(pair), e => e is SegmentEvent segment && fits(segment));
    }

    static TimelineEvent? First(List<TimelineEvent>? list, Predicate<TimelineEvent> fits)
    {
        TimelineEvent? first = null;
        for (int i = 0; list is not null && i < Math.Min(list.Count, MaxSearched); i++)
        {
            if ((first is null || list[i].Time < first.Time) && fits(list[i]))
                first = list[i];
        }
        return first;
    }

    void ForEachKey<T>(TimelineEvent seen, T action)
        where T : struct, IAction
    {
        if (seen is CallEvent { Process: { } process, Name: "listen" or "connect" or "close", Descriptor: { } descriptor })
            action.Do(_fates, (process, descriptor));
        else if (seen is CallEvent { Process: { } maker, Name: "socket", Result: { } made })
            action.Do(_fates, (maker, made));
        IPEndPoint? local = ConnectionPair.Plain(seen.Local), remote = ConnectionPair.Plain(seen.Remote);
        if (!ConnectionPair.IsWhole(local) || !ConnectionPair.IsWhole(remote))
            return;
        if (seen is StateEvent { Socket: not 0 } state)
            action.Do(_bySocket, state.Socket);
        if (seen is StateEvent { From: TcpState.SynSent } or SegmentEvent { ControlBits: TcpControlBits.Syn })
            action.Do(_openings, remote);
        if (seen is SegmentEvent or CallEvent)
            action.Do(_byPair, ConnectionPair.Of(local, remote));
    }

    interface IAction
    {
        void Do<TKey>(Dictionary<TKey, List<TimelineEvent>> index, TKey key)
            where TKey : notnull;
    }

    readonly struct Adding(TimelineEvent seen) : IAction
    {
        public void Do<TKey>(Dictionary<TKey, List<TimelineEvent>> index, TKey key)
            where TKey : notnull
        {
            if (!index.TryGetValue(key, out List<TimelineEvent>? list))
                index[key] = list = [];
            list.Add(seen);
        }
    }

    readonly struct Removing(TimelineEvent seen) : IAction
    {
        public void Do<TKey>(Dictionary<TKey, List<TimelineEvent>> index, TKey key)
            where TKey : notnull
        {
            if (!index.TryGetValue(key, out List<TimelineEvent>? list))
                return;
            TimelineEvent sought = seen;
            // By reference: records compare by value.
            int at = list.FindIndex(e => ReferenceEquals(e, sought));
            if (at >= 0)
                list.RemoveAt(at);
            if (list.Count == 0)
                index.Remove(key);
        }
    }
}
