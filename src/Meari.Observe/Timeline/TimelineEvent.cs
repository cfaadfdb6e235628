using System.Net;
using System.Text.Json.Serialization;

namespace Meari.Observe;

/// <summary>Which end of a connection an event happened at.</summary>
public enum TimelineSide
{
    /// <summary>Neither, or not known.</summary>
    None,

    /// <summary>The end that called connect (active open).</summary>
    Client,

    /// <summary>The end that accepted, or a listening socket (passive open).</summary>
    Server,
}

/// <summary>
/// One thing that was observed, or concluded, about a TCP socket. Sources make them, the timeline numbers and orders them, views
/// draw them, and a recording has one a line as JSON.
/// </summary>
/// <remarks>
/// A source leaves <see cref="Connection"/> 0 and tells what it knows of the addresses; the timeline sets <see cref="Connection"/> and, where
/// it is <see cref="TimelineSide.None"/>, <see cref="Side"/>. Addresses are those of this event's own side, a v4-mapped one as IPv4.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CallEvent), "call")]
[JsonDerivedType(typeof(StateEvent), "state")]
[JsonDerivedType(typeof(QueueEvent), "queue")]
[JsonDerivedType(typeof(SegmentEvent), "segment")]
[JsonDerivedType(typeof(TextEvent), "text")]
public abstract record TimelineEvent
{
    /// <summary>When, in nanoseconds of CLOCK_MONOTONIC (elsewhere than on Linux: of <see cref="System.Diagnostics.Stopwatch"/>).</summary>
    [JsonPropertyOrder(-9)]
    public required long Time { get; init; }

    /// <summary>The connection's number in this timeline, from 1; 0 for a listening socket and for what belongs to none.</summary>
    [JsonPropertyOrder(-8)]
    public int Connection { get; init; }

    /// <summary>At which end.</summary>
    [JsonPropertyOrder(-7)]
    public TimelineSide Side { get; init; }

    /// <summary>This end's address and port; null while undecided or unknown.</summary>
    [JsonPropertyOrder(-6)]
    public IPEndPoint? Local { get; init; }

    /// <summary>The other end's address and port; null for a listening socket and while undecided or unknown.</summary>
    [JsonPropertyOrder(-5)]
    public IPEndPoint? Remote { get; init; }

    /// <summary>The process id of the program, where known.</summary>
    [JsonPropertyOrder(-4)]
    public int? Process { get; init; }

    /// <summary>Concluded rather than read from the kernel or the program; always shown as such.</summary>
    [JsonPropertyOrder(-3)]
    public bool Inferred { get; init; }

    /// <summary>Whether its socket is of the viewer's network namespace. Not recorded: what is of another is not shown.</summary>
    [JsonIgnore]
    internal SocketOrigin Origin { get; init; }
}

/// <summary>
/// A socket call. One that returns at once is told once, at the time when it was made. One that waits (1 ms or more, or still) is told twice:
/// when it was made, without a <see cref="Duration"/>, and when it returned. A source that learns of a call only afterwards tells the latter alone.
/// </summary>
public sealed record CallEvent : TimelineEvent
{
    /// <summary>The system call as the program made it: <c>socket</c>, <c>bind</c>, <c>accept4</c>, <c>recvfrom</c>, <c>read</c> …</summary>
    public required string Name { get; init; }

    /// <summary>The descriptor it was made on, if any.</summary>
    public int? Descriptor { get; init; }

    /// <summary>The other arguments worth showing, short and harmless (escaped): <c>SHUT_WR</c>, <c>0.0.0.0:9000</c>, <c>backlog 4096</c>.</summary>
    public string? Arguments { get; init; }

    /// <summary>Bytes asked for.</summary>
    public long? Requested { get; init; }

    /// <summary>What it returned: 0, a descriptor, a byte count, -1; null while it waits.</summary>
    public long? Result { get; init; }

    /// <summary>The errno's name of a call that failed, such as <c>ECONNRESET</c>.</summary>
    public string? Error { get; init; }

    /// <summary>From call to return in nanoseconds; null while it waits.</summary>
    public long? Duration { get; init; }

    /// <summary>The first bytes that it moved, as text, escaped; null where the source does not see them.</summary>
    public string? Data { get; init; }

    /// <summary>The same as they are, at most 64; empty where the source does not see them. Not recorded.</summary>
    [JsonIgnore]
    internal ReadOnlyMemory<byte> Bytes { get; init; }
}

