using Meari.Bench.Statistics;

namespace Meari.Bench.Loads;

/// <summary>A connection that is held: one echo when it has opened, where the server echoes, then nothing, and one more echo at the end, which shows that it still lives.</summary>
internal sealed class IdleConnection(LoadThread thread, int number, bool echoes) : LoadConnection(thread, number)
{
    readonly int _size = thread.Options.MessageSize;
    TcpConnection? _connection;
    long _asked, _back, _sentAt;
    bool _isGivenUp;

    public override bool IsBusy => _connection is not null && _back < _asked;

    public override void Check(long now)
    {
        if (!IsBusy || _isGivenUp || !Thread.IsTooLong(_sentAt, now))
            return;
        GiveUp(BenchFault.TimedOut, TcpOutcome.TimedOut);
    }

    /// <summary>Whether it still answers.</summary>
    public override void EndLoad()
    {
        if (_connection is { } connection && echoes)
            Ask(connection);
    }

    public override void Close()
    {
        if (_connection is { } connection)
            CloseSoon(connection);
    }

    protected override void Go(long now)
    {
    }

    protected override async Task RunAsync()
    {
        if (await OpenAsync(isFirst: true).ConfigureAwait(false) is not { } connection)
            return;
        _connection = connection;
        if (echoes)
            Ask(connection);
        else
            Thread.Opening.IsReady();
        await ReceiveAsync(connection).ConfigureAwait(false);
        _connection = null;
        Thread.OpenConnections--;
        if (!_isGivenUp)
            TellEnd(connection.CloseReason, _back < _asked ? 1 : 0);
        if (_asked == _size && _back < _size)
            Thread.Opening.IsNotReady(TcpOutcome.EndOfStream);
        await CloseAsync(connection).ConfigureAwait(false);
        Thread.TellIfDrained();
    }

    void Ask(TcpConnection connection)
    {
        _sentAt = Thread.Time.GetTimestamp();
        Moved(sent: _size, received: 0);
        _ = connection.SendAsync(Thread.Payload.At(_asked, _size)).AsTask(); // what comes of it, the receive says
        _asked += _size;
    }

    /// <summary>What goes over connections that are kept beside another load is not its throughput.</summary>
    void Moved(int sent, int received)
    {
        if (Thread.Options.Mode != BenchMode.Idle)
            return;
        Thread.Counted.BytesSent += sent;
        Thread.Counted.BytesReceived += received;
    }

    async Task ReceiveAsync(TcpConnection connection)
    {
        while (true)
        {
            ReadOnlyMemory<byte> bytes = await connection.ReceiveAsync().ConfigureAwait(false);
            await Thread.OnLoop();
            if (bytes.IsEmpty)
                return;
            Moved(sent: 0, received: bytes.Length);
            if (!echoes)
                continue; // whatever it has to say
            if (bytes.Length > _asked - _back)
                GiveUp(BenchFault.Unexpected, TcpOutcome.ProtocolError);
            else if (!Thread.Payload.Matches(bytes.Span, _back))
                GiveUp(BenchFault.Corrupted, TcpOutcome.ProtocolError);
            if (_isGivenUp)
                return;
            Take(bytes.Length);
        }
    }

    void Take(int length)
    {
        bool wasFirst = _back < _size;
        _back += length;
        if (_back < _asked)
            return;
        if (wasFirst)
            Thread.Opening.IsReady();
        else
            Thread.TellIfDrained();
    }

    void GiveUp(BenchFault fault, TcpOutcome outcome)
    {
        _isGivenUp = true;
        if (_back < _size)
            Thread.Opening.IsNotReady(outcome);
        Thread.Met(fault, TcpOutcome.Done, 1, 1);
        _connection!.Abort();
    }
}
