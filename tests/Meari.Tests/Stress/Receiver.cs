namespace Meari.Tests.Stress;

/// <summary>Receives and checks one direction, or as much of it as the plan lets it.</summary>
sealed class Receiver(Conversation conversation, End end, Part part)
{
    readonly Plan _plan = conversation.Plan;
    readonly Draw _draw = conversation.DrawOf(part);
    readonly Flow _flow = part == Part.ClientReceiver ? conversation.Down : conversation.Up;

    bool IsClient => part == Part.ClientReceiver;

    /// <summary>Who gets stuck when this side receives nothing: where it echoes, the client itself.</summary>
    Flow Backlog => _plan.Talk == Talk.Echo ? conversation.Up : _flow;

    /// <summary>Copied bytes are promised by nobody but the client.</summary>
    int Outstanding => _plan.IsCopied ? (int)(conversation.Up.Promised - _flow.Received) : _flow.Outstanding;

    long FaultAt => (_plan.Fault, IsClient) switch
    {
        (Fault.ClientResetsReceiving, true) or (Fault.ServerAborts, false) => _plan.FaultAt,
        (Fault.ClientLeaves, true) => _plan.Talk switch
        {
            Talk.Echo => _plan.FaultAt / 2,
            Talk.Both => Math.Min(_plan.FaultAt, _plan.Down) / 2,
            _ => 0, // the server waits for a FIN that does not come before the client has left
        },
        _ => long.MaxValue,
    };

    /// <summary>To the end, or a client that finishes late to the last byte.</summary>
    public async ValueTask ReceiveAllAsync()
    {
        long length = IsClient && !_plan.FinishesEarly ? _plan.Down : long.MaxValue;
        try
        {
            while (_flow.Received < Math.Min(length, FaultAt))
            {
                if (_draw.OneIn(32))
                    await Backlog.WhenSenderIsStuckAsync();
                ReadOnlyMemory<byte> bytes = await end.ReceiveAsync(_draw, Outstanding);
                if (bytes.IsEmpty)
                    return;
                _flow.Check(bytes.Span);
                await End.HopAsync(_draw);
                _flow.Check(bytes.Span); // it is still lent
                _flow.Take(bytes.Length);
            }
            if (_flow.Received >= FaultAt)
                Fail();
        }
        finally
        {
            _flow.ReceiverIsDone();
        }
    }

    void Fail()
    {
        if (_plan.Fault != Fault.ClientLeaves)
            end.Abort();
        conversation.Release();
    }
}
