namespace Meari.Bench.Loads;

/// <summary>Says when a thread's connections send requests.</summary>
internal abstract class Issuing
{
    /// <summary>When it has something to do next, or <see cref="long.MaxValue"/>.</summary>
    public abstract long NextDue { get; }

    /// <summary>Does what is due.</summary>
    public abstract void Issue(long now);

    /// <summary>The measured window begins.</summary>
    public virtual void EnterWindow()
    {
    }

    /// <summary>The measured window is over: what is due in it is still issued, and nothing else.</summary>
    public virtual void Stop()
    {
    }

    /// <summary>How many requests a connection that has room for so many sends by itself.</summary>
    public abstract int MayStart(long now, int most);
}

/// <summary>Each connection begins at its part of the ramp; then every answer makes room for the next request.</summary>
internal sealed class ClosedLoopIssuing : Issuing
{
    readonly LoadThread _thread;
    readonly long _start, _ramp;
    long _left;
    int _next;

    public ClosedLoopIssuing(LoadThread thread, long start)
    {
        _thread = thread;
        _start = start;
        _ramp = thread.Ticks(thread.Options.Ramp);
        _left = thread.Requests ?? long.MaxValue;
    }

    public override long NextDue => _next < _thread.Connections.Count ? BeginOf(_next) : long.MaxValue;

    long BeginOf(int place) => _start + (long)((double)_ramp * _thread.Connections[place].Number / _thread.Options.AllConnections);

    public override void Issue(long now)
    {
        while (NextDue <= now)
            _thread.Connections[_next++].Begin(now);
    }

    public override void Stop() => _left = 0;

    public override int MayStart(long now, int most)
    {
        if (_left == 0 || !_thread.IsMeasured(now))
            return _left == 0 ? 0 : most;
        _thread.EnterWindow(now);
        int count = (int)Math.Min(_left, most);
        _left -= count;
        if (_left == 0)
            _thread.EndAt(now + 1); // these are the last that are measured
        return count;
    }
}

/// <summary>Request n of the schedule belongs to connection n modulo their number: to each its own, whatever the others do.</summary>
internal sealed class OpenLoopIssuing : Issuing
{
    /// <summary>After so many answers are looked at again: a client that was held up must not hold up itself.</summary>
    const int InRow = 256;

    readonly LoadThread _thread;
    readonly LoadConnection[] _loaded;
    long _round;
    int _next;
    long _nextDue = long.MaxValue;

    public OpenLoopIssuing(LoadThread thread, long start)
    {
        _thread = thread;
        _loaded = [.. thread.Connections.Where(connection => connection.Number < thread.Options.Connections)];
        foreach (LoadConnection connection in thread.Connections)
            connection.Begin(start);
        if (_loaded.Length > 0)
            _nextDue = _thread.DueOf(0, _loaded[0].Number);
    }

    public override long NextDue => _nextDue;

    public override void EnterWindow()
    {
        foreach (LoadConnection connection in _loaded)
            connection.LeaveOut(_thread.DueBeforeWindow(connection.Number));
        // A client that cannot send so fast has not come so far.
        if (_nextDue >= _thread.WindowBegin)
            return;
        _round = _loaded.Min(connection => _thread.DueBeforeWindow(connection.Number));
        _next = Array.FindIndex(_loaded, connection => _thread.DueBeforeWindow(connection.Number) == _round);
        _nextDue = _thread.DueOf(_round, _loaded[_next].Number);
    }

    public override void Issue(long now)
    {
        for (int i = 0; i < InRow && _nextDue <= now; i++)
        {
            _loaded[_next].Due(_nextDue, now);
            if (++_next == _loaded.Length)
            {
                _next = 0;
                _round++;
            }
            _nextDue = _thread.DueOf(_round, _loaded[_next].Number);
        }
    }

    /// <summary>Only what is due.</summary>
    public override int MayStart(long now, int most) => 0;
}
