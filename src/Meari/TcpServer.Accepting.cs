using System.Diagnostics.Tracing;
using Meari.Diagnostics;
using Meari.Engines;

namespace Meari;

public sealed partial class TcpServer
{
    bool IsFull => Volatile.Read(ref _active) >= _places;

    /// <summary>Opens, refuses or parks an accepted connection. False: accept no more until one has ended.</summary>
    bool Admit(EngineSocket socket)
    {
        if (TryEnter())
        {
            Open(socket);
            return !IsFull || _whenFull == TcpWhenFull.Refuse;
        }
        if (_whenFull == TcpWhenFull.Refuse)
        {
            Refuse(socket);
            return true;
        }
        // With several listening sockets each may have accepted one more by the time it learns that the server is full; so at most
        // one of them is parked for each.
        _parked.Enqueue(socket);
        AdmitParked();
        return false;
    }

    void AdmitParked()
    {
        while (TakeParked() is { } socket)
            Open(socket);
    }

    EngineSocket? TakeParked()
    {
        // One at a time takes a place and then a socket, so that no place is taken for a socket that another has.
        lock (_parked)
            return !_parked.IsEmpty && TryEnter() && _parked.TryDequeue(out EngineSocket? socket) ? socket : null;
    }

    /// <summary>Takes a place among the open connections. Several listening sockets accept at the same time.</summary>
    bool TryEnter()
    {
        int active = Volatile.Read(ref _active);
        while (active < _places)
        {
            int seen = Interlocked.CompareExchange(ref _active, active + 1, active);
            if (seen == active)
                return true;
            active = seen;
        }
        return false;
    }

    /// <summary>Gives a connection that has its place to the handler.</summary>
    void Open(EngineSocket socket)
    {
        Interlocked.Increment(ref _total);
        TcpConnection connection = new(socket, _settings);
        _connections.Add(connection);
        if (_settings.Observer is not null)
            connection.Observe(TcpOperationKind.Accept, _settings.Stamp(), 0, OperationResult.Done());
        if (MeariEventSource.Log.IsEnabled(EventLevel.Informational, EventKeywords.None))
            MeariEventSource.Log.Accepted(connection.Id, connection.RemoteEndPoint.ToString());
        if (_draining)
            connection.FinishReceiving(TcpCloseReason.Drain);
        connection.Server = this;
        if (_settings.OnThreadPool)
            ThreadPool.UnsafeQueueUserWorkItem(connection, preferLocal: false);
        else
            socket.Run(connection);
    }

    void Refuse(EngineSocket socket)
    {
        TcpConnection connection = new(socket, _settings);
        if (_settings.Observer is not null)
            connection.Observe(TcpOperationKind.Accept, _settings.Stamp(), 0, OperationResult.Done());
        connection.AbortFor(TcpCloseReason.Limit);
        _ = connection.DisposeAsync().AsTask();
    }

    internal async Task ServeAsync(TcpConnection connection)
    {
        try
        {
            await _handler(connection).ConfigureAwait(false);
        }
        catch (IOException) when (!connection.CloseReason.IsOrderly)
        {
            // A stream tells by an exception what the connection tells by its reason, which is there already.
        }
        catch (Exception e)
        {
            MeariEventSource.Log.HandlerFailed(connection.Id, e.ToString());
            connection.AbortFor(new(TcpCloseKind.HandlerFailed, Exception: e));
        }
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            Ended(connection);
        }
    }

    void Ended(TcpConnection connection)
    {
        _connections.Remove(connection);
        int active = Interlocked.Decrement(ref _active);
        if (_draining)
        {
            if (active == 0)
                _empty.TrySetResult();
        }
        else if (_whenFull == TcpWhenFull.Wait)
        {
            AdmitParked();
            foreach (Listening listening in _listening)
                listening.ResumeIfRoom();
        }
    }

    /// <summary>One listening socket of the server, and what it does about failed accepts.</summary>
    sealed class Listening(TcpServer server) : IListenerSink
    {
        static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(10);
        static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(1);

        /// <summary>So many transient failures in a row are no longer believed to concern one client each.</summary>
        const int MaxTransientInRow = 64;

        readonly Lock _lock = new();
        TimeSpan _backOff = FirstBackOff;
        ITimer? _retry;
        bool _stopped;
        int _transientInRow;

        public EngineListener Listener { get; set; } = null!;

        public bool Accepted(EngineSocket socket)
        {
            _backOff = FirstBackOff;
            _transientInRow = 0;
            return server.Admit(socket);
        }

        public bool AcceptFailed(TcpOutcome outcome, int error)
        {
            MeariMetrics.AcceptFailed(outcome);
            server.Observe(TcpOperationKind.Accept, server._settings.Stamp(), Listener.LocalEndPoint, outcome, error);
            if (outcome == TcpOutcome.Unknown)
                MeariEventSource.Log.UnknownError("accept", error);
            AcceptTier tier = AcceptErrors.TierOf(outcome);
            if (tier == AcceptTier.Transient && ++_transientInRow < MaxTransientInRow)
            {
                MeariEventSource.Log.AcceptFailed(outcome.ToString(), error, "the next one at once");
                return true;
            }
            if (tier == AcceptTier.Fatal)
            {
                MeariEventSource.Log.AcceptFailed(outcome.ToString(), error, "the listening socket is broken");
                server._completion.TrySetException(new TcpListenException(Listener.LocalEndPoint, outcome, error));
                return false;
            }
            MeariEventSource.Log.AcceptFailed(outcome.ToString(), error, $"again in {_backOff.TotalMilliseconds} ms");
            RetryLater();
            return false;
        }

        void RetryLater()
        {
            lock (_lock)
            {
                if (_stopped)
                    return;
                _retry ??= server._settings.Time.CreateTimer(
                    static listening => ((Listening)listening!).Listener.Resume(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _retry.Change(_backOff, Timeout.InfiniteTimeSpan);
                _backOff = TimeSpan.FromTicks(Math.Min(_backOff.Ticks * 2, LongestBackOff.Ticks));
            }
        }

        /// <summary>A connection has ended, so that one more may be accepted, if that was what this waited for.</summary>
        public void ResumeIfRoom()
        {
            if (!server.IsFull)
                Listener.Resume();
        }

        public void Stop()
        {
            lock (_lock)
            {
                _stopped = true;
                _retry?.Dispose();
            }
            Listener.Stop();
        }
    }
}
