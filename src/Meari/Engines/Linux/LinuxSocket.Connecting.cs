using Meari.Interop.Linux;

namespace Meari.Engines.Linux;

internal abstract partial class LinuxSocket
{
    Connecting? _connecting;

    /// <summary>connect is under way: ends when the socket is writable, or by cancellation.</summary>
    /// <remarks>Source: connect(2), EINPROGRESS.</remarks>
    public ValueTask<ConnectResult> WhenConnectedAsync(CancellationToken cancellationToken)
    {
        Connecting connecting = new(this);
        _connecting = connecting;
        Loop.Post(connecting);
        connecting.CancelBy(cancellationToken);
        return new(connecting.Task);
    }

    void EndConnect()
    {
        Connecting connecting = _connecting!;
        _connecting = null;
        int failed = Libc.GetOption(Fd, Constants.SOL_SOCKET, Constants.SO_ERROR, out int error);
        connecting.End(failed < 0 ? -failed : error);
    }

    /// <summary>
    /// Everything happens on the loop's thread; so a cancellation and the end of the connect cannot meet. Who connects from inside a loop goes on
    /// there, anybody else on the thread pool: code that knows of no loop may block.
    /// </summary>
    sealed class Connecting(LinuxSocket socket) :
        TaskCompletionSource<ConnectResult>(LinuxLoop.Current is null ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None),
        IThreadPoolWorkItem
    {
        CancellationTokenRegistration _registration;

        public void CancelBy(CancellationToken cancellationToken)
        {
            if (cancellationToken.CanBeCanceled)
                _registration = cancellationToken.UnsafeRegister(static c => ((Connecting)c!).Cancel(), this);
        }

        public void Execute()
        {
            if (!socket.WaitWritable(ref socket._writable))
                socket.Execute();
        }

        public void End(int error)
        {
            _registration.Dispose();
            if (error == 0)
            {
                SetResult(new(socket, TcpOutcome.Done, 0));
                return;
            }
            socket.Close();
            SetResult(new(null, Errno.ToOutcome(error), error));
        }

        void Cancel() => socket.Loop.Post(new Cancellation(this));

        void CancelNow()
        {
            if (socket._connecting != this)
                return;
            socket._connecting = null;
            _ = socket._writable.TakeWaiter();
            _ = Libc.Disconnect(socket.Fd); // ends SYN-SENT at once, though the loop may still refer to the descriptor
            socket.Close();
            SetResult(new(null, TcpOutcome.Canceled, 0));
        }

        sealed class Cancellation(Connecting connecting) : IThreadPoolWorkItem
        {
            public void Execute() => connecting.CancelNow();
        }
    }
}
