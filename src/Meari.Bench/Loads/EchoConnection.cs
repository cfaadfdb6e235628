using System.Diagnostics;
using Meari.Bench.Statistics;

namespace Meari.Bench.Loads;

/// <summary>Requests that have to come back as they were sent, some of them on their way at once.</summary>
/// <remarks>A request costs its part of a send and of a receive, no allocation (but on the sockets engine), no lock, and one reading of the clock for each receive.</remarks>
internal sealed partial class EchoConnection(LoadThread thread, int number) : LoadConnection(thread, number)
{
    /// <summary>No two connections send the same at the same time.</summary>
    const int PhaseStep = 7919;

    readonly int _size = thread.Options.MessageSize;
    readonly long _phase = thread.Options.Message is null ? (long)number * PhaseStep : 0;
    InFlight _inFlight = new(thread.Options.Pipeline);
    TcpConnection? _connection;
    Queue<long>? _corrupted;
    long _asked, _sent, _back, _answered;
    bool _isGivenUp;

    public override bool IsBusy => _inFlight.Count > 0;

    protected override bool CanSend => _socket is not null && !_isGivenUp && _inFlight.Room > 0;

    public override void Check(long now)
    {
        if (_inFlight.Count == 0 || !Thread.IsTooLong(_inFlight.OldestSent, now))
            return;
        GiveUp(BenchFault.TimedOut);
    }

    public override void TellUnanswered(long now)
    {
        for (int i = 0; i < _inFlight.Groups; i++)
        {
            (long due, _, int count) = _inFlight.Group(i);
            Thread.LeftUnanswered(due, now, count);
        }
    }

    public override void Close() => GiveBack(default);

    protected override void Go(long now)
    {
        while (CanSend && TryStart(now, _inFlight.Room, out long due) is > 0 and int count)
        {
            _inFlight.Add(due, now, count);
            _asked += (long)count * _size;
        }
        Push();
    }

    protected override async Task RunAsync()
    {
        for (bool isFirst = true; await OpenAsync(isFirst).ConfigureAwait(false) is { } connection; isFirst = false)
        {
            _asked = _sent = _back = _answered = 0;
            _unsent = 0;
            _isSending = _isGivenUp = false;
            _corrupted = null;
            _connection = connection;
            Task over = UseAsync(connection);
            if (isFirst)
                Thread.Opening.IsReady();
            Go(Thread.Time.GetTimestamp());
            await over.ConfigureAwait(false);
            await EndAsync(connection).ConfigureAwait(false);
        }
    }

    /// <summary>False: more came than was asked for, so that nothing that follows would mean anything.</summary>
    bool Take(ReadOnlySpan<byte> bytes, long now)
    {
        Thread.Counted.BytesReceived += bytes.Length;
        if (bytes.Length > _sent - _back)
        {
            _back += bytes.Length;
            GiveUp(BenchFault.Unexpected);
            return false;
        }
        if (!Thread.Payload.Matches(bytes, _phase + _back))
            NoteCorrupted(bytes);
        _back += bytes.Length;
        long whole = _back - (_answered * _size);
        if (whole >= _size)
            Answered(whole == _size ? 1 : (int)(whole / _size), now);
        Go(now);
        return true;
    }

    void Answered(int requests, long now)
    {
        while (requests > 0)
        {
            long toCorrupted = _corrupted is { Count: > 0 } ? _corrupted.Peek() - _answered : requests;
            bool isCorrupted = toCorrupted == 0;
            int most = isCorrupted ? 1 : (int)Math.Min(requests, toCorrupted);
            (long due, long sent, int count) = _inFlight.Take(most);
            if (isCorrupted)
            {
                _corrupted!.Dequeue();
                Thread.Met(BenchFault.Corrupted, TcpOutcome.Done, 0, 1);
            }
            else
            {
                Thread.Answered(due, sent, now, count);
            }
            _answered += count;
            requests -= count;
        }
        if (!Thread.IsIssuing)
            Thread.TellIfDrained();
    }

    /// <summary>Each request that has a wrong byte counts once, however its bytes come.</summary>
    void NoteCorrupted(ReadOnlySpan<byte> bytes)
    {
        _corrupted ??= new();
        long last = _corrupted.Count > 0 ? _corrupted.Last() : -1;
        for (int start = 0; start < bytes.Length;)
        {
            long position = _back + start;
            long request = position / _size;
            int length = (int)Math.Min(((request + 1) * _size) - position, bytes.Length - start);
            if (request != last && !Thread.Payload.Matches(bytes.Slice(start, length), _phase + position))
                _corrupted.Enqueue(request);
            start += length;
        }
    }

    /// <summary>What is on its way is lost; another connection takes its place.</summary>
    void GiveUp(BenchFault fault)
    {
        _isGivenUp = true;
        Thread.Met(fault, TcpOutcome.Done, 1, _inFlight.Count);
        _inFlight.Clear();
        _connection!.Abort();
    }

    async Task EndAsync(TcpConnection connection)
    {
        Debug.Assert(connection == _connection, "There is one at a time");
        _connection = null;
        Thread.OpenConnections--;
        if (!_isGivenUp)
            TellEnd(connection.CloseReason, _inFlight.Count);
        _inFlight.Clear();
        if (_answered > 0)
            DoesAnswer();
        await CloseAsync(connection).ConfigureAwait(false);
        if (Thread.IsIssuing && _answered == 0)
            await PauseAsync().ConfigureAwait(false);
        else
            Thread.TellIfDrained();
    }
}
