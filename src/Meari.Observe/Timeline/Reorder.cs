using System.Diagnostics.CodeAnalysis;

namespace Meari.Observe;

/// <summary>
/// Puts the events of sources with different lag in order of time: each is held until it is as old as the delay. Events of the same time stay in
/// the order in which they came. One that comes even later than that goes on at once. Not for several threads at a time.
/// </summary>
/// <param name="delay">Nanoseconds.</param>
/// <param name="limit">The most events held.</param>
internal sealed class Reorder(long delay, int limit)
{
    readonly PriorityQueue<TimelineEvent, (long Time, long Order)> _held = new();
    long _order;

    /// <summary>How many are held.</summary>
    public int Count => _held.Count;

    /// <summary>Whether one more is refused.</summary>
    public bool IsFull => _held.Count >= limit;

    /// <summary>When the next is to go on, on the events' clock; null when nothing is held.</summary>
    public long? Due => _held.TryPeek(out _, out (long Time, long Order) key) ? key.Time + delay : null;

    /// <summary>Holds an event, also when full.</summary>
    /// <param name="seen">The event.</param>
    /// <param name="now">The time. An event from the future (a source with a wrong clock) is held no longer than one of now.</param>
    /// <returns>Whether it is the next to go on.</returns>
    public bool Add(TimelineEvent seen, long now)
    {
        (long, long) key = (Math.Min(seen.Time, now), _order++);
        bool isNext = !_held.TryPeek(out _, out (long Time, long Order) first) || key.CompareTo(first) < 0;
        _held.Enqueue(seen, key);
        return isNext;
    }

    /// <summary>Takes the oldest event, if it has been held long enough.</summary>
    /// <param name="now">The time; <see cref="long.MaxValue"/> for the end, when nothing more will come.</param>
    /// <param name="seen">The event.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(long now, [NotNullWhen(true)] out TimelineEvent? seen)
    {
        seen = null;
        return _held.TryPeek(out _, out (long Time, long Order) key) && key.Time <= now - delay && _held.TryDequeue(out seen, out _);
    }
}
