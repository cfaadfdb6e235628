using Meari.Text;

namespace Meari.Cli.Serve;

/// <summary>The services as <c>meari serve</c> offers them: ordinary handlers that tell a report what happens.</summary>
/// <param name="settings">Which service, and what is shown.</param>
/// <param name="report">Hears of everything.</param>
/// <param name="ended">Hears of each connection's end, and how much the service received and sent.</param>
internal sealed class EchoServer(ServeSettings settings, ServeReport report, Action<TcpConnection, Traffic> ended)
{
    public async ValueTask HandleAsync(TcpConnection connection)
    {
        report.Connected(connection);
        await ServeAsync(connection);
        Traffic traffic = new(connection.BytesReceived, connection.BytesSent);
        // Returning would do the same; but how the connection ended is known only when it has.
        await connection.DisposeAsync();
        report.Closed(connection, traffic);
        ended(connection, traffic);
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
