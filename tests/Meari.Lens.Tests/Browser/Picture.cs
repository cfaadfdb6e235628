namespace Meari.Lens.Tests.Browser;

/// <summary>What the two ends show at a time; <c>picture.js</c> takes it.</summary>
/// <param name="Step">The number of the event shown last; -1 before the first.</param>
/// <param name="FromClient">The segment that is on its way, if there is one.</param>
internal sealed record Picture(
    int Step, string Sentence, string ClientCall, string ClientState, string ServerCall, string ServerState, string FromClient, string FromServer,
    long ClientSend, string ClientSendText, long ClientReceive, string ClientReceiveText,
    long ServerSend, string ServerSendText, long ServerReceive, string ServerReceiveText)
{
    public bool HasSent16 => ClientCall == "send()→ 16";

    public bool IsAcknowledged => FromServer == "ACK";
}