/// <summary>A socket went from one state to another.</summary>
public sealed record StateEvent : TimelineEvent
{
    /// <summary>Before; <see cref="TcpState.Unknown"/> where not seen.</summary>
    public TcpState From { get; init; }

    /// <summary>After.</summary>
    public required TcpState To { get; init; }

    /// <summary>It was so when the watch began: what led there lies before.</summary>
    [JsonIgnore]
    internal bool IsOld { get; init; }

    /// <summary>A number for the kernel's socket, the same for all events of one socket and never 0 where known; 0 where the source has none.</summary>
    public long Socket { get; init; }
}

/// <summary>What lies in the buffers of one end, or in a listening socket's accept queue. A null member is not known or does not apply.</summary>
public sealed record QueueEvent : TimelineEvent
{
    /// <summary>Bytes in the send buffer: sent by the program and not acknowledged.</summary>
    public long? SendQueue { get; init; }

    /// <summary>Of these, bytes that are on their way: sent to the network and not acknowledged.</summary>
    public long? InFlight { get; init; }

    /// <summary>Bytes in the receive buffer: acknowledged, and not read by the program.</summary>
    public long? ReceiveQueue { get; init; }

    /// <summary>Connections that wait for accept.</summary>
    public int? AcceptQueue { get; init; }

    /// <summary>The most that may wait (listen's backlog, as the kernel limits it).</summary>
    public int? AcceptQueueLimit { get; init; }

    /// <summary>Read from the kernel at this time (sock_diag); else computed from segments and calls.</summary>
    public bool Sampled { get; init; }
}

/// <summary>The control bits of a segment.</summary>
/// <remarks>Source: RFC 9293, section 3.1; the values are those of the header's byte 13.</remarks>
[Flags]
public enum TcpControlBits
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>No more data from the sender.</summary>
    Fin = 1,

    /// <summary>Synchronize sequence numbers.</summary>
    Syn = 2,

    /// <summary>Reset the connection.</summary>
    Rst = 4,

    /// <summary>Push.</summary>
    Psh = 8,

    /// <summary>The acknowledgment number counts.</summary>
    Ack = 16,

    /// <summary>The urgent pointer counts.</summary>
    Urg = 32,
}

/// <summary>A segment, told at the side that sent it; on loopback once.</summary>
public sealed record SegmentEvent : TimelineEvent
{
    /// <summary>The control bits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required TcpControlBits ControlBits { get; init; }

    /// <summary>The first byte's sequence number: from a source as in the header, in a timeline relative to the sender's first (its SYN is 0).</summary>
    public uint Sequence { get; init; }

    /// <summary>The next byte expected from the peer: from a source as in the header, in a timeline relative to the peer's first.</summary>
    public uint Acknowledgment { get; init; }

    /// <summary>Bytes of data.</summary>
    public int Length { get; init; }

    /// <summary>The receive window: from a source as in the header, in a timeline in bytes (scaled) where the SYNs were seen.</summary>
    public int Window { get; init; }

    /// <summary>The maximum segment size that a SYN offers.</summary>
    public int? MaximumSegmentSize { get; init; }

    /// <summary>The window scale that a SYN offers, a power of two.</summary>
    public int? WindowScale { get; init; }

    /// <summary>The other options by name, such as <c>sackOK TS</c>; null if none.</summary>
    public string? Options { get; init; }

    /// <summary>Sent again: the kernel said so, or these bytes had been sent before.</summary>
    public bool Retransmission { get; init; }

    /// <summary>The captured bytes from the IP header on, perhaps cut off; empty where nothing was captured. Not recorded.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Packet { get; init; }

    /// <summary>Bytes of the packet on the wire, from the IP header on.</summary>
    [JsonIgnore]
    public int PacketLength { get; init; }
}

/// <summary>What a text event's text is.</summary>
public enum TimelineText
{
    /// <summary>Written by the watched program to its standard output.</summary>
    Output,

    /// <summary>Written by the watched program to its standard error.</summary>
    Error,

    /// <summary>Said by the timeline itself: a source that is missing, the end of a program.</summary>
    Note,

    /// <summary>Something was lost here.</summary>
    Loss,
}

/// <summary>A line of text, escaped.</summary>
public sealed record TextEvent : TimelineEvent
{
    /// <summary>Whose.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required TimelineText Stream { get; init; }

    /// <summary>The text, escaped, without an end of line.</summary>
    public required string Text { get; init; }

    /// <summary>How many events a <see cref="TimelineText.Loss"/> stands for; 0 where nobody knows.</summary>
    public long Lost { get; init; }
}
