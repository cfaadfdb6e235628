using System.Net;

namespace Meari.Engines;

/// <summary>Whom a connected socket tells that an operation which had to wait is done.</summary>
internal interface ISocketSink
{
    /// <summary>The receive that was asked for has ended. On the socket's thread; may ask for the next at once.</summary>
    void Received(in ReceiveResult result);

    /// <summary>The send that was asked for has ended. On the socket's thread; may start the next at once.</summary>
    void Sent(in OperationResult result);
}

/// <summary>A connected socket of an engine.</summary>
/// <remarks>
/// Any thread may call. At most one receive and one send are under way at a time; the caller sees to that. An operation either ends at once
/// (true, and the result) or later by exactly one call of the sink, also when the socket is aborted; the sink is never called from inside
/// the call that started the operation, so synchronous completions loop in the caller and cannot recurse. An engine lets a connection that
/// always completes at once wait for its turn after a bounded number of times, so that it cannot starve the others.
/// </remarks>
internal abstract class EngineSocket
{
    /// <summary>Whom to tell. Set before the first operation; set again, on the socket's thread, it is who is told of what is under way, too.</summary>
    public ISocketSink Sink { get; set; } = null!;

    /// <summary>Set whenever bytes moved in either direction, cleared by whoever watches for idle connections.</summary>
    public bool Moved { get; set; }

    /// <summary>This side's address and port.</summary>
    public abstract IPEndPoint LocalEndPoint { get; }

    /// <summary>The peer's address and port.</summary>
    public abstract IPEndPoint RemoteEndPoint { get; }

    /// <summary>
    /// Asks for 1 to <paramref name="maximum"/> bytes and ends the loan of the previous ones, except that memory which a send of this
    /// socket is still moving stays lent until that send has ended. While it waits, the socket holds no buffer.
    /// </summary>
    /// <param name="maximum">0 lends nothing: it only waits until there is something, bytes or the end; where <see cref="OpenPipeTo"/> gives a pipe.</param>
    /// <param name="result">What there is.</param>
    /// <returns>True: <paramref name="result"/> is it. False: <see cref="ISocketSink.Received"/> will be told.</returns>
    public abstract bool Receive(int maximum, out ReceiveResult result);

    /// <summary>
    /// Sends all of <paramref name="bytes"/>, which must stay unchanged until the send has ended: when the kernel's send buffer has taken
    /// the last byte, or when the connection is over.
    /// </summary>
    /// <returns>True: <paramref name="result"/> is it. False: <see cref="ISocketSink.Sent"/> will be told.</returns>
    public abstract bool Send(ReadOnlyMemory<byte> bytes, out OperationResult result);

    /// <summary>
    /// Sends what the kernel's send buffer takes now and never waits. <see cref="TcpOutcome.WouldBlock"/> if that is nothing.
    /// Not while a <see cref="Send"/> is under way.
    /// </summary>
    public abstract OperationResult TrySend(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// What bytes can go through from this socket to the other without coming to user space, or null where they cannot. Nothing is in it,
    /// and <see cref="ReceiveInto"/> and <see cref="SendFrom"/> of the two take turns.
    /// </summary>
    /// <remarks>Source: splice(2).</remarks>
    public virtual EnginePipe? OpenPipeTo(EngineSocket other) => null;

    /// <summary>Moves what has been received into an empty pipe; <see cref="TcpOutcome.WouldBlock"/> if that is nothing, <see cref="TcpOutcome.EndOfStream"/> at the end.</summary>
    public virtual OperationResult ReceiveInto(EnginePipe pipe) => throw new NotSupportedException();

    /// <summary>As <see cref="Send"/>, of the <paramref name="count"/> bytes that are in a pipe.</summary>
    public virtual bool SendFrom(EnginePipe pipe, int count, out OperationResult result) => throw new NotSupportedException();

    /// <summary>How many segments were sent again so far, or null where the system does not say.</summary>
    /// <remarks>Source: tcp(7), TCP_INFO, tcpi_total_retrans.</remarks>
    public virtual long? Retransmitted => null;

    /// <summary>shutdown(SHUT_WR): FIN after the last byte. Not while a send is under way.</summary>
    public abstract OperationResult FinishSending();

    /// <summary>
    /// Sends RST and ends what is under way with <see cref="TcpOutcome.Canceled"/>. What is lent stays lent until <see cref="Close"/>:
    /// a handler may still be reading it.
    /// </summary>
    public abstract void Abort();

    /// <summary>
    /// close, and the end of the last loan. Neither a receive nor a send is started after it. Any number of times. In good order only
    /// after <see cref="FinishSending"/> or when the last receive met the end of the stream; otherwise the kernel may send RST.
    /// </summary>
    public abstract void Close();

    /// <summary>
    /// Runs <paramref name="work"/> where this socket's completions run: at once when the caller is on that thread and it is safe,
    /// otherwise soon.
    /// </summary>
    public abstract void Run(IThreadPoolWorkItem work);
}
