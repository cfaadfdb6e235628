using System.Buffers.Binary;
using System.Net;

namespace Meari.Tests.Stress;

/// <summary>The handler: learns from the first bytes which conversation it is in, and keeps its side of the plan.</summary>
sealed class ServerSide(Conversation[] conversations, IPEndPoint echo)
{
    /// <summary>The conversation's number, as an <see cref="int"/>.</summary>
    public const int HeaderLength = sizeof(int);

    int _unknown;

    /// <summary>How many connections have ended before they said whose they were.</summary>
    public int Unknown => Volatile.Read(ref _unknown);

    /// <summary>What a handler found wrong; it cannot tell the client.</summary>
    public StressException? Found { get; private set; }

    public async ValueTask ServeAsync(TcpConnection connection)
    {
        byte[] header = new byte[HeaderLength];
        if (await connection.ReceiveExactlyAsync(header) < HeaderLength)
        {
            Interlocked.Increment(ref _unknown);
            return;
        }
        Conversation conversation = conversations[BinaryPrimitives.ReadInt32LittleEndian(header)];
        conversation.Server = connection;
        try
        {
            await TalkAsync(connection, conversation);
        }
        catch (StressException e)
        {
            Found = new($"The server of {conversation}: {e.Message}");
            connection.Abort();
        }
        finally
        {
            conversation.Down.SenderIsDone();
            conversation.Up.ReceiverIsDone();
        }
    }

    async ValueTask TalkAsync(TcpConnection connection, Conversation conversation)
    {
        Plan plan = conversation.Plan;
        if (plan.IsCopied)
        {
            conversation.Down.Promise(plan.Up); // it cannot be known when
            await (plan.ServerManner == Manner.Copy ? connection.CopyToAsync(connection).AsTask() : RelayAsync(connection));
            return;
        }
        End end = End.Of(connection, plan.ServerManner);
        Receiver receiver = new(conversation, end, Part.ServerReceiver);
        Sender sender = new(conversation, end, Part.ServerSender);
        switch (plan.Talk)
        {
            case Talk.Echo:
                await new Echo(conversation, end, connection).RunAsync();
                break;
            case Talk.Both:
                Task sending = sender.SendAllAsync(finishes: true).AsTask();
                await receiver.ReceiveAllAsync();
                await sending;
                break;
            case Talk.Question:
                await receiver.ReceiveAllAsync();
                await sender.SendAllAsync(finishes: false);
                break;
        }
    }

    /// <summary>Both ways at once; what ends one side ends the other in the same manner.</summary>
    async Task RelayAsync(TcpConnection connection)
    {
        TcpConnectResult result = await TcpConnection.ConnectAsync(echo, new() { CloseTimeout = Round.Limit });
        await using TcpConnection behind = result.Connection ?? throw new StressException($"connecting from a handler ended with {result.Outcome}");
        Task there = CopyAsync(connection, behind), back = CopyAsync(behind, connection);
        await Task.WhenAll(there, back);

        static async Task CopyAsync(TcpConnection from, TcpConnection to)
        {
            await from.CopyToAsync(to);
            if (from.CloseReason.IsOrderly && to.CloseReason.IsOrderly)
            {
                to.FinishSending();
                return;
            }
            from.Abort();
            to.Abort();
        }
    }
}
