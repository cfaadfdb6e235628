using Meari.Bench.Statistics;

namespace Meari.Bench.Loads;

/// <summary>Connect, one echo, close, and again: a request is all of it up to the echo, and the next begins when the connection has closed on both sides.</summary>
internal sealed class ConnectCycle(LoadThread thread, int number) : LoadConnection(thread, number)
{
    readonly int _size = thread.Options.MessageSize;
    TcpConnection? _connection;
    TaskCompletionSource? _idle;
    long _begun, _due;
    bool _isGivenUp, _waits;

    /// <summary>Closing belongs to it.</summary>
    public override bool IsBusy => _begun != 0;

    protected override bool CanSend => _begun == 0;

    public override void Check(long now)
    {
        if (_connection is null || _isGivenUp || !Thread.IsTooLong(_begun, now))
            return;
        _isGivenUp = true;
        Thread.Met(BenchFault.TimedOut, TcpOutcome.Done, 1, 1);
        _connection.Abort();
    }

    public override void TellUnanswered(long now)
    {
        if (_waits)
            Thread.LeftUnanswered(_due, now, 1);
    }

    public override void Close()
    {
        _idle?.TrySetResult();
        _connection?.Abort();
    }

    protected override void Go(long now)
    {
        TaskCompletionSource? idle = _idle;
        _idle = null;
        idle?.SetResult();
    }

    protected override async Task RunAsync()
    {
        while (!Thread.IsOver)
        {
            long now = Thread.Time.GetTimestamp();
            if (TryStart(now, 1, out long due) > 0)
            {
                (_begun, _due, _waits) = (now, due, true);
                bool isDone = await OnceAsync(due).ConfigureAwait(false);
                _begun = 0;
                _waits = false;
                Thread.TellIfDrained();
                if (!isDone && !Thread.IsOver)
                    await PauseAsync().ConfigureAwait(false);
            }
            else
            {
                _idle = new();
                await _idle.Task.ConfigureAwait(false);
            }
        }
    }

    async Task<bool> OnceAsync(long due)
    {
        if (await Thread.Opening.OpenAsync(requests: 1).ConfigureAwait(false) is not { } connection)
            return false;
        _connection = connection;
        _isGivenUp = false;
        bool isAnswered = await EchoAsync(connection, due).ConfigureAwait(false);
        _connection = null;
        _waits = false;
        Thread.OpenConnections--;
        if (isAnswered)
            DoesAnswer();
        await CloseAsync(connection).ConfigureAwait(false);
        return isAnswered;
    }

    async Task<bool> EchoAsync(TcpConnection connection, long due)
    {
        Thread.Counted.BytesSent += _size;
        _ = connection.SendAsync(Thread.Payload.At(0, _size)).AsTask(); // what comes of it, the receive says
        bool isCorrupted = false;
        for (int back = 0; back < _size;)
        {
            ReadOnlyMemory<byte> bytes = await connection.ReceiveAsync().ConfigureAwait(false);
            await Thread.OnLoop();
            if (bytes.IsEmpty)
            {
                if (!_isGivenUp)
                    TellEnd(connection.CloseReason, 1);
                return false;
            }
            Thread.Counted.BytesReceived += bytes.Length;
            if (bytes.Length > _size - back)
            {
                Thread.Met(BenchFault.Unexpected, TcpOutcome.Done, 1, 1);
                connection.Abort();
                return false;
            }
            isCorrupted |= !Thread.Payload.Matches(bytes.Span, back);
            back += bytes.Length;
        }
        if (isCorrupted)
            Thread.Met(BenchFault.Corrupted, TcpOutcome.Done, 0, 1);
        else
            Thread.Answered(due, _begun, Thread.Time.GetTimestamp(), 1);
        return true;
    }
}
