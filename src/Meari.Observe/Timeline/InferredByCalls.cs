namespace Meari.Observe;

/// <summary>What a call's result proves of the segments before and after it.</summary>
internal static class InferredByCalls
{
    const TcpControlBits Syn = TcpControlBits.Syn, Ack = TcpControlBits.Ack, Fin = TcpControlBits.Fin, Rst = TcpControlBits.Rst;

    /// <summary>What must have come, so that the call could return this.</summary>
    public static void Before(CallEvent call, InferredSegments.Story story)
    {
        TimelineSide peer = InferredSegments.Story.Other(call.Side);
        if (call.Name.StartsWith("accept", StringComparison.Ordinal) && call.Result >= 0)
            story.Connect();
        else if (TransferCalls.DirectionOf(call) != Transfer.Receive)
            return;
        else if (call.Result > 0)
            story.Take(peer, call.Result.Value);
        // Zero bytes asked for, or an end that is not to receive any more: there is no FIN to conclude.
        else if (call is { Result: 0, Requested: > 0 } && !story.HasShutReceiving(call.Side))
            story.TellOnce(peer, Fin | Ack);
        else if (call.Error == "ECONNRESET")
            story.TellOnce(peer, Rst);
    }

    /// <summary>What the call made the kernel send.</summary>
    public static void After(CallEvent call, InferredSegments.Story story)
    {
        if (call is { Name: "connect", Result: 0 })
            story.Connect();
        else if (call is { Name: "connect", Error: "EINPROGRESS" or "ETIMEDOUT" or "ECONNREFUSED" })
            story.TellOnce(call.Side, Syn);
        else if (call is { Name: "shutdown", Result: 0 })
            Shut(call, story);
        else if (call.Result > 0 && TransferCalls.DirectionOf(call) == Transfer.Send)
            story.Send(call.Side, call.Result.Value);
    }

    static void Shut(CallEvent call, InferredSegments.Story story)
    {
        if (call.Arguments is not { } how)
            return;
        if (how.Contains("SHUT_WR", StringComparison.Ordinal) || how.Contains("SHUT_RDWR", StringComparison.Ordinal))
            story.TellOnce(call.Side, Fin | Ack);
        if (how.Contains("SHUT_RD", StringComparison.Ordinal))
            story.ShutReceiving(call.Side);
    }
}
