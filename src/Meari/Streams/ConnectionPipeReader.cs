using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Meari.Streams;

/// <summary>
/// Received bytes for a parser. A message that lies whole in what was lent is read where it lies; only the part of a message that waits
/// for its end is copied, into a buffer of at most <paramref name="limit"/> bytes that goes back to the pool as soon as it is empty.
/// </summary>
internal sealed class ConnectionPipeReader(TcpConnection connection, int limit) : PipeReader
{
    byte[]? _held;
    int _heldStart;
    int _heldEnd;
    ReadOnlyMemory<byte> _lent;
    ReadOnlySequence<byte> _given;
    bool _examinedAll = true;
    bool _ended;
    volatile bool _cancelled;

    ReadOnlyMemory<byte> Unconsumed => _held is null ? _lent : _held.AsMemory(_heldStart, _heldEnd - _heldStart);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ReadResult result;
        while (!TryRead(out result))
        {
            Hold();
            ValueTask<ReadOnlyMemory<byte>> received = connection.ReceiveAsync(cancellationToken);
            // Cancelled between the look above and the wait: nobody else would wake it.
            if (_cancelled)
                connection.WakeReceive();
            Add(await received.ConfigureAwait(false));
        }
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        bool has = _cancelled || _ended || (!_examinedAll && !Unconsumed.IsEmpty);
        result = has ? Give() : default;
        return has;
    }

    ReadResult Give()
    {
        bool cancelled = _cancelled;
        _cancelled = false;
        _given = new(Unconsumed);
        return new(_given, cancelled, _ended);
    }

    void Add(ReadOnlyMemory<byte> bytes)
    {
        // Empty may also be the echo of an earlier cancellation.
        if (bytes.IsEmpty)
            _ended = connection.IsReceivingOver;
        else if (_held is null)
            _lent = bytes;
        else
            Append(bytes.Span);
        if (Unconsumed.Length > limit)
        {
            connection.AbortFor(TcpCloseReason.Limit);
            _ended = true;
        }
        _examinedAll = _examinedAll && bytes.IsEmpty;
    }

    /// <summary>The loan ends with the next receive; what the parser left of it is kept.</summary>
    void Hold()
    {
        if (_lent.IsEmpty)
            return;
        ReadOnlyMemory<byte> rest = _lent;
        _lent = default;
        _held = ArrayPool<byte>.Shared.Rent(rest.Length);
        _heldStart = _heldEnd = 0;
        Append(rest.Span);
    }

    void Append(ReadOnlySpan<byte> bytes)
    {
        int kept = _heldEnd - _heldStart;
        if (bytes.Length > _held!.Length - _heldEnd)
        {
            byte[] larger = bytes.Length <= _held.Length - kept ? _held : ArrayPool<byte>.Shared.Rent(Math.Max(2 * kept, kept + bytes.Length));
            _held.AsSpan(_heldStart, kept).CopyTo(larger);
            if (!ReferenceEquals(larger, _held))
                ArrayPool<byte>.Shared.Return(_held);
            _held = larger;
            _heldStart = 0;
            _heldEnd = kept;
        }
        bytes.CopyTo(_held.AsSpan(_heldEnd));
        _heldEnd += bytes.Length;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        int length = (int)_given.Slice(0, consumed).Length;
        _examinedAll = _given.Slice(examined).IsEmpty;
        _given = default;
        if (_held is null)
            _lent = _lent[length..];
        else if ((_heldStart += length) == _heldEnd)
            ReturnHeld();
    }

    public override void CancelPendingRead()
    {
        _cancelled = true;
        connection.WakeReceive();
    }

    public override void Complete(Exception? exception = null)
    {
        _ended = true;
        _lent = default;
        ReturnHeld();
    }

    void ReturnHeld()
    {
        if (_held is { } held)
            ArrayPool<byte>.Shared.Return(held);
        _held = null;
    }
}
