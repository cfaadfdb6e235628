namespace Meari.Tests.Stress;

/// <summary>A handler that sends back what it receives, and the faults that happen to one.</summary>
sealed class Echo(Conversation conversation, End end, TcpConnection connection)
{
    readonly Plan _plan = conversation.Plan;
    readonly Draw _draw = conversation.DrawOf(Part.ServerReceiver);
    readonly Draw _sendDraw = conversation.DrawOf(Part.ServerSender);
    readonly Flow _up = conversation.Up;
    readonly Flow _down = conversation.Down;

    public async ValueTask RunAsync()
    {
        // Only the connection itself promises that lent memory outlives the next receive while it is being sent.
        bool overlaps = _plan.ServerManner == Manner.Direct && _draw.OneIn(2);
        ValueTask<bool> sending = new(true);
        while (true)
        {
            if (_draw.OneIn(32))
                await _up.WhenSenderIsStuckAsync();
            ReadOnlyMemory<byte> bytes = await end.ReceiveAsync(_draw, _up.Outstanding);
            if (!await _down.SenderWaitsAsync(sending) || bytes.IsEmpty)
                return;
            _up.Check(bytes.Span);
            await End.HopAsync(_draw);
            _up.Check(bytes.Span); // it is still lent
            _up.Take(bytes.Length);
            if (_plan.Fault != Fault.None && _up.Received >= _plan.FaultAt && await FailsAsync(bytes))
                return;
            _down.Promise(bytes.Length);
            sending = overlaps ? end.SendAsync(bytes, null) : new(await _down.SenderWaitsAsync(end.SendAsync(bytes, _sendDraw)));
        }
    }

    /// <summary>Whether the handler is to return.</summary>
    async ValueTask<bool> FailsAsync(ReadOnlyMemory<byte> bytes)
    {
        switch (_plan.Fault)
        {
            case Fault.ServerAborts:
                conversation.Release();
                await LeaveReceiveArmedAsync();
                await AbortAsync();
                return true;
            case Fault.HandlerFails:
                conversation.Release();
                await LeaveReceiveArmedAsync();
                throw new PlannedException();
            case Fault.ServerReturns:
                conversation.Release();
                await ReturnAsync(bytes);
                return true;
            case Fault.ServerCancelsSend:
                _down.Promise(bytes.Length);
                await SendCancelledAsync(bytes);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A receive whose waiter has gone stays with the engine: what comes for it now comes for nobody.</summary>
    async ValueTask LeaveReceiveArmedAsync()
    {
        if (_plan.ServerManner != Manner.Direct || _draw.OneIn(2))
            return;
        using CancellationTokenSource cancel = new();
        ValueTask<ReadOnlyMemory<byte>> receiving = connection.ReceiveAsync(cancel.Token);
        await cancel.CancelAsync();
        try
        {
            await receiving;
        }
        catch (OperationCanceledException)
        {
            // The rule, unless bytes were there already.
        }
    }

    async ValueTask AbortAsync()
    {
        end.Abort();
        if (!(await connection.ReceiveAsync()).IsEmpty || await connection.SendAsync(new byte[1]))
            throw new StressException("an aborted connection goes on");
    }

    /// <summary>A handler may return without awaiting its last send: it arrives all the same.</summary>
    async ValueTask ReturnAsync(ReadOnlyMemory<byte> bytes)
    {
        _down.Promise(bytes.Length);
        Task<bool> sending = end.SendAsync(bytes, null).AsTask();
        if (_plan.ServerManner != Manner.Direct)
            await sending;
    }

    async ValueTask SendCancelledAsync(ReadOnlyMemory<byte> bytes)
    {
        using CancellationTokenSource cancel = new();
        ValueTask<bool> sending = connection.SendAsync(bytes, cancel.Token);
        Task cancelling = _draw.OneIn(2) ? Task.Run(cancel.Cancel) : cancel.CancelAsync();
        try
        {
            await sending;
        }
        catch (OperationCanceledException)
        {
            conversation.SendWasCancelled = true;
        }
        conversation.Release();
        await cancelling;
    }
}

/// <summary>What a handler throws because its plan says so.</summary>
sealed class PlannedException : Exception;
