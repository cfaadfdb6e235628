using System.Buffers.Binary;
using System.Net;

namespace Meari.Tests.Stress;

/// <summary>A client: connects, keeps its side of the plan, closes.</summary>
sealed class ClientSide(Conversation conversation, IPEndPoint server)
{
    readonly Plan _plan = conversation.Plan;

    TcpConnectOptions Options => new()
    {
        Dispatch = _plan.ClientIsInline ? TcpDispatch.Inline : TcpDispatch.ThreadPool,
        CloseTimeout = Round.Limit,
    };

    public async Task RunAsync()
    {
        conversation.Stage = "connects";
        if (_plan.Fault == Fault.ConnectIsCancelled)
        {
            await CancelConnectAsync();
            conversation.Stage = "done";
            return;
        }
        End end = await ConnectAsync();
        try
        {
            conversation.Stage = "talks";
            await TalkAsync(end);
        }
        finally
        {
            conversation.Release();
            conversation.Stage = "closes";
            await end.CloseAsync();
        }
        conversation.Stage = "done";
    }

    async Task<End> ConnectAsync()
    {
        if (_plan.ClientManner == Manner.Plain)
            return conversation.PlainClient = await PlainEnd.ConnectAsync(server, _plan.SocketBuffers);
        TcpConnectResult result = await TcpConnection.ConnectAsync(server, Options);
        conversation.Client = result.Connection ?? throw new StressException($"connecting ended with {result.Outcome}, errno {result.Error}");
        return End.Of(result.Connection, _plan.ClientManner);
    }

    /// <summary>Whether it was too late or not, nothing of it may be left.</summary>
    async Task CancelConnectAsync()
    {
        using CancellationTokenSource cancel = new();
        Task cancelling = Task.CompletedTask;
        try
        {
            Task<TcpConnectResult> connecting = TcpConnection.ConnectAsync(server, Options, cancel.Token);
            if (_plan.FaultAt % 2 == 0)
                cancelling = Task.Run(cancel.Cancel);
            else
                await cancel.CancelAsync();
            TcpConnectResult result = await connecting;
            if (result.Connection is { } connection)
                await connection.DisposeAsync();
        }
        catch (OperationCanceledException)
        {
            // As it was asked for.
        }
        finally
        {
            await cancelling; // the source is disposed
        }
    }

    async Task TalkAsync(End end)
    {
        byte[] header = new byte[ServerSide.HeaderLength];
        BinaryPrimitives.WriteInt32LittleEndian(header, _plan.Number);
        if (_plan is { Fault: Fault.ClientResetsSending, FaultAt: 0 })
        {
            end.Abort();
            return;
        }
        await end.SendAsync(header, null);
        Task sending = new Sender(conversation, end, Part.ClientSender).SendAllAsync(finishes: _plan.FinishesEarly).AsTask();
        try
        {
            await new Receiver(conversation, end, Part.ClientReceiver).ReceiveAllAsync();
            if (_plan.Fault == Fault.ClientLeaves)
                await end.CloseAsync();
        }
        catch
        {
            end.Abort();
            throw;
        }
        finally
        {
            await sending;
        }
    }
}
