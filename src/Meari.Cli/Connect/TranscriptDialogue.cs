using Meari.Cli.Output;
using Meari.Text;

namespace Meari.Cli.Connect;

/// <summary>The chapter's transcript of a client.</summary>
internal sealed class TranscriptDialogue(TextOutput output, Transcript transcript, WireEncoding encoding) : ConnectReport
{
    readonly WireText _text = encoding.CreateText();

    public override void Prompt() => output.Write(transcript.Prompt);

    public override void EndPrompt() => output.Write("\n");

    public override void Given(string message) => output.Write(Escape.Text(message) + "\n");

    public override void Sent(int bytes) => output.Write(transcript.Sent(bytes) + "\n");

    public override void Received(ReadOnlySpan<byte> bytes)
    {
        string text = _text.Read(bytes) + _text.Flush();
        output.Write(transcript.Received(bytes.Length) + "\n" + transcript.ReceivedData(text) + "\n");
    }
}
