using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Meari.Streams;

/// <summary>Collects what is written until it is flushed with one send; between flushes it holds no buffer.</summary>
internal sealed class ConnectionPipeWriter(TcpConnection connection) : PipeWriter
{
    const int Smallest = 4096;

    byte[]? _buffer;
    int _written;
    bool _completed;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_written);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, (_buffer?.Length ?? 0) - _written);
        _written += bytes;
    }

    void MakeRoom(int size)
    {
        if (_buffer is not null && _buffer.Length - _written >= size)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(Smallest, 2 * _written), _written + size));
        _buffer?.AsSpan(0, _written).CopyTo(larger);
        ReturnBuffer();
        _buffer = larger;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_completed)
            throw new InvalidOperationException("The writer was completed.");
        return new(isCanceled: false, isCompleted: !await SendAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The send has the buffer to itself until it ends, whatever is written, flushed or completed meanwhile.</summary>
    async ValueTask<bool> SendAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested(); // what was written stays for the next flush
        if (_written == 0)
            return connection.CloseReason.IsOrderly;
        byte[] buffer = _buffer!;
        int length = _written;
        _buffer = null;
        _written = 0;
        try
        {
            return await connection.SendAsync(buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A flush cannot be withdrawn without ending the connection, which a cancellation token asks for and this does not.</summary>
    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null) => _ = CompleteAsync(exception).AsTask();

    /// <summary>Sends what is left, unless an exception says that it is worthless, and then FIN.</summary>
    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (_completed)
            return;
        _completed = true;
        if (exception is null)
            await SendAsync(default).ConfigureAwait(false);
        ReturnBuffer();
        connection.FinishSending();
    }

    void ReturnBuffer()
    {
        if (_buffer is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
        _buffer = null;
    }
}
