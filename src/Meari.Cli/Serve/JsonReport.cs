using System.Net;
using Meari.Cli.Output;
using Meari.Text;

namespace Meari.Cli.Serve;

/// <summary>One JSON object for each event.</summary>
internal sealed class JsonReport(ServerOutput output, TimeProvider time) : ServeReport
{
    public override void Listening(TcpServer server) => output.Print(JsonLines.Event("listening", time, writer =>
    {
        writer.WriteStartArray("addresses");
        foreach (IPEndPoint endPoint in server.EndPoints)
            writer.WriteStringValue(endPoint.ToString());
        writer.WriteEndArray();
        writer.WriteString("engine", server.EngineName);
    }));

    public override void Connected(TcpConnection connection) =>
        output.Print(JsonLines.Event("connected", time, writer => writer.WriteConnection(connection)));

    public override void Received(TcpConnection connection, WireText text, ReadOnlySpan<byte> bytes)
    {
        if (!output.HasRoom)
        {
            output.Skip();
            text.Reset();
            return;
        }
        int length = bytes.Length;
        string shown = text.Read(bytes, MaxShown);
        int notShown = text.NotShown;
        output.Print(JsonLines.Event("received", time, writer =>
        {
            writer.WriteNumber("connection", connection.Id);
            writer.WriteNumber("bytes", length);
            writer.WriteString("text", shown);
            if (notShown > 0)
                writer.WriteNumber("not_shown", notShown);
        }));
    }

    public override void Unfinished(TcpConnection connection, string text) => output.Print(JsonLines.Event("received", time, writer =>
    {
        writer.WriteNumber("connection", connection.Id);
        writer.WriteNumber("bytes", 0);
        writer.WriteString("text", text);
    }));

    public override void Refused(long connection, IPEndPoint client) => output.Print(JsonLines.Event("refused", time, writer =>
    {
        writer.WriteNumber("connection", connection);
        writer.WriteString("remote", JsonLines.Address(client));
        writer.WriteString("reason", "limit");
    }));

    public override void Closed(TcpConnection connection, Traffic traffic) => output.Print(JsonLines.Event("closed", time, writer =>
    {
        writer.WriteConnection(connection);
        writer.WriteEnd(connection.CloseReason, traffic.Received, traffic.Sent);
    }));
}
