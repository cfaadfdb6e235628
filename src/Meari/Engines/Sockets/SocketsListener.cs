using System.Net;
using System.Net.Sockets;
using Meari.Interop.Linux;

namespace Meari.Engines.Sockets;

/// <summary>A listening socket that accepts in a loop until its sink says to stop.</summary>
internal sealed class SocketsListener : EngineListener
{
    const int Paused = 0, Accepting = 1, Deciding = 2, Stopped = 3;

    /// <summary>So many failures while the queue is taken show that it is the listening socket or the system that fails.</summary>
    const int MaxFailedOfQueue = 64;

    readonly Socket _socket;
    readonly SocketSettings _settings;
    readonly int _backlog;
    readonly IListenerSink _sink;
    readonly AcceptArgs _accept;
    int _state = Paused;
    bool _descriptorsWereShort;

    public SocketsListener(Socket socket, ListenSettings settings, IListenerSink sink)
    {
        _socket = socket;
        _settings = settings.Socket;
        _backlog = settings.Backlog;
        _sink = sink;
        _accept = new(this);
        socket.Blocking = false;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    public override IPEndPoint LocalEndPoint { get; }

    public override void Resume()
    {
        // While the sink decides, Resume wins over its "stop": what made it say so may have ended meanwhile.
        if (Interlocked.CompareExchange(ref _state, Accepting, Deciding) != Deciding
            && Interlocked.CompareExchange(ref _state, Accepting, Paused) == Paused)
            Accept();
    }

    public override void Stop()
    {
        if (Interlocked.Exchange(ref _state, Stopped) == Stopped)
            return;
        TakeTheQueue();
        _socket.Dispose();
        _accept.Dispose();
    }

    void Accept()
    {
        do
        {
            _accept.AcceptSocket = null;
            if (AreDescriptorsStillShort())
            {
                _accept.SocketError = SocketError.TooManyOpenSockets;
                continue;
            }
            try
            {
                if (_socket.AcceptAsync(_accept))
                    return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
        while (GoesOn());
    }

    bool GoesOn()
    {
        SocketError error = _accept.SocketError;
        Socket? accepted = _accept.AcceptSocket;
        int before = Interlocked.CompareExchange(ref _state, Deciding, Accepting);
        if (before == Stopped && error != SocketError.Success)
            return false;
        bool goesOn = error == SocketError.Success && accepted is not null
            ? HandOver(accepted)
            : _sink.AcceptFailed(SocketErrors.ToOutcome(error), SocketErrors.Number(error));
        return goesOn
            ? Interlocked.CompareExchange(ref _state, Accepting, Deciding) != Stopped
            : Interlocked.CompareExchange(ref _state, Paused, Deciding) == Accepting;
    }

    bool HandOver(Socket accepted)
    {
        SocketsSocket socket;
        try
        {
            // Linux hands TCP_NODELAY and SO_KEEPALIVE down from the listening socket; elsewhere nothing promises it.
            if (!OperatingSystem.IsLinux())
                SocketsEngine.Apply(accepted, _settings);
            socket = new(accepted);
        }
        catch (SocketException e)
        {
            accepted.Dispose();
            return _sink.AcceptFailed(TcpOutcome.ConnectionAborted, e.NativeErrorCode);
        }
        _descriptorsWereShort = DescriptorLimit.IsNear(accepted.Handle);
        return _sink.Accepted(socket)
            && (!_descriptorsWereShort || _sink.AcceptFailed(TcpOutcome.NoDescriptors, SocketErrors.Number(SocketError.TooManyOpenSockets)));
    }

    /// <summary>Only where they were: then one is opened to see its number.</summary>
    bool AreDescriptorsStillShort()
    {
        if (!_descriptorsWereShort)
            return false;
        try
        {
            using Socket probe = new(_socket.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            return _descriptorsWereShort = DescriptorLimit.IsNear(probe.Handle);
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>The kernel has finished these handshakes: their clients believe themselves connected, and closing would reset them.</summary>
    void TakeTheQueue()
    {
        int failed = 0;
        // No more than the queue holds: where clients keep coming, it would never be empty.
        for (int taken = 0; taken <= _backlog && failed < MaxFailedOfQueue && !AreDescriptorsStillShort(); taken++)
        {
            try
            {
                if (!_socket.Poll(0, SelectMode.SelectRead))
                    return;
                HandOver(_socket.Accept());
            }
            catch (SocketException)
            {
                failed++; // one client has gone while it waited; the next may be there
            }
        }
    }

    sealed class AcceptArgs(SocketsListener listener) : SocketAsyncEventArgs(true)
    {
        protected override void OnCompleted(SocketAsyncEventArgs e)
        {
            if (listener.GoesOn())
                listener.Accept();
        }
    }
}
