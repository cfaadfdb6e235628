using Meari.Cli.Output;
using Meari.Text;

namespace Meari.Cli.Serve;

/// <summary>The chapter's transcript.</summary>
internal sealed class TranscriptReport(ServerOutput output, Transcript transcript) : ServeReport
{
    public override void Listening(TcpServer server)
    {
        // The chapter's program prints nothing before the first client.
    }

    public override void Connected(TcpConnection connection) => output.Print(transcript.ClientConnected(connection.RemoteEndPoint));

    public override void Received(TcpConnection connection, WireText text, ReadOnlySpan<byte> bytes)
    {
        if (output.HasRoom)
        {
            string shown = text.Read(bytes, MaxShown);
            output.Print(transcript.Received(connection.RemoteEndPoint, shown, text.NotShown));
            return;
        }
        output.Skip();
        text.Reset(); // a character that was cut before the gap cannot be put together any more
    }

    public override void Unfinished(TcpConnection connection, string text) =>
        output.Print(transcript.Received(connection.RemoteEndPoint, text, notShown: 0));

    public override void Closed(TcpConnection connection, Traffic traffic) => output.Print(transcript.ClientClosed(connection.RemoteEndPoint));
}
