namespace Meari.Engines.Linux;

/// <summary>
/// What is known of one direction of a socket, shared without a lock by the loop, which learns that the direction is ready, and whoever
/// uses it, on any thread. Readiness that nobody waits for is remembered; so none is lost, and none needs to be asked for again.
/// </summary>
internal struct Readiness
{
    const int Nothing = 0, Ready = 1, Waiting = 2;

    int _state;

    public readonly bool IsReady => Volatile.Read(in _state) == Ready;

    public readonly bool IsWaiting => Volatile.Read(in _state) == Waiting;

    /// <summary>The user is about to try; what comes from now on is news.</summary>
    public void Clear() => Volatile.Write(ref _state, Nothing);

    /// <summary>The user knows that there is more.</summary>
    public void SetReady() => Interlocked.CompareExchange(ref _state, Ready, Nothing);

    /// <summary>The user has found nothing. False: meanwhile there is something.</summary>
    public bool TryWait() => Interlocked.CompareExchange(ref _state, Waiting, Nothing) == Nothing;

    /// <summary>There is something. True: somebody waited, and is to be served by the caller.</summary>
    public bool Signal()
    {
        while (true)
        {
            int state = Volatile.Read(ref _state);
            if (state == Waiting ? TakeWaiter() : state == Ready || Interlocked.CompareExchange(ref _state, Ready, Nothing) == Nothing)
                return state == Waiting;
        }
    }

    /// <summary>Takes the one who waits, if anybody does.</summary>
    public bool TakeWaiter() => Interlocked.CompareExchange(ref _state, Nothing, Waiting) == Waiting;
}
