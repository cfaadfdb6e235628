namespace Meari.Tests.Stress;

/// <summary>What must have come of a conversation, by its plan.</summary>
static class Verdict
{
    public static void Check(Conversation conversation)
    {
        if (conversation.Plan.Fault == Fault.None)
            CheckLengths(conversation);
        if (conversation.Plan.Fault == Fault.ServerReturns && conversation.Down.Received != conversation.Down.Promised)
            throw Wrong(conversation, "what the handler sent before it returned did not arrive");
        CheckReason(conversation, "server", conversation.Server, OfServer(conversation));
        CheckReason(conversation, "client", conversation.Client, OfClient(conversation));
        if (conversation.PlainClient is { } plain && plain.WasReset && conversation.Plan.Fault is Fault.None or Fault.ServerReturns)
            throw Wrong(conversation, "the plain client was reset");
    }

    static void CheckLengths(Conversation conversation)
    {
        Plan plan = conversation.Plan;
        long up = plan.IsCopied ? plan.Up : conversation.Up.Received;
        if (up != plan.Up || conversation.Down.Received != plan.Down)
            throw Wrong(conversation, "not everything arrived");
    }

    static void CheckReason(Conversation conversation, string side, TcpConnection? connection, TcpCloseKind[] allowed)
    {
        if (connection is not null && !allowed.Contains(connection.CloseReason.Kind))
            throw Wrong(conversation, $"the {side} ended with {connection.CloseReason} instead of {string.Join(" or ", allowed)}");
    }

    static StressException Wrong(Conversation conversation, string what) => new($"{what}: {conversation}");

    static TcpCloseKind[] OfServer(Conversation conversation) => conversation.Plan.Fault switch
    {
        Fault.None => [TcpCloseKind.PeerFinished],
        // The client may have finished before, and be answered before its RST comes.
        Fault.ClientResetsSending => [TcpCloseKind.PeerReset],
        Fault.ClientResetsReceiving => [TcpCloseKind.PeerReset, TcpCloseKind.PeerFinished],
        // A plain socket that is closed with bytes unread sends RST.
        Fault.ClientLeaves when conversation.PlainClient is not null => [TcpCloseKind.PeerFinished, TcpCloseKind.PeerReset],
        Fault.ClientLeaves => [TcpCloseKind.PeerFinished],
        Fault.ServerAborts => [TcpCloseKind.Aborted],
        Fault.ServerReturns => [TcpCloseKind.Finished],
        Fault.HandlerFails => [TcpCloseKind.HandlerFailed],
        Fault.ServerCancelsSend when conversation.SendWasCancelled => [TcpCloseKind.Aborted],
        Fault.ServerCancelsSend => [TcpCloseKind.Finished],
        _ => [],
    };

    static TcpCloseKind[] OfClient(Conversation conversation)
    {
        // One that finishes late has received everything before anything is known of the server's end.
        TcpCloseKind orderly = conversation.Plan.FinishesEarly ? TcpCloseKind.PeerFinished : TcpCloseKind.Finished;
        return conversation.Plan.Fault switch
        {
            Fault.None => [orderly],
            Fault.ClientResetsSending or Fault.ClientResetsReceiving => [TcpCloseKind.Aborted],
            Fault.ClientLeaves => [TcpCloseKind.Finished],
            // The client may have received and finished everything by then.
            Fault.ServerAborts when conversation.Plan.Talk == Talk.Both => [TcpCloseKind.PeerReset, orderly],
            Fault.ServerAborts or Fault.HandlerFails => [TcpCloseKind.PeerReset],
            Fault.ServerReturns => [TcpCloseKind.PeerFinished, orderly],
            Fault.ServerCancelsSend when conversation.SendWasCancelled => [TcpCloseKind.PeerReset],
            Fault.ServerCancelsSend => [TcpCloseKind.PeerFinished, orderly],
            _ => [],
        };
    }
}
