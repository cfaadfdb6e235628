using Meari.Text;

namespace Meari.Cli.Connect;

/// <summary>
/// The chapter's client: a message, its echo, the next one, until an empty line or the end of input. With messages from the command line,
/// those.
/// </summary>
/// <param name="connection">To the server.</param>
/// <param name="settings">What the command line asked for.</param>
/// <param name="report">Writes the transcript.</param>
/// <param name="messages">Says what goes wrong.</param>
/// <param name="beforePrompt">At a terminal, what else is shown there, to its end: it must not come behind the open prompt. Null if nothing is.</param>
internal sealed class Dialogue(TcpConnection connection, ConnectSettings settings, ConnectReport report, Messages messages, Func<Task>? beforePrompt = null)
{
    readonly MessageReader _reader = new(Output.StandardStreams.Input);
    readonly bool _isTerminal = settings.Messages.Count == 0 && !Console.IsInputRedirected;
    string? _difference;

    /// <summary>Why the connection ended in the middle of an exchange, before this side gave it up; null if none did.</summary>
    public TcpCloseReason? EndReason { get; private set; }

    /// <summary>Runs to the end.</summary>
    /// <returns>The one line that says what went wrong, or null.</returns>
    public async Task<string?> RunAsync()
    {
        string? problem = settings.Messages.Count > 0 ? await SendGivenAsync() : await SendTypedAsync();
        return _difference ?? problem; // what came back wrong says more than how it ended
    }

    async Task<string?> SendGivenAsync()
    {
        foreach (string message in settings.Messages)
        {
            report.Prompt();
            report.Given(message);
            if (!settings.Encoding.TryEncode(message, out byte[] bytes, out EncodeError error))
                return messages.CannotEncode(error, settings.Encoding.Name);
            if (await ExchangeAsync(bytes) is { } problem)
                return problem;
        }
        return null;
    }

    async Task<string?> SendTypedAsync()
    {
        while (true)
        {
            if (_isTerminal && beforePrompt is not null)
                await beforePrompt();
            report.Prompt();
            Task<InputLine> typing = _reader.ReadAsync().AsTask();
            if (_isTerminal && await WatchAsync(typing) is { } gone)
                return gone;
            InputLine line = await typing;
            if (line.TooLong)
                return messages.MessageTooLong(MessageReader.MaxLength);
            string? problem = null;
            if (line.BadByteAt >= 0)
                problem = messages.InputIsNotUtf8(line.BadByteAt);
            else if (string.IsNullOrEmpty(line.Text))
                return EndOfInput(line);
            else if (!settings.Encoding.TryEncode(line.Text, out byte[] bytes, out EncodeError error))
                problem = messages.CannotEncode(error, settings.Encoding.Name);
            else if (await ExchangeAsync(bytes) is { } lost)
                return lost;
            // Somebody at a terminal can type it again; a pipe cannot.
            if (problem is not null && !_isTerminal)
                return problem;
            if (problem is not null)
                Output.TextOutput.TellError(problem);
        }
    }

    /// <summary>
    /// While somebody types, the server may go, or say what nobody asked it: a person at the prompt is to know at once, and a server
    /// that stops is not to wait for one.
    /// </summary>
    /// <returns>What happened, or null once the line is there.</returns>
    async Task<string?> WatchAsync(Task typing)
    {
        using CancellationTokenSource typed = new();
        Task<ReadOnlyMemory<byte>> unasked = connection.ReceiveAsync(typed.Token).AsTask();
        if (await Task.WhenAny(typing, unasked) == typing)
            await typed.CancelAsync();
        try
        {
            int bytes = (await unasked).Length;
            report.EndPrompt();
            return bytes > 0
                ? messages.Unasked(connection.RemoteEndPoint, bytes)
                : Reasons.Lost(messages, connection.RemoteEndPoint, connection.CloseReason, 0, 0);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>At a terminal Ctrl-D leaves the cursor behind the prompt; the shell's own is to begin on a line of its own.</summary>
    string? EndOfInput(InputLine line)
    {
        if (line.Text is null && !Console.IsOutputRedirected)
            report.EndPrompt();
        return null;
    }

    async Task<string?> ExchangeAsync(byte[] bytes)
    {
        byte[] answer = new byte[bytes.Length];
        ExchangeResult result = await EchoExchange.RunAsync(connection, bytes, answer, settings.Timeout, () => report.Sent(bytes.Length));
        if (result.Received > 0)
            report.Received(answer.AsSpan(0, result.Received));
        if (result.DiffersAt >= 0 && _difference is null)
            _difference = messages.Mismatch(result.DiffersAt, bytes[result.DiffersAt], answer[result.DiffersAt]);
        if (result.Received == bytes.Length)
            return null;
        EndReason = result.Reason;
        return result.TimedOut
            ? messages.NoAnswer(connection.RemoteEndPoint, settings.Timeout!.Value)
            : Reasons.Lost(messages, connection.RemoteEndPoint, result.Reason, result.Received, bytes.Length);
    }
}
