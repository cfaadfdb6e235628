using Meari.Engines;

namespace Meari;

public sealed partial class TcpConnection
{
    /// <summary>
    /// Sends what this connection receives to another, or back to the peer itself, until nothing more comes or the other is over. Where the
    /// kernel can, the bytes do not come to user space (Linux, splice); elsewhere they are received and sent. FIN is not passed on: call
    /// <see cref="FinishSending"/> of the other.
    /// </summary>
    /// <param name="destination">Where to; of the same engine, so that the kernel can.</param>
    /// <param name="cancellationToken">Ends the wait for bytes, which loses none; during a send it resets <paramref name="destination"/>.</param>
    /// <returns>How many bytes were sent. <see cref="CloseReason"/> of the two says why it ended.</returns>
    /// <exception cref="InvalidOperationException">A receive here, or a send there, is under way.</exception>
    /// <exception cref="ObjectDisposedException">One of the two was disposed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <remarks>What was received and cannot be sent any more is lost. Holds two descriptors and at most 1 MiB of the kernel's memory while it runs. Source: splice(2).</remarks>
    public async ValueTask<long> CopyToAsync(TcpConnection destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using EnginePipe? pipe = _socket.OpenPipeTo(destination._socket);
        long copied = 0;
        while (true)
        {
            int moved;
            if (pipe is null || Volatile.Read(ref _receiveState) == Stored)
            {
                ReadOnlyMemory<byte> bytes = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
                moved = bytes.Length;
                if (bytes.IsEmpty || !await destination.SendAsync(bytes, cancellationToken).ConfigureAwait(false))
                    return copied;
            }
            else
            {
                _ = await ReceiveAtMostAsync(0, cancellationToken).ConfigureAwait(false);
                if (_noMore || (moved = ReceiveInto(pipe)) < 0)
                    return copied;
                if (moved > 0 && !await destination.SendFromAsync(pipe, moved, cancellationToken).ConfigureAwait(false))
                    return copied;
            }
            copied += moved;
        }
    }

    /// <returns>How many bytes; 0 if there were none after all, -1 if nothing more will come.</returns>
    int ReceiveInto(EnginePipe pipe)
    {
        if (Volatile.Read(ref _receiveState) == Stored)
            return 0;
        OperationResult result = _socket.ReceiveInto(pipe);
        if (result.Outcome == TcpOutcome.WouldBlock)
            return 0;
        Account(result.Outcome, result.Error, result.Transferred);
        return result.IsDone ? result.Transferred : -1;
    }
}
