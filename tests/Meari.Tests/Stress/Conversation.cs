namespace Meari.Tests.Stress;

/// <summary>One planned connection while it happens: both sides write down here what they did and saw.</summary>
sealed class Conversation(Plan plan, ulong seed)
{
    public Plan Plan => plan;

    public Flow Up { get; } = new(plan.Number * 2);

    /// <summary>An echo has the same bytes as what it echoes.</summary>
    public Flow Down { get; } = new(plan.Talk == Talk.Echo ? plan.Number * 2 : (plan.Number * 2) + 1);

    /// <summary>Null where the handler never learned whose connection it had.</summary>
    public TcpConnection? Server { get; set; }

    /// <summary>Null for a plain socket, and where there is no connection.</summary>
    public TcpConnection? Client { get; set; }

    public PlainEnd? PlainClient { get; set; }

    /// <summary>A send of the handler was cancelled in time.</summary>
    public bool SendWasCancelled { get; set; }

    /// <summary>What the client is at; for the report of a conversation that does not end.</summary>
    public string Stage { get; set; } = "not begun";

    /// <summary>Draws of a sender or a receiver of its own.</summary>
    public Draw DrawOf(Part part) => Draw.Of(seed, plan.Number, (int)part);

    /// <summary>Something has gone wrong on purpose, or all is over: nobody waits for the other any more.</summary>
    public void Release()
    {
        Up.SenderIsDone();
        Down.SenderIsDone();
        Up.ReceiverIsDone();
        Down.ReceiverIsDone();
    }

    public override string ToString() =>
        $"{plan}, up {Up.Received} of {Up.Promised}, down {Down.Received} of {Down.Promised}, client {Stage}: {Client?.CloseReason}"
        + $"{(PlainClient is { WasReset: true } ? "reset" : "")}, server: {Server?.CloseReason}";
}

/// <summary>Who draws.</summary>
enum Part
{
    ClientSender,
    ClientReceiver,
    ServerSender,
    ServerReceiver,
}
