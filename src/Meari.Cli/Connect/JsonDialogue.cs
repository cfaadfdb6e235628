using Meari.Cli.Output;
using Meari.Text;

namespace Meari.Cli.Connect;

/// <summary>One JSON object for each event of a client.</summary>
internal sealed class JsonDialogue(TextOutput output, TimeProvider time, WireEncoding encoding) : ConnectReport
{
    readonly WireText _text = encoding.CreateText();

    public override void Connected(TcpConnection connection) =>
        output.Write(JsonLines.Event("connected", time, writer => writer.WriteConnection(connection)) + "\n");

    public override void Sent(int bytes) =>
        output.Write(JsonLines.Event("sent", time, writer => writer.WriteNumber("bytes", bytes)) + "\n");

    public override void Received(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length;
        string text = _text.Read(bytes) + _text.Flush();
        output.Write(JsonLines.Event("received", time, writer =>
        {
            writer.WriteNumber("bytes", length);
            writer.WriteString("text", text);
        }) + "\n");
    }

    public override void Closed(TcpConnection? connection, TcpCloseReason? reason, string? problem) =>
        output.Write(JsonLines.Event(connection is null ? "failed" : "closed", time, writer =>
        {
            if (connection is not null)
            {
                writer.WriteConnection(connection);
                writer.WriteEnd(reason ?? connection.CloseReason, connection.BytesReceived, connection.BytesSent);
            }
            // The word with which the line on stderr begins; a line that begins otherwise is about the input.
            if (problem?.Split(':')[0] is { } word)
                writer.WriteString("failure", word == "meari" ? "INPUT" : word);
        }) + "\n");
}
