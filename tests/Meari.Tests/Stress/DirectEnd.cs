namespace Meari.Tests.Stress;

/// <summary>The connection's own receives and sends, of every kind.</summary>
sealed class DirectEnd(TcpConnection connection) : End
{
    /// <summary>So many receives of a few bytes each; more would only take long.</summary>
    int _smallReceives = 200;

    public override async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(Draw draw, int outstanding)
    {
        switch (draw.Below(6))
        {
            case 0 when --_smallReceives > 0:
                return await connection.ReceiveAsync(draw.Between(1, 100));
            case 1:
                return await connection.ReceiveAsync(draw.Between(100, 100_000));
            case 2:
                return await ReceiveCancelledAsync(draw);
            case 3 when outstanding > 0:
                byte[] buffer = new byte[draw.Between(1, Math.Min(outstanding, 100_000))];
                return buffer.AsMemory(0, await connection.ReceiveExactlyAsync(buffer));
            default:
                return await connection.ReceiveAsync();
        }
    }

    /// <summary>Cancelling ends the wait and loses nothing: the receive after it gets what comes.</summary>
    async ValueTask<ReadOnlyMemory<byte>> ReceiveCancelledAsync(Draw draw)
    {
        using CancellationTokenSource cancel = new();
        if (draw.OneIn(4))
            await cancel.CancelAsync();
        int maximum = draw.Between(1, 100_000);
        Task cancelling = Task.CompletedTask;
        try
        {
            ValueTask<ReadOnlyMemory<byte>> receiving = connection.ReceiveAsync(maximum, cancel.Token);
            if (draw.OneIn(2))
                cancelling = Task.Run(cancel.Cancel);
            else
                await cancel.CancelAsync();
            return await receiving;
        }
        catch (OperationCanceledException)
        {
            return await connection.ReceiveAsync(draw.OneIn(2) ? int.MaxValue : draw.Between(1, maximum));
        }
        finally
        {
            await cancelling; // the source is disposed
        }
    }

    public override async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, Draw? draw)
    {
        try
        {
            switch (draw?.Below(4))
            {
                case 0:
                    bytes = bytes[connection.TrySend(bytes.Span)..];
                    break;
                case 1:
                    int half = draw.Between(0, bytes.Length);
                    if (!await connection.SendAsync(bytes[..half]))
                        return false;
                    bytes = bytes[half..];
                    break;
                case 2:
                    using (CancellationTokenSource never = new())
                        return await connection.SendAsync(bytes, never.Token);
            }
            return await connection.SendAsync(bytes);
        }
        catch (ObjectDisposedException)
        {
            return false; // the receiver has left
        }
    }

    public override void FinishSending() => connection.FinishSending();

    public override void Abort() => connection.Abort();

    public override ValueTask CloseAsync() => connection.DisposeAsync();
}
