using System.Threading.Tasks.Sources;

namespace Meari.Engines;

/// <summary>What needs no type of result. A class of its own, since what is generic over memory is compiled anew whenever a program starts.</summary>
internal abstract class Completion(bool onThreadPool)
{
    ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = onThreadPool };

    volatile bool _isFree = true;

    public bool OnThreadPool => _core.RunContinuationsAsynchronously;

    /// <summary>Whether its last result was taken. Until then it is its waiter's, and the next operation needs another.</summary>
    public bool IsFree => _isFree;

    public short Version => _core.Version;

    public void Reset()
    {
        _isFree = false;
        _core.Reset();
    }

    /// <summary>The operation ended at once: nobody waits.</summary>
    public void Free() => _isFree = true;

    public void SetException(Exception exception) => _core.SetException(exception);

    protected void Complete() => _core.SetResult(true);

    /// <summary>Throws what it was ended with instead of a result.</summary>
    protected void TakeResult(short token)
    {
        _ = _core.GetStatus(token); // throws where the result is not this waiter's
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            _isFree = true;
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}

/// <summary>
/// The awaitable end of an operation that had to wait: one object for each direction of a connection, used again for every operation, so
/// that awaiting allocates nothing. The continuation runs inline on the completing thread, or on the thread pool if asked.
/// </summary>
internal sealed class Completion<T>(bool onThreadPool) : Completion(onThreadPool), IValueTaskSource<T>
{
    T _result = default!;

    public ValueTask<T> Task => new(this, Version);

    public void SetResult(T result)
    {
        _result = result;
        Complete();
    }

    public T GetResult(short token)
    {
        T result = _result; // before it is free for the next
        TakeResult(token);
        return result;
    }
}
