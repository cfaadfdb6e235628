namespace Meari.Lens.Tests.Browser;

/// <summary>
/// What the two ends show at a time; <c>picture.js</c> takes it. Step is the number of the event shown last, -1 before the first; FromClient and
/// FromServer are segments on their way, empty where there is none; Note says why nothing can be operated; the rest are calls, states, and the bytes in the vessels.
/// </summary>
internal sealed record Picture(
    int Step, string Note, string Sentence, string ClientCall, string ClientState, string ServerCall, string ServerState, string FromClient, string FromServer,
    long ClientSend, string ClientSendText, long ClientReceive, string ClientReceiveText, long ServerSend, long ServerReceive)
{
    public bool HasSent16 => ClientCall == "send()→ 16";

    /// <summary>The acknowledgment comes alone, or with the echo.</summary>
    public bool IsAcknowledged => FromServer is "ACK" or "16 B";
}
