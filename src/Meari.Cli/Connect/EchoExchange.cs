namespace Meari.Cli.Connect;

/// <summary>What came of sending a message and waiting for it to come back.</summary>
/// <param name="Received">How many bytes came back, in the buffer that was given.</param>
/// <param name="DiffersAt">The first offset at which what came back is not what was sent; -1 if nothing differs.</param>
/// <param name="TimedOut">The next bytes did not come within the time limit.</param>
/// <param name="Reason">Why no more came, if not everything did.</param>
internal readonly record struct ExchangeResult(int Received, int DiffersAt, bool TimedOut, TcpCloseReason Reason);

/// <summary>
/// Sends a message and receives as many bytes, at once: with a message longer than the buffers of both sides, a client that sent
/// it all before it received anything would wait for a server that waits for the client.
/// </summary>
internal static class EchoExchange
{
    /// <summary>Exchanges one message.</summary>
    /// <param name="connection">The connection to an echo server.</param>
    /// <param name="message">What to send.</param>
    /// <param name="answer">Where what comes back goes; as long as the message.</param>
    /// <param name="limit">The longest wait for the next bytes, or null.</param>
    /// <param name="sent">Told when the message has been sent.</param>
    public static async Task<ExchangeResult> RunAsync(
        TcpConnection connection, ReadOnlyMemory<byte> message, Memory<byte> answer, TimeSpan? limit, Action sent)
    {
        Task sending = SendAsync();
        int received = 0;
        bool timedOut = false;
        using CancellationTokenSource late = new();
        while (received < message.Length)
        {
            if (limit is { } time)
                late.CancelAfter(time);
            try
            {
                ReadOnlyMemory<byte> bytes = await connection.ReceiveAsync(Math.Min(64 * 1024, message.Length - received), late.Token);
                if (bytes.IsEmpty)
                    break;
                bytes.CopyTo(answer[received..]);
                received += bytes.Length;
            }
            catch (OperationCanceledException)
            {
                timedOut = true;
                break;
            }
        }
        TcpCloseReason reason = connection.CloseReason;
        if (received < message.Length)
            connection.Abort(); // or the rest of the message would wait for a peer that has gone
        await sending;
        int same = message.Span[..received].CommonPrefixLength(answer.Span[..received]);
        return new(received, same < received ? same : -1, timedOut, reason);

        async Task SendAsync()
        {
            if (await connection.SendAsync(message))
                sent();
        }
    }
}
