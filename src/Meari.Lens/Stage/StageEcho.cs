using System.Net;
using Meari.Lab;

namespace Meari.Lens;

/// <summary>An accepted socket: what it receives it sends back, as long as its tap is open.</summary>
internal sealed class StageEcho : IDisposable
{
    const int BufferSize = 8192;

    readonly LabSocket _socket;
    readonly Action _changed;
    readonly object _gate = new(); // no Lock: it is waited for
    readonly Interruption _tap = new(), _closing = new();
    bool _isClosing;

    public StageEcho(int id, LabSocket socket, Action changed)
    {
        (Id, _socket, _changed, Remote) = (id, socket, changed, socket.Remote);
        Ended = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public int Id { get; }

    public IPEndPoint? Remote { get; }

    public int Connection { get; set; }

    public bool IsReading { get; private set; } = true;

    public bool IsOpen { get; private set; } = true;

    public Task Ended { get; }

    /// <summary>The tap: while it is shut, nothing is received; a recv that waits ends with EINTR.</summary>
    public void SetReading(bool reads)
    {
        lock (_gate)
        {
            if (reads == IsReading || _isClosing)
                return;
            IsReading = reads;
            if (reads)
                _tap.Clear();
            else
                _tap.Interrupt();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Its thread closes it as soon as it does not wait any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosing = true;
            _closing.Interrupt();
            _tap.Interrupt();
            Monitor.PulseAll(_gate);
        }
    }

    void Run()
    {
        byte[] buffer = new byte[BufferSize];
        while (WaitForTap())
        {
            CallResult received = _socket.Receive(buffer, _tap);
            if (received.Error == "EINTR")
                continue;
            if (received.Value <= 0 || !_socket.Send(buffer.AsMemory(0, (int)received.Value), _closing).IsDone)
                break;
        }
        lock (_gate)
        {
            IsOpen = false;
            _isClosing = true;
            Dispose();
        }
        _socket.Close();
        _changed();
    }

    /// <summary>Lets go of what interrupts its calls; there are none any more.</summary>
    public void Dispose()
    {
        _tap.Dispose();
        _closing.Dispose();
    }

    /// <returns>Whether to receive; else to close.</returns>
    bool WaitForTap()
    {
        lock (_gate)
        {
            while (!IsReading && !_isClosing)
                Monitor.Wait(_gate);
            return !_isClosing;
        }
    }
}
