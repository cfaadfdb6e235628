using Meari.Cli.Output;

namespace Meari.Cli.Connect;

/// <summary>
/// Bytes both ways at once and unchanged: standard input to the server, FIN at its end; what the server sends to standard output, until
/// its FIN.
/// </summary>
internal static class RawPump
{
    /// <summary>Runs until the server has finished or the connection is over.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Standard output; what it throws is the caller's to tell.</param>
    /// <param name="limit">After the end of input, the longest wait for the next bytes; null waits as long as it takes.</param>
    /// <returns>Whether that wait was too long.</returns>
    /// <exception cref="IOException">Standard input cannot be read.</exception>
    public static async Task<bool> RunAsync(TcpConnection connection, Stream input, TextOutput output, TimeSpan? limit)
    {
        using CancellationTokenSource late = new();
        bool inputEnded = false;
        Task sending = SendAsync();
        try
        {
            while (await connection.ReceiveAsync(late.Token) is { IsEmpty: false } bytes)
            {
                Limit();
                output.Write(bytes);
            }
            if (sending.IsFaulted)
                await sending; // standard input could not be read
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (OutputException)
        {
            connection.Abort(); // nobody takes what the server still sends
            throw;
        }

        async Task SendAsync()
        {
            byte[] buffer = new byte[64 * 1024];
            try
            {
                while (await input.ReadAsync(buffer) is > 0 and int read && await connection.SendAsync(buffer.AsMemory(0, read)))
                {
                }
            }
            catch (IOException)
            {
                connection.Abort();
                throw;
            }
            connection.FinishSending();
            Volatile.Write(ref inputEnded, true);
            Limit();
        }

        void Limit()
        {
            if (limit is { } time && Volatile.Read(ref inputEnded))
                late.CancelAfter(time);
        }
    }
}
