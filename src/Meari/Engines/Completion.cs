using System.Threading.Tasks.Sources;

namespace Meari.Engines;

/// <summary>
/// The awaitable end of an operation that had to wait: one object for each direction of a connection, used again for every operation, so
/// that awaiting allocates nothing. The continuation runs inline on the completing thread, or on the thread pool if asked.
/// </summary>
internal sealed class Completion<T>(bool onThreadPool) : IValueTaskSource<T>
{
    ManualResetValueTaskSourceCore<T> _core = new() { RunContinuationsAsynchronously = onThreadPool };

    volatile bool _isFree = true;

    public bool OnThreadPool => onThreadPool;

    /// <summary>Whether its last result was taken. Until then it is its waiter's, and the next operation needs another.</summary>
    public bool IsFree => _isFree;

    public ValueTask<T> Task => new(this, _core.Version);

    public void Reset()
    {
        _isFree = false;
        _core.Reset();
    }

    /// <summary>The operation ended at once: nobody waits.</summary>
    public void Free() => _isFree = true;

    public void SetResult(T result) => _core.SetResult(result);

    public void SetException(Exception exception) => _core.SetException(exception);

    T IValueTaskSource<T>.GetResult(short token)
    {
        _ = _core.GetStatus(token); // throws where the result is not this waiter's
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _isFree = true;
        }
    }

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
