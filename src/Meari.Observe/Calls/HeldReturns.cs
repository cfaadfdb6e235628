namespace Meari.Observe.Calls;

/// <summary>
/// Returns of calls that waited, each held until it is known when its thread went on. strace tells how long a call took, without the time
/// that strace itself needed before it let the program go on: by that alone, accept would return before the SYN that it waited for was seen. The
/// program went on after strace had written the line, which was before it was read, and before its next call.
/// </summary>
/// <param name="sink">Gets them.</param>
internal sealed class HeldReturns(TimelineSink sink)
{
    readonly Dictionary<int, (CallEvent Returned, long Read)> _held = [];

    /// <summary>At most one a thread.</summary>
    public int Count => _held.Count;

    /// <param name="thread">Whose.</param>
    /// <param name="returned">With the earliest time that it may have.</param>
    /// <param name="read">When its line was read, on the same clock.</param>
    public void Hold(int thread, CallEvent returned, long read) => _held[thread] = (returned, read);

    /// <summary>The thread's next line.</summary>
    /// <param name="thread">Whose.</param>
    /// <param name="next">When it made its next call; <see cref="long.MaxValue"/> if it made none.</param>
    public void GoOn(int thread, long next)
    {
        if (_held.Remove(thread, out (CallEvent, long) held))
            Tell(held, next - 1);
    }

    /// <summary>Tells those that were read then, or before: their threads work on without a call.</summary>
    public void TellUntil(long read)
    {
        foreach ((int thread, (CallEvent, long Read) held) in _held)
        {
            if (held.Read <= read && _held.Remove(thread))
                Tell(held, long.MaxValue);
        }
    }

    void Tell((CallEvent Returned, long Read) held, long latest) =>
        sink.Add(held.Returned with { Time = Math.Max(held.Returned.Time, Math.Min(held.Read, latest)) });
}
