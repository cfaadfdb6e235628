using System.Buffers.Binary;

namespace Meari.Tests.Stress;

/// <summary>The handler: learns from the first bytes which conversation it is in, and keeps its side of the plan.</summary>
sealed class ServerSide(Conversation[] conversations)
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

    static async ValueTask TalkAsync(TcpConnection connection, Conversation conversation)
    {
        Plan plan = conversation.Plan;
        if (plan.ServerManner == Manner.Copy)
        {
            conversation.Down.Promise(plan.Up); // what is copied is not seen
            await connection.CopyToAsync(connection);
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
}
