namespace Meari.Streams;

/// <summary>
/// A connection for the rest of .NET. A stream has no values for failures, so what the connection tells by its reason, the stream tells by
/// <see cref="IOException"/>.
/// </summary>
internal sealed class ConnectionStream(TcpConnection connection) : Stream
{
    /// <summary>What a read of zero bytes, which waits without a buffer, was lent and nobody has taken yet.</summary>
    ReadOnlyMemory<byte> _rest;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_rest.IsEmpty)
        {
            ReadOnlyMemory<byte> bytes = buffer.IsEmpty
                ? await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false)
                : await connection.ReceiveAsync(buffer.Length, cancellationToken).ConfigureAwait(false);
            if (bytes.IsEmpty && !connection.CloseReason.IsOrderly)
                throw Over();
            _rest = bytes;
        }
        int length = Math.Min(_rest.Length, buffer.Length);
        _rest[..length].CopyTo(buffer);
        _rest = _rest[length..];
        return length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!await connection.SendAsync(buffer, cancellationToken).ConfigureAwait(false))
            throw Over();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        ThrowOnLoop();
        return ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ThrowOnLoop();
        WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
    }

    public override void Flush()
    {
        // Nothing is kept here; a write is done when the kernel has it.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        // Closing waits for the peer's FIN, which a synchronous call must not; it goes on by itself, within the close timeout.
        if (disposing)
            _ = connection.DisposeAsync().AsTask();
        base.Dispose(disposing);
    }

    void ThrowOnLoop()
    {
        if (connection.IsLoopThread)
            throw new InvalidOperationException(
                "A synchronous call would block the loop that must complete it; use the asynchronous one, or Dispatch = ThreadPool.");
    }

    IOException Over() => new($"The connection is over: {connection.CloseReason.Kind} ({connection.CloseReason.Outcome}).", connection.CloseReason.Exception);

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
