namespace Meari.Tests.Stress;

/// <summary>The connection as a stream, whose failures are exceptions.</summary>
sealed class StreamEnd(TcpConnection connection) : End
{
    readonly Stream _stream = connection.AsStream();
    readonly byte[] _buffer = new byte[100_000];

    public override async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(Draw draw, int outstanding)
    {
        try
        {
            if (draw.OneIn(8) && await _stream.ReadAsync(Memory<byte>.Empty) != 0)
                throw new StressException("a read of zero bytes gave some");
            if (outstanding > 0 && draw.OneIn(4))
            {
                Memory<byte> exactly = _buffer.AsMemory(0, draw.Between(1, Math.Min(outstanding, _buffer.Length)));
                return exactly[..await _stream.ReadAtLeastAsync(exactly, exactly.Length, throwOnEndOfStream: false)];
            }
            return _buffer.AsMemory(0, await _stream.ReadAsync(_buffer.AsMemory(0, draw.Between(1, _buffer.Length))));
        }
        catch (IOException)
        {
            return default;
        }
    }

    public override async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, Draw? draw)
    {
        try
        {
            int half = draw?.Between(0, bytes.Length) ?? 0;
            await _stream.WriteAsync(bytes[..half]);
            await _stream.WriteAsync(bytes[half..]);
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    public override void FinishSending() => connection.FinishSending();

    public override void Abort() => connection.Abort();

    public override ValueTask CloseAsync() => _stream.DisposeAsync();
}
