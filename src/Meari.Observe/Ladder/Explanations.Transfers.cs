namespace Meari.Observe;

/// <summary>Calls that move data.</summary>
internal sealed partial class Explanations
{
    string Send(CallEvent call) => call switch
    {
        { Result: null } => texts.SendWaits,
        { Result: 0 } => texts.SentNothing,
        // A file that ends sooner makes sendfile's part as well.
        { Requested: { } requested, Name: not "sendfile" } when call.Result < requested => texts.SentPart(call.Result.Value, requested),
        { Name: "sendfile" } => texts.SentFile(call.Result.Value),
        _ => texts.Sent(call.Result.Value),
    };

    string? Splice(CallEvent call, LadderConnection connection) => (call.Arguments, call.Result) switch
    {
        (TransferCalls.FromPipe, null) => texts.SpliceToSocketWaits,
        (TransferCalls.FromPipe, 0) => texts.SentNothing,
        (TransferCalls.FromPipe, { } bytes) => texts.SplicedToSocket(bytes),
        (TransferCalls.ToPipe, null) => texts.SpliceToPipeWaits,
        (TransferCalls.ToPipe, 0) => Receive(call, connection),
        (TransferCalls.ToPipe, { } bytes) => texts.SplicedToPipe(bytes),
        _ => null, // a recording that does not say which way
    };

    string SendFailed(CallEvent call, string error, LadderConnection connection) => error switch
    {
        "EAGAIN" or "EWOULDBLOCK" => call.Duration >= Waits ? texts.TimedOut(call.Name, "SO_SNDTIMEO") : texts.SendWouldBlock,
        "EPIPE" when connection.End(call.Side) is { SendingShut: true } => texts.SendAfterShutdown,
        "EPIPE" or "ECONNRESET" => texts.SendBroken,
        _ => texts.Failed(call.Name, error),
    };

    string? Receive(CallEvent call, LadderConnection connection) => call switch
    {
        { Result: null } when Has(call, "MSG_WAITALL") => texts.ReceiveWaitsForAll,
        { Result: null } => texts.ReceiveWaits,
        // Nothing was asked for, so 0 says nothing.
        { Result: 0, Requested: 0 } => null,
        // Nor after a reset that was told.
        { Result: 0 } when connection.WasReset || connection.End(call.Side) is { HasFailed: true } => null,
        { Result: 0 } => connection.End(call.Side) is { ReceivingShut: true } ? texts.ReceivedAfterShutdown : texts.ReceivedEnd,
        { Result: { } bytes } => Has(call, "MSG_PEEK") ? texts.Peeked(bytes) : texts.Received(bytes),
    };

    string ReceiveFailed(CallEvent call, string error) => error switch
    {
        "EAGAIN" or "EWOULDBLOCK" => call.Duration >= Waits ? texts.TimedOut(call.Name, "SO_RCVTIMEO") : texts.ReceiveWouldBlock,
        "ECONNRESET" => texts.ReceivedReset,
        _ => texts.Failed(call.Name, error),
    };

    static bool Has(CallEvent call, string flag) => call.Arguments?.Contains(flag, StringComparison.Ordinal) == true;
}
