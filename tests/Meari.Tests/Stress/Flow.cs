using Meari.Tests.Support;

namespace Meari.Tests.Stress;

/// <summary>A byte, an end or a leak that should not be.</summary>
sealed class StressException(string message) : Exception(message);

/// <summary>The bytes of one direction of a connection: what they must be, how far each end has got, and whether the sender waits.</summary>
/// <param name="pattern">Which bytes; no other flow has the same, except the one that echoes them.</param>
sealed class Flow(int pattern)
{
    readonly Lock _lock = new();
    TaskCompletionSource? _change;
    long _promised;
    long _received;
    bool _senderWaits;
    bool _senderIsDone;
    bool _receiverIsDone;

    /// <summary>Bytes that were given to a send; they will come unless something goes wrong.</summary>
    public long Promised => Volatile.Read(ref _promised);

    public long Received => Volatile.Read(ref _received);

    /// <summary>Bytes that a receiver can still count on.</summary>
    public int Outstanding => (int)(Promised - Received);

    /// <summary>Writes the next bytes, which will be sent.</summary>
    public void Promise(Span<byte> bytes)
    {
        Pattern.Fill(bytes, pattern, Promised);
        Promise(bytes.Length);
    }

    /// <summary>These bytes, which were received and checked, will be sent back.</summary>
    public void Promise(int bytes) => Volatile.Write(ref _promised, Promised + bytes);

    /// <summary>Whether these are the bytes that follow those received so far.</summary>
    public void Check(ReadOnlySpan<byte> bytes)
    {
        int mismatch = Pattern.Mismatch(bytes, pattern, _received);
        if (mismatch >= 0)
            throw new StressException($"of {bytes.Length} bytes that came after {_received}, number {mismatch} is wrong: {bytes[mismatch]:X2}");
        if (_received + bytes.Length > Promised)
            throw new StressException($"{_received + bytes.Length} bytes came, of {Promised} that were sent");
    }

    /// <summary>They were.</summary>
    public void Take(int bytes)
    {
        lock (_lock)
        {
            _received += bytes;
            TellChange();
        }
    }

    /// <summary>Awaits a send, or whatever else keeps the sender from sending.</summary>
    public async ValueTask<bool> SenderWaitsAsync(ValueTask<bool> task)
    {
        if (task.IsCompleted)
            return await task;
        Set(ref _senderWaits, true);
        try
        {
            return await task;
        }
        finally
        {
            Set(ref _senderWaits, false);
        }
    }

    public void SenderIsDone() => Set(ref _senderIsDone, true);

    public void ReceiverIsDone() => Set(ref _receiverIsDone, true);

    void Set(ref bool field, bool value)
    {
        lock (_lock)
        {
            field = value;
            TellChange();
        }
    }

    void TellChange()
    {
        _change?.SetResult();
        _change = null;
    }

    /// <summary>Until nothing more is being sent: so long a receiver pauses.</summary>
    public ValueTask<bool> WhenSenderIsStuckAsync() => WhenAsync(() => _senderWaits || _senderIsDone);

    /// <summary>Until so much has been received, or nothing more will be.</summary>
    public ValueTask<bool> WhenReceivedAsync(long bytes) => WhenAsync(() => _received >= bytes || _receiverIsDone);

    async ValueTask<bool> WhenAsync(Func<bool> isSo)
    {
        while (true)
        {
            Task change;
            lock (_lock)
            {
                if (isSo())
                    return true;
                _change ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                change = _change.Task;
            }
            await change;
        }
    }
}
