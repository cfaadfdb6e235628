namespace Meari.Observe;

/// <summary>Tells what changed between two socket tables in the queues.</summary>
internal static class QueueComparison
{
    /// <summary>Tells of one socket, if its queues are others than the last time; the first time if there is anything in them, or it listens.</summary>
    /// <param name="sink">Where to.</param>
    /// <param name="time">When the table was read.</param>
    /// <param name="socket">The socket.</param>
    public static void Tell(TimelineSink sink, long time, PolledSocket socket)
    {
        SocketEntry now = socket.Entry;
        SocketEntry? before = socket.Previous;
        bool isListening = now.State == TcpState.Listen;
        bool hasChanged = before is not null
            ? before.ReceiveQueue != now.ReceiveQueue || before.SendQueue != now.SendQueue
            : isListening || now.ReceiveQueue != 0 || now.SendQueue is not (null or 0);
        if (!hasChanged)
            return;
        sink.Add(new QueueEvent
        {
            Time = time,
            Side = socket.Side,
            Local = socket.Local,
            Remote = socket.Remote,
            Process = now.Owners is [{ ProcessId: var process }, ..] ? process : null,
            Sampled = true,
            ReceiveQueue = isListening ? null : now.ReceiveQueue,
            SendQueue = isListening ? null : now.SendQueue,
            AcceptQueue = isListening ? (int)Math.Min(now.ReceiveQueue, int.MaxValue) : null,
            AcceptQueueLimit = isListening && now.SendQueue is { } limit ? (int)Math.Min(limit, int.MaxValue) : null,
        });
    }
}
