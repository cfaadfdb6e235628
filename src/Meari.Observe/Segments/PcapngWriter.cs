using Meari.Observe.Segments;

namespace Meari.Observe;

/// <summary>
/// Writes the segments of a timeline as a pcapng file, which Wireshark opens. The calls, states, queues and texts since a connection's last packet
/// are comments of its next one, with their time before it; what no packet of it follows is in the statistics at the end.
/// </summary>
/// <remarks>
/// <para>A segment that was not captured (<see cref="TimelineEvent.Inferred"/>, or without bytes) is no packet; it is a comment too.</para>
/// <para>A packet has at most 64 comments of 200 characters, the last one 64 more, the statistics 256; what is too much is counted. About 64 KiB wait to be written; the newest packet is kept
/// back until the next one or the end, because of its comments.</para>
/// <para>That the file cannot be written further is a value; what was written before stays readable. For one thread at a time.</para>
/// <para>Source: draft-ietf-opsawg-pcapng; link type 101 (LINKTYPE_RAW): packets begin with the IP header.</para>
/// </remarks>
public sealed class PcapngWriter : IDisposable
{
    const uint SectionHeader = 0x0A0D0D0A, InterfaceDescription = 1, InterfaceStatistics = 5, EnhancedPacket = 6;
    const ushort Comment = 1, UserApplication = 4, InterfaceName = 2, TimeResolution = 9, PacketFlags = 2, Received = 4, NotReceived = 5;
    const ushort LinkTypeRaw = 101;
    const int BufferSize = 64 << 10;

    readonly Stream _stream;
    readonly PacketComments _comments;
    readonly PcapngBlocks _blocks = new();
    readonly long _offset;
    long _lastTime;
    SegmentEvent? _newest;
    List<string> _commentsOfNewest = [];
    bool _isDisposed;

    /// <summary>Begins the file.</summary>
    /// <param name="stream">Where to, best without a buffer of its own; the writer disposes it.</param>
    /// <param name="time">The clock of the events; the system's if null.</param>
    /// <param name="describe">Says in a comment what an event is; in English if null. The writer escapes it.</param>
    public PcapngWriter(Stream stream, TimeProvider? time = null, Func<TimelineEvent, string>? describe = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _comments = new(describe ?? CommentText.Of);
        // Once: were it measured again after the system's clock was set, packets would change places.
        _offset = RealtimeOffset.Measure(time ?? TimeProvider.System);
        WriteHeaders();
        TryFlush();
    }

    /// <summary>Packets written, or kept for it.</summary>
    public long Packets { get; private set; }

    /// <summary>Packets that the capture has dropped (<see cref="PacketCapture.Dropped"/>): to be set before the end, for the statistics there.</summary>
    public long Dropped { get; set; }

    /// <summary>Why nothing more is written; null as long as all is well.</summary>
    public RecordingError? Error { get; private set; }

    /// <summary>Writes a segment, or keeps another event for the comments of one. Events come in the order of their time.</summary>
    /// <param name="seen">The event.</param>
    /// <returns>Whether the file can still be written; once false, always false, with <see cref="Error"/> saying why.</returns>
    public bool TryWrite(TimelineEvent seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Error is not null)
            return false;
        _lastTime = seen.Time;
        if (seen is not SegmentEvent { Inferred: false, Packet.IsEmpty: false } packet)
        {
            _comments.Add(seen);
            return true;
        }
        WriteNewest();
        (_newest, _commentsOfNewest) = (packet, _comments.Take(packet));
        Packets++;
        return _blocks.Written.Length < BufferSize || TryFlush();
    }

    /// <summary>Hands what is buffered to the system: all but the newest packet.</summary>
    /// <returns>Whether it is written.</returns>
    public bool TryFlush()
    {
        if (Error is null && _blocks.Written.Length > 0)
        {
            long start = _stream.CanSeek ? _stream.Position : 0;
            if (!Try(static (stream, blocks) => { stream.Write(blocks.Written); stream.Flush(); }))
                CutOff(start);
            _blocks.Clear();
        }
        return Error is null;
    }

    /// <summary>Writes what is left and the statistics, and closes the file; <see cref="Error"/> then says whether everything was written.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_newest is { } newest)
            _commentsOfNewest.AddRange(_comments.Take(newest));
        List<string> rest = _comments.TakeRest(_newest?.Time ?? _lastTime);
        WriteNewest();
        WriteStatistics(rest);
        TryFlush();
        // A stream that could not write its buffer tries again here.
        Try(static (stream, _) => stream.Dispose());
    }

    void WriteHeaders()
    {
        const uint ByteOrder = 0x1A2B3C4D;
        _blocks.Begin(SectionHeader);
        _blocks.UInt32(ByteOrder);
        _blocks.UInt16(1); // version 1.0
        _blocks.UInt16(0);
        _blocks.UInt64(ulong.MaxValue); // how long the section is, is not known
        _blocks.Option(UserApplication, $"Meari {typeof(PcapngWriter).Assembly.GetName().Version?.ToString(3)}");
        _blocks.End();

        _blocks.Begin(InterfaceDescription);
        _blocks.UInt16(LinkTypeRaw);
        _blocks.UInt16(0);
        _blocks.UInt32(PacketRing.SnapLength);
        _blocks.Option(InterfaceName, "any");
        _blocks.Option(TimeResolution, [9]); // nanoseconds
        _blocks.End();
    }

    void WriteNewest()
    {
        if (_newest is not { } packet)
            return;
        ReadOnlySpan<byte> bytes = packet.Packet.Span;
        bytes = bytes[..Math.Min(bytes.Length, PacketRing.SnapLength)];
        _blocks.Begin(EnhancedPacket);
        _blocks.UInt32(0); // the interface
        _blocks.Timestamp(packet.Time + _offset);
        _blocks.UInt32((uint)bytes.Length);
        _blocks.UInt32((uint)Math.Max(packet.PacketLength, bytes.Length));
        _blocks.Padded(bytes);
        foreach (string comment in _commentsOfNewest)
            _blocks.Option(Comment, comment);
        _blocks.Option(PacketFlags, new byte[sizeof(uint)]); // whether in or out is not known: on loopback it is both
        _blocks.End();
        (_newest, _commentsOfNewest) = (null, []);
    }

    void WriteStatistics(List<string> comments)
    {
        _blocks.Begin(InterfaceStatistics);
        _blocks.UInt32(0); // the interface
        _blocks.Timestamp(_lastTime + _offset);
        foreach (string comment in comments)
            _blocks.Option(Comment, comment);
        _blocks.Option(Received, (ulong)(Packets + Dropped));
        _blocks.Option(NotReceived, (ulong)Dropped);
        _blocks.End();
    }

    /// <summary>Takes half a block off the end, where that can be done; readers take it for a damaged file.</summary>
    void CutOff(long start)
    {
        if (_stream.CanSeek)
            Try((stream, blocks) => stream.SetLength(start + blocks.WholeWithin(stream.Length - start)));
    }

    bool Try(Action<Stream, PcapngBlocks> what)
    {
        try
        {
            what(_stream, _blocks);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Error ??= RecordingErrors.Of(e, 0);
            return false;
        }
    }
}
