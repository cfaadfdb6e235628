using Meari.Cli.Output;
using Meari.Cli.Watch;
using Meari.Text;

namespace Meari.Cli.Connect;

/// <summary><c>meari connect</c>: connects, exchanges messages or moves bytes, closes.</summary>
internal sealed class ConnectCommand(ConnectSettings settings, Language language)
{
    /// <summary>How long the prompt waits for a picture that nobody takes.</summary>
    static readonly TimeSpan PicturePatience = TimeSpan.FromSeconds(1);

    readonly Messages _messages = new(language);
    readonly TextOutput _output = new(StandardStreams.Output);

    public async Task<int> RunAsync()
    {
        if (settings.Engine is { } engine && Reasons.NotUsed(_messages, engine, TcpEngineChoice.Of(engine)) is { } reason)
            TextOutput.TellError(reason);
        return settings.Explain ? await ExplainAsync() : await ConnectAsync(null);
    }

    /// <summary>Shows the ladder beside it; a method of its own, so that without it nothing of it is loaded.</summary>
    async Task<int> ExplainAsync()
    {
        await using OutputQueue about = new("stderr", StandardStreams.Error, _messages.LinesNotShown, static _ => { });
        await using Explanation explanation = new(language, about.Print);
        explanation.Watch(settings.Address.Port);
        return await ConnectAsync(explanation.Observer, async () =>
        {
            await explanation.CatchUpAsync();
            about.WaitForAll(PicturePatience);
        });
    }

    async Task<int> ConnectAsync(TcpObserver? observer, Func<Task>? beforePrompt = null)
    {
        TcpConnectResult result = await TcpConnection.ConnectAsync(settings.Host, settings.Address.Port, settings.ToConnectOptions(observer));
        try
        {
            await using TcpConnection? connection = result.Connection;
            return connection is null ? FailToConnect(result) : settings.Raw ? await PumpAsync(connection) : await TalkAsync(connection, beforePrompt);
        }
        catch (OutputException e)
        {
            return Fail(_messages.OutputFailed(e.Message));
        }
        catch (IOException e)
        {
            return Fail(_messages.InputFailed(e.Message));
        }
    }

    int FailToConnect(TcpConnectResult result)
    {
        string line = Reasons.CannotConnect(_messages, settings, result);
        Report().Closed(null, null, line);
        return Fail(line);
    }

    ConnectReport Report() => settings.Json
        ? new JsonDialogue(_output, TimeProvider.System, settings.Encoding)
        : new TranscriptDialogue(_output, new Transcript(language), settings.Encoding);

    async Task<int> PumpAsync(TcpConnection connection)
    {
        bool late = await RawPump.RunAsync(connection, StandardStreams.Input, _output, settings.Timeout);
        if (late)
            return Fail(_messages.NoAnswer(connection.RemoteEndPoint, settings.Timeout!.Value));
        return connection.CloseReason.Kind is TcpCloseKind.PeerFinished or TcpCloseKind.Open
            ? 0
            : Fail(Reasons.Lost(_messages, connection.RemoteEndPoint, connection.CloseReason, 0, 0));
    }

    async Task<int> TalkAsync(TcpConnection connection, Func<Task>? beforePrompt)
    {
        ConnectReport report = Report();
        Dialogue dialogue = new(connection, settings, report, _messages, beforePrompt);
        report.Connected(connection);
        string? problem = await dialogue.RunAsync();
        await connection.DisposeAsync();
        if (connection.BytesReceived > connection.BytesSent)
            problem ??= _messages.Leftover(connection.BytesReceived - connection.BytesSent);
        report.Closed(connection, dialogue.EndReason, problem);
        return problem is null ? 0 : Fail(problem);
    }

    static int Fail(string line)
    {
        TextOutput.TellError(line);
        return 1;
    }
}
