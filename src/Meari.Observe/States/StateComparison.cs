namespace Meari.Observe;

/// <summary>Tells what changed between two socket tables as changes of state.</summary>
/// <remarks>
/// A state that stands in the table was read; one that every way leads through was not, and is inferred; and so is a change between two states
/// that were read, if others may have been between. TIME_WAIT is read, however the socket came to it.
/// </remarks>
internal static class StateComparison
{
    /// <summary>Tells of one socket that is in the table.</summary>
    /// <param name="sink">Where to.</param>
    /// <param name="time">When the table was read.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="isFirst">Whether no table was read before.</param>
    public static void Tell(TimelineSink sink, long time, PolledSocket socket, bool isFirst)
    {
        TcpState state = socket.Entry.State;
        if (socket.Previous is null)
            Add(sink, time, socket, TcpState.Unknown, state, false, isFirst);
        else if (socket.Previous.State != state)
            TellChange(sink, time, socket, socket.Previous.State, state);
    }

    /// <summary>Tells of one socket that is not in the table any more.</summary>
    /// <param name="sink">Where to.</param>
    /// <param name="time">When the table was read.</param>
    /// <param name="socket">The socket, as it was.</param>
    public static void TellGone(TimelineSink sink, long time, PolledSocket socket) =>
        TellChange(sink, time, socket, socket.Entry.State, TcpState.Closed);

    /// <summary>What is concluded is told a nanosecond earlier for each, so that it keeps its order.</summary>
    static void TellChange(TimelineSink sink, long time, PolledSocket socket, TcpState from, TcpState to)
    {
        List<TcpState> between = TcpDiagram.Between(from, to);
        for (int at = 0; at < between.Count; at++)
        {
            Add(sink, time - (between.Count - at), socket, from, between[at], true);
            from = between[at];
        }
        Add(sink, time, socket, from, to, to != TcpState.TimeWait && !TcpDiagram.IsOnlyStep(from, to));
    }

    static void Add(TimelineSink sink, long time, PolledSocket socket, TcpState from, TcpState to, bool isInferred, bool isOld = false) => sink.Add(new StateEvent
    {
        Time = time,
        Side = socket.Side,
        Local = socket.Local,
        Remote = socket.Remote,
        Process = socket.Entry.Owners is [{ ProcessId: var process }, ..] ? process : null,
        Inferred = isInferred,
        IsOld = isOld,
        From = from,
        To = to,
        Socket = socket.Number,
    });
}
