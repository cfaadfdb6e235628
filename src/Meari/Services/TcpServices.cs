namespace Meari;

/// <summary>The standard services, as ordinary handlers on the public API: <c>TcpServer.Start("[::]:7", TcpServices.Echo)</c>.</summary>
public static class TcpServices
{
    /// <summary>The 95 different lines, from which chargen sends over and over.</summary>
    static readonly byte[] CharacterBlock = MakeCharacterBlock();

    /// <summary>Sends back what it receives.</summary>
    /// <param name="connection">The client.</param>
    /// <returns>When the client has finished.</returns>
    /// <remarks>Source: RFC 862.</remarks>
    public static async ValueTask Echo(TcpConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        while (await connection.ReceiveAsync().ConfigureAwait(false) is { IsEmpty: false } bytes)
            await connection.SendAsync(bytes).ConfigureAwait(false);
    }

    /// <summary>Throws away what it receives.</summary>
    /// <param name="connection">The client.</param>
    /// <returns>When the client has finished.</returns>
    /// <remarks>Source: RFC 863.</remarks>
    public static async ValueTask Discard(TcpConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        while (!(await connection.ReceiveAsync().ConfigureAwait(false)).IsEmpty)
        {
        }
    }

    /// <summary>Sends 72 characters a line, each line shifted by one, until the client finishes; throws away what it receives.</summary>
    /// <param name="connection">The client.</param>
    /// <returns>When the client has finished.</returns>
    /// <remarks>Source: RFC 864.</remarks>
    public static async ValueTask Chargen(TcpConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Task finished = Discard(connection).AsTask();
        while (!finished.IsCompleted && await connection.SendAsync(CharacterBlock).ConfigureAwait(false))
        {
        }
        await finished.ConfigureAwait(false);
    }

    /// <summary>The 95 different lines of 72 printable characters, from space to ~, and CRLF: after them the pattern begins again.</summary>
    static byte[] MakeCharacterBlock()
    {
        const int First = ' ', Characters = '~' - ' ' + 1, Line = 72;
        byte[] block = new byte[Characters * (Line + 2)];
        for (int line = 0, at = 0; line < Characters; line++)
        {
            for (int column = 0; column < Line; column++)
                block[at++] = (byte)(First + ((line + column) % Characters));
            block[at++] = (byte)'\r';
            block[at++] = (byte)'\n';
        }
        return block;
    }
}
