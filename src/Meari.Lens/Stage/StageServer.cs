using Meari.Lab;

namespace Meari.Lens;

/// <summary>The chapter's server on the stage: it listens, accepts, and echoes each connection on a thread of its own.</summary>
internal sealed class StageServer : IAsyncDisposable
{
    /// <summary>The most accepted sockets that are known; of those that are closed the oldest is forgotten first.</summary>
    const int MostAccepted = 64;

    readonly LabSocket _listener;
    readonly Action _changed;
    readonly Task _accepting;
    readonly List<StageEcho> _accepted = [];
    readonly Lock _gate = new();
    int _lastId;
    bool _isClosed;

    /// <param name="listener">It listens already.</param>
    /// <param name="changed">Takes the news that something is otherwise.</param>
    public StageServer(LabSocket listener, Action changed)
    {
        (_listener, _changed) = (listener, changed);
        _accepting = Task.Factory.StartNew(Accept, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public IReadOnlyList<StageEcho> Accepted
    {
        get
        {
            lock (_gate)
                return [.. _accepted];
        }
    }

    void Accept()
    {
        while (true)
        {
            (LabSocket? socket, CallResult result) = _listener.Accept();
            // A client that has given up meanwhile is no reason to end; that the listening socket is shut (EINVAL) is.
            if (socket is null && result.Error != "ECONNABORTED")
                return;
            if (socket is not null)
                Take(socket);
        }
    }

    void Take(LabSocket socket)
    {
        lock (_gate)
        {
            if (_accepted.Count == MostAccepted && _accepted.FirstOrDefault(static echo => !echo.IsOpen) is { } old)
                _accepted.Remove(old);
            if (_isClosed || _accepted.Count == MostAccepted)
                socket.Close();
            else
                _accepted.Add(new(++_lastId, socket, _changed));
        }
        _changed();
    }

    /// <summary>Ends all: those that were accepted first, then the listening socket.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (StageEcho echo in _accepted)
                echo.Close();
        }
        _listener.Shutdown(2);
        await _accepting;
        foreach (StageEcho echo in Accepted)
            await echo.Ended;
        _listener.Close();
    }
}
