using System.Buffers;
using System.IO.Pipelines;

namespace Meari.Tests.Stress;

/// <summary>The connection as a pair of pipes: what was read is not always consumed, nor always examined.</summary>
sealed class PipeEnd(TcpConnection connection) : End
{
    /// <summary>Beyond that nothing is left in the pipe, whose bound would otherwise end the connection.</summary>
    const int MostLeft = 256 * 1024;

    readonly IDuplexPipe _pipe = connection.AsPipe();
    ReadOnlySequence<byte> _read;
    SequencePosition _consumed;
    bool _isReading;
    bool _wantsMore;

    public override async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(Draw draw, int outstanding)
    {
        if (_isReading)
            _pipe.Input.AdvanceTo(_consumed, _wantsMore ? _read.End : _consumed);
        if (draw.OneIn(8))
            _pipe.Input.CancelPendingRead();
        ReadResult result = await _pipe.Input.ReadAsync();
        while (result.Buffer.IsEmpty && !result.IsCompleted)
        {
            _pipe.Input.AdvanceTo(result.Buffer.End);
            result = await _pipe.Input.ReadAsync();
        }
        _isReading = true;
        _read = result.Buffer;
        long length = _read.Length;
        long taken = length == 0 || draw.OneIn(2) ? length : draw.Between(1, (int)length);
        _consumed = _read.GetPosition(taken);
        // Whoever has examined everything waits for more; so there must be more to come.
        _wantsMore = !result.IsCompleted && outstanding > length && length < MostLeft && draw.OneIn(2);
        return _read.Slice(0, taken).First;
    }

    public override async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, Draw? draw)
    {
        PipeWriter output = _pipe.Output;
        int half = draw is null || draw.OneIn(2) ? 0 : draw.Between(0, bytes.Length);
        try
        {
            output.Write(bytes[..half].Span);
            if (draw is not null && draw.OneIn(2) && (await output.FlushAsync()).IsCompleted)
                return false;
            output.Write(bytes[half..].Span);
            return !(await output.FlushAsync()).IsCompleted;
        }
        catch (ObjectDisposedException)
        {
            return false; // the receiver has left
        }
    }

    public override void FinishSending() => _pipe.Output.Complete();

    public override void Abort() => connection.Abort();

    public override async ValueTask CloseAsync()
    {
        await _pipe.Input.CompleteAsync();
        await connection.DisposeAsync();
    }
}
