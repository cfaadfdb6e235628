using Meari.Text;

namespace Meari.Cli.Serve;

/// <summary>The services as <c>meari serve</c> offers them: ordinary handlers that tell a report what happens.</summary>
internal sealed class EchoServer(ServeSettings settings, ServeReport report)
{
    /// <returns>How much the service received and sent.</returns>
    public async ValueTask<Traffic> HandleAsync(TcpConnection connection)
    {
        report.Connected(connection);
        await ServeAsync(connection);
        Traffic traffic = new(connection.BytesReceived, connection.BytesSent);
        // Returning would do the same; but how the connection ended is known only when it has.
        await connection.DisposeAsync();
        report.Closed(connection, traffic);
        return traffic;
    }

    ValueTask ServeAsync(TcpConnection connection) => settings switch
    {
        { Service: Service.Chargen } => TcpServices.Chargen(connection),
        { Service: Service.Discard, Quiet: true } => TcpServices.Discard(connection),
        { Quiet: true } => TcpServices.Echo(connection),
        _ => ShowAsync(connection, echo: settings.Service == Service.Echo),
    };

    async ValueTask ShowAsync(TcpConnection connection, bool echo)
    {
        WireText text = settings.Encoding.CreateText();
        while (await connection.ReceiveAsync() is { IsEmpty: false } bytes)
        {
            report.Received(connection, text, bytes.Span);
            if (echo)
                await connection.SendAsync(bytes);
        }
        if (text.Flush() is { Length: > 0 } rest)
            report.Unfinished(connection, rest);
    }
}
