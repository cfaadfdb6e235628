using System.Net;
using Meari.Lab;

namespace Meari.Lens;

/// <summary>A client on the stage. Its calls are made one at a time; one that waits goes on after the act that made it has been answered.</summary>
internal sealed class StageClient(int id, LabSocket socket, Action changed) : IDisposable
{
    /// <summary>An act is answered then, whether its call has returned or not.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);

    readonly Interruption _interruption = new();
    Task _call = Task.CompletedTask;
    volatile string? _waiting;

    public int Id => id;

    public IPEndPoint? Local { get; } = socket.Local;

    /// <summary>The timeline's number of its connection; 0 until it is known.</summary>
    public int Connection { get; set; }

    public bool IsBlocking { get; private set; } = true;

    public bool IsOpen { get; private set; } = true;

    public bool IsHalfClosed { get; private set; }

    /// <summary>When the call that was made last has returned.</summary>
    public Task Returned => _call;

    /// <summary>The call that has not returned.</summary>
    public string? Waiting => _waiting;

    public Task<CallResult?> SendAsync(ReadOnlyMemory<byte> bytes) =>
        CallAsync("send", () => IsBlocking ? socket.Send(bytes, _interruption) : socket.Send(bytes));

    /// <summary>A send for each byte; until one fails.</summary>
    public Task<CallResult?> SendByteByByteAsync(ReadOnlyMemory<byte> bytes) => CallAsync("send", () =>
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            CallResult result = IsBlocking ? socket.Send(bytes.Slice(i, 1), _interruption) : socket.Send(bytes.Slice(i, 1));
            if (!result.IsDone)
                return i > 0 ? new(i, null) : result;
        }
        return new(bytes.Length, null);
    });

    public Task<CallResult?> ReceiveAsync(int size) =>
        CallAsync("recv", () => IsBlocking ? socket.Receive(new byte[size], _interruption) : socket.Receive(new byte[size]));

    public CallResult SetBlocking(bool blocks)
    {
        CallResult result = socket.SetBlocking(blocks);
        IsBlocking = result.IsDone ? blocks : IsBlocking;
        return result;
    }

    public CallResult HalfClose()
    {
        CallResult result = socket.Shutdown(1);
        IsHalfClosed |= result.IsDone;
        return result;
    }

    /// <summary>Closes; a call that waits ends before, since the kernel closes nothing that is in use.</summary>
    /// <param name="resets">With RST.</param>
    public async Task<CallResult> CloseAsync(bool resets)
    {
        if (!IsOpen)
            return new(0, null);
        _interruption.Interrupt();
        await _call;
        if (resets)
            socket.SetLinger(true, 0);
        IsOpen = false;
        Dispose();
        return socket.Close();
    }

    /// <summary>Lets go of what interrupts its calls; there are none any more.</summary>
    public void Dispose() => _interruption.Dispose();

    /// <returns>Null if it has not returned yet.</returns>
    async Task<CallResult?> CallAsync(string name, Func<CallResult> make)
    {
        // Whatever may wait gets a thread of its own.
        Task<CallResult> call = Task.Factory.StartNew(make, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _waiting = name;
        _call = call.ContinueWith(
            _ =>
            {
                _waiting = null;
                changed();
            },
            TaskScheduler.Default);
        await Task.WhenAny(_call, Task.Delay(Patience));
        return _call.IsCompleted ? await call : null;
    }
}
