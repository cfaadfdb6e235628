using Meari.Interop.Linux;

namespace Meari.Lab;

/// <summary>
/// Ends a call that waits, as a signal does that somebody sends to a thread: the call returns what it has moved, or EINTR. A real signal would not
/// do: it belongs to a thread, not to a call, and the runtime's own threads have theirs.
/// </summary>
internal sealed class Interruption : IDisposable
{
    readonly int _event = Libc.EventFd() is >= 0 and int fd ? fd : throw new LabException("EMFILE");
    readonly Lock _gate = new();
    bool _isDisposed;

    /// <summary>From now on, until <see cref="Clear"/>, no call waits. From any thread.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            if (!_isDisposed)
                Libc.Signal(_event);
        }
    }

    /// <summary>Calls may wait again. From any thread.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (!_isDisposed)
                Libc.Drain(_event);
        }
    }

    /// <summary>Waits until the descriptor is ready.</summary>
    /// <returns>Whether the wait was interrupted; a negative errno if it could not wait.</returns>
    public int Wait(int descriptor, short events)
    {
        int result;
        do
            result = Libc.PollBoth(descriptor, events, _event);
        while (result == -Errno.EINTR);
        return result;
    }

    /// <summary>No call waits any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            Libc.Close(_event);
        }
    }
}
