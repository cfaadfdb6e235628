using Meari.Bench.Statistics;

namespace Meari.Bench.Loads;

/// <summary>
/// Bytes without pause. Both ways: no more than <see cref="Window"/> of them between the client's send and its receive, so that what is measured is the server and not
/// the buffers. Up: as fast as the kernel takes them. Down: as fast as the server sends.
/// </summary>
internal sealed class StreamConnection(LoadThread thread, int number) : LoadConnection(thread, number)
{
    /// <summary>Bytes on their way both ways.</summary>
    const int Window = 64 * 1024;

    readonly StreamDirection _direction = thread.Options.Direction;
    readonly int _size = thread.Options.MessageSize;
    TcpConnection? _connection;
    long _sent, _back, _lastMoved;
    bool _isSending, _isGivenUp;

    /// <summary>What is sent has to come back.</summary>
    public override bool IsBusy => _direction == StreamDirection.Both && _connection is not null && _back < _sent && !_isGivenUp;

    public override void Check(long now)
    {
        bool waits = Thread.IsIssuing ? IsLoaded && _connection is not null : IsBusy;
        if (waits && !_isGivenUp && Thread.IsTooLong(_lastMoved, now))
            GiveUp(BenchFault.TimedOut);
    }

    public override void Close()
    {
        if (_connection is { } connection)
        {
            if (_direction == StreamDirection.Down)
                connection.Abort(); // it would go on sending, and be read until it ends
            CloseSoon(connection);
        }
    }

    protected override void Go(long now)
    {
        _lastMoved = now;
        if (_connection is not null && _direction != StreamDirection.Down && !_isSending)
            _ = SendAsync(_connection);
    }

    protected override async Task RunAsync()
    {
        for (bool isFirst = true; await OpenAsync(isFirst).ConfigureAwait(false) is { } connection; isFirst = false)
        {
            _sent = _back = 0;
            _isSending = _isGivenUp = false;
            _connection = connection;
            if (isFirst)
                Thread.Opening.IsReady();
            if (IsLoaded)
                Go(Thread.Time.GetTimestamp());
            await ReceiveAsync(connection).ConfigureAwait(false);
            _connection = null;
            Thread.OpenConnections--;
            if (!_isGivenUp)
                TellEnd(connection.CloseReason, 0);
            if (_sent > 0 || _back > 0)
                DoesAnswer();
            await CloseAsync(connection).ConfigureAwait(false);
            if (Thread.IsIssuing)
                await PauseAsync().ConfigureAwait(false);
            else
                Thread.TellIfDrained();
        }
    }

    async Task SendAsync(TcpConnection connection)
    {
        _isSending = true;
        while (connection == _connection && Thread.IsIssuing && !_isGivenUp && Room >= Math.Min(_size, Window / 4))
        {
            ReadOnlyMemory<byte> bytes = Thread.Payload.At(_sent, Math.Min(_size, Room));
            ValueTask<bool> sending = connection.SendAsync(bytes);
            _sent += bytes.Length;
            bool isSent = await sending.ConfigureAwait(false);
            await Thread.OnLoop();
            if (!isSent)
                break; // the receive says why
            _lastMoved = Thread.Time.GetTimestamp();
            Thread.Counted.BytesSent += bytes.Length;
        }
        _isSending = false;
    }

    long Room => _direction == StreamDirection.Both ? Window - (_sent - _back) : long.MaxValue;

    async Task ReceiveAsync(TcpConnection connection)
    {
        while (true)
        {
            ReadOnlyMemory<byte> bytes = await connection.ReceiveAsync().ConfigureAwait(false);
            await Thread.OnLoop();
            if (bytes.IsEmpty || !Take(bytes.Span))
                return;
        }
    }

    bool Take(ReadOnlySpan<byte> bytes)
    {
        long now = Thread.Time.GetTimestamp();
        Thread.Counted.BytesReceived += bytes.Length;
        if (_direction == StreamDirection.Both)
        {
            BenchFault? fault = bytes.Length > _sent - _back ? BenchFault.Unexpected
                : Thread.Payload.Matches(bytes, _back) ? null : BenchFault.Corrupted;
            if (fault is { } found)
            {
                GiveUp(found);
                return false;
            }
        }
        _back += bytes.Length;
        _lastMoved = now;
        if (Thread.IsIssuing && !_isSending && _direction != StreamDirection.Down)
            Go(now);
        else if (!Thread.IsIssuing)
            Thread.TellIfDrained();
        return true;
    }

    void GiveUp(BenchFault fault)
    {
        _isGivenUp = true;
        Thread.Met(fault, TcpOutcome.Done, 1, 1);
        _connection!.Abort();
    }
}
