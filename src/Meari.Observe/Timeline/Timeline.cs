using System.Runtime.CompilerServices;
using Meari.Text;

namespace Meari.Observe;

/// <summary>
/// Merges what sources see into one stream: in order of time, keyed by connection, with what can be concluded. The reader drives it: events
/// wait, bounded, until it asks for them, and what did not fit is counted and said in the stream where it is missing.
/// </summary>
/// <param name="options">What to show, and the bounds.</param>
public sealed class Timeline(TimelineOptions options) : TimelineSink, IAsyncDisposable
{
    /// <summary>The most losses that wait to be said: one a kind of event, and one a source.</summary>
    const int MaxLosses = 64;

    readonly Lock _lock = new();
    readonly MonotonicClock _clock = new(options.TimeProvider);
    readonly Reorder _reorder = new(options.Delay.Ticks * 100, options.MaxPending);
    readonly Upcoming _upcoming = new();
    readonly Dictionary<string, Loss> _losses = [];
    readonly List<TimelineSource> _sources = [];
    readonly SemaphoreSlim _wake = new(0, 1);
    readonly Messages _messages = new(options.Language);
    bool _hasStopped, _isRead;

    /// <summary>Starts a source, and stops it when the timeline stops.</summary>
    /// <param name="source">The source; the timeline disposes it.</param>
    /// <returns>Whether it watches; if not, the timeline goes on without it.</returns>
    public SourceStatus Start(TimelineSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_hasStopped, this);
            _sources.Add(source);
        }
        return source.Start(this);
    }

    /// <inheritdoc/>
    public override void Add(TimelineEvent seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        long now = _clock.Nanoseconds;
        bool wakes;
        lock (_lock)
        {
            if (_hasStopped)
                return;
            if (_reorder.IsFull)
            {
                if (seen is SegmentEvent)
                    _upcoming.MissSegments();
                wakes = Lose(KindOf(seen), false, 1, seen.Time, now);
            }
            else
            {
                _upcoming.Add(seen);
                wakes = _reorder.Add(seen, now);
            }
        }
        if (wakes)
            Wake();
    }

    /// <inheritdoc/>
    public override void Lost(string source, long count)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (source == PacketCapture.SourceName)
            _upcoming.MissSegments();
        long now = _clock.Nanoseconds;
        bool wakes;
        lock (_lock)
            wakes = !_hasStopped && Lose(source, true, count, now, now);
        if (wakes)
            Wake();
    }

    /// <summary>
    /// What happens, as it happens, later by the delay. For one reader. Ends when the timeline has stopped and everything was read.
    /// </summary>
    /// <param name="cancellation">Ends the wait for the next event.</param>
    /// <returns>The events.</returns>
    public async IAsyncEnumerable<TimelineEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            if (_isRead)
                throw new InvalidOperationException("A timeline has one reader.");
            _isRead = true;
        }
        await using ITimer timer = options.TimeProvider.CreateTimer(static wake => ((Timeline)wake!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        TimelineStages stages = new(options, _upcoming, _messages);
        List<TimelineEvent> output = [];
        while (true)
        {
            long now = _clock.Nanoseconds;
            TimelineEvent? seen;
            long? due;
            bool isEnd;
            lock (_lock)
            {
                isEnd = _hasStopped;
                if (_reorder.TryTake(isEnd ? long.MaxValue : now, out seen) && seen is Loss loss)
                    _losses.Remove(loss.Of);
                due = _reorder.Due;
            }
            if (seen is not null)
            {
                _upcoming.Remove(seen);
                stages.Add(seen, output);
                foreach (TimelineEvent shown in output)
                    yield return shown;
                output.Clear();
                cancellation.ThrowIfCancellationRequested();
            }
            else if (isEnd)
            {
                yield break;
            }
            else
            {
                if (due is not null)
                    timer.Change(Pause(due.Value - now), Timeout.InfiniteTimeSpan);
                await _wake.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Stops the sources; what they saw can still be read, then the stream ends.</summary>
    /// <returns>When they have stopped.</returns>
    public async Task StopAsync()
    {
        TimelineSource[] sources;
        lock (_lock)
        {
            sources = [.. _sources];
            _sources.Clear();
        }
        try
        {
            foreach (TimelineSource source in sources)
                await source.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
                _hasStopped = true;
            Wake();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <summary>Short pauses are not worth a timer each: a tenth of the delay at least.</summary>
    TimeSpan Pause(long nanoseconds) => TimeSpan.FromTicks(Math.Max(nanoseconds / 100 + 1, options.Delay.Ticks / 10));

    void Wake()
    {
        lock (_wake)
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
    }

    /// <summary>Counts a loss where it happened. Losses need no room of their own, since each kind has at most one place at a time.</summary>
    bool Lose(string of, bool bySource, long count, long time, long now)
    {
        if (!_losses.TryGetValue(of, out Loss? loss))
        {
            if (_losses.Count >= MaxLosses)
                return false;
            _losses[of] = loss = new Loss { Time = Math.Min(time, now), Of = of, BySource = bySource };
            loss.Count = count;
            return _reorder.Add(loss, now);
        }
        loss.Count += count;
        return false;
    }

    static string KindOf(TimelineEvent seen) => seen switch
    {
        CallEvent => "call",
        StateEvent => "state",
        QueueEvent => "queue",
        SegmentEvent => "segment",
        _ => "text",
    };
}
