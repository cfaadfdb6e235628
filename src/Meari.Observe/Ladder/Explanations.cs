using System.Net;
using Meari.Observe.Calls;
using Meari.Text;

namespace Meari.Observe;

/// <summary>
/// Finds the sentence that explains an event, from what was seen of its connection before. A sentence that would be false in some situation is
/// said only where that situation is ruled out, or says its condition.
/// </summary>
internal sealed partial class Explanations(StepTexts texts)
{
    /// <summary>A call of this length, in nanoseconds, waited.</summary>
    const long Waits = 1_000_000;

    readonly LadderSockets _sockets = new();

    /// <param name="seen">The event, which the connection does not know of yet.</param>
    /// <param name="connection">Its connection.</param>
    /// <returns>The sentence; null where there is nothing to add.</returns>
    public string? Explain(TimelineEvent seen, LadderConnection connection)
    {
        switch (seen)
        {
            case CallEvent call:
                string? sentence = Call(call, connection);
                _sockets.Remember(call);
                return sentence;
            case StateEvent state:
                return State(state, connection);
            case SegmentEvent segment:
                return Segment(segment, connection);
            default:
                return null;
        }
    }

    string? Call(CallEvent call, LadderConnection connection) => call switch
    {
        { Error: { } error } => Failed(call, error, connection),
        { Name: "socket" } => texts.SocketMade,
        { Name: "bind" } => Bind(call),
        { Name: "listen" } => _sockets[call].IsListening ? texts.ListeningAgain : texts.Listening,
        { Name: "accept" or "accept4" } => Accept(call),
        { Name: "connect" } => call.Result is null ? texts.Connecting(call.Arguments) : texts.Connected(call.Local, call.Remote),
        { Name: "setsockopt" } => Option(call),
        { Name: "shutdown" } => Shutdown(call, connection),
        { Name: "close" } => Close(call, connection),
        { Name: "splice" } => Splice(call, connection),
        { Name: SocketCall.RingSetup, Result: >= 0 } => texts.RingMade,
        { Name: "sendmmsg", Result: { } sent } => texts.SentMessages(sent),
        { Name: "recvmmsg", Result: { } received } => texts.ReceivedMessages(received),
        _ when CallLabel.IsSend(call.Name) => Send(call),
        _ when CallLabel.IsReceive(call.Name) => Receive(call, connection),
        _ => null,
    };

    string Bind(CallEvent call) =>
        IPEndPoint.TryParse(call.Arguments ?? "", out IPEndPoint? address) && address.Port == 0 ? texts.BoundAnyPort(call.Arguments) : texts.Bound(call.Arguments);

    string Accept(CallEvent call) =>
        call.Result is { } accepted ? texts.Accepted(call.Descriptor is null ? null : accepted, call.Local, call.Remote) : texts.AcceptWaits;

    string Failed(CallEvent call, string error, LadderConnection connection) => (call.Name, error) switch
    {
        ("connect", "EINPROGRESS") => texts.ConnectInProgress,
        ("connect", "ECONNREFUSED") => texts.ConnectRefused,
        ("connect", "ETIMEDOUT") => texts.ConnectTimedOut,
        ("bind" or "listen", "EADDRINUSE") => texts.AddressInUse,
        ("accept" or "accept4", "EAGAIN" or "EWOULDBLOCK") => call.Duration >= Waits ? texts.TimedOut(call.Name, "SO_RCVTIMEO") : texts.AcceptWouldBlock,
        ("splice", _) => texts.Failed(call.Name, error),
        _ when CallLabel.IsSend(call.Name) => SendFailed(call, error, connection),
        _ when CallLabel.IsReceive(call.Name) => ReceiveFailed(call, error),
        _ => texts.Failed(call.Name, error),
    };

    string? Option(CallEvent call) => SocketOption.Of(call.Arguments) is not { } option ? null : option.Name switch
    {
        "SO_LINGER" => texts.Linger(option.LingerSeconds),
        "SO_REUSEADDR" => texts.ReuseAddress(option.Number),
        "TCP_NODELAY" => texts.NoDelay(option.Number),
        "IPV6_V6ONLY" => texts.OnlyIpV6(option.Number),
        "SO_RCVBUF" => texts.ReceiveBuffer(option.Number),
        "SO_SNDBUF" => texts.SendBuffer(option.Number),
        _ => null,
    };
}
