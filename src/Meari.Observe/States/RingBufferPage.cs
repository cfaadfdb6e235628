using System.Runtime.InteropServices;

namespace Meari.Observe;

/// <summary>Where a page of the kernel's ring buffer has its time, its length and its events, as <c>events/header_page</c> says.</summary>
/// <param name="TimeOffset">A time in nanoseconds, eight bytes.</param>
/// <param name="CommitOffset">How many bytes of events there are, and two flags.</param>
/// <param name="CommitSize">Bytes of that: a long of the kernel's.</param>
/// <param name="DataOffset">The first event.</param>
/// <param name="PageSize">The page's bytes.</param>
internal readonly record struct RingBufferLayout(int TimeOffset, int CommitOffset, int CommitSize, int DataOffset, int PageSize)
{
    /// <summary>Reads it from the file.</summary>
    /// <param name="headerPage">The file.</param>
    /// <returns>The layout; null if it is none that can be read.</returns>
    public static RingBufferLayout? Parse(string headerPage)
    {
        if (TraceEventFormat.Parse(headerPage) is not { } format)
            return null;
        int commitSize = format.SizeOf("commit");
        RingBufferLayout layout = new(
            format.OffsetOf("timestamp", 8), format.OffsetOf("commit", commitSize), commitSize,
            format.OffsetOf("data", format.SizeOf("data")), format.Length);
        bool isSound = layout.TimeOffset >= 0 && layout.CommitOffset >= 0 && layout.DataOffset >= 0 && commitSize is 4 or 8
            && layout.TimeOffset + 8 <= layout.DataOffset && layout.CommitOffset + commitSize <= layout.DataOffset
            && layout.PageSize is >= 256 and <= 1 << 20;
        return isSound ? layout : null;
    }
}

/// <summary>The events of one page of the kernel's ring buffer, in their order. A page that makes no sense ends where it ceases to.</summary>
/// <remarks>Source: include/linux/ring_buffer.h, kernel/trace/ring_buffer.c; Documentation/trace/ring-buffer-design.rst.</remarks>
internal ref struct RingBufferPage
{
    const int Padding = 29, TimeExtend = 30, TimeStamp = 31;
    const ulong MissedEvents = 1UL << 31, MissedStored = 1UL << 30, LengthMask = (1UL << 27) - 1;

    /// <summary>An absolute time has 59 bits; the others are the page's.</summary>
    const ulong TimeStampHigh = 0xF8UL << 56;

    readonly ReadOnlySpan<byte> _events;
    int _next;
    ulong _time;

    /// <summary>Begins to read a page.</summary>
    /// <param name="page">Its bytes.</param>
    /// <param name="layout">How it is laid out.</param>
    public RingBufferPage(ReadOnlySpan<byte> page, in RingBufferLayout layout)
    {
        if (page.Length < layout.DataOffset)
        {
            IsMalformed = true;
            return;
        }
        ulong commit = layout.CommitSize == 8
            ? MemoryMarshal.Read<ulong>(page[layout.CommitOffset..]) : MemoryMarshal.Read<uint>(page[layout.CommitOffset..]);
        ReadOnlySpan<byte> data = page[layout.DataOffset..];
        ulong length = commit & LengthMask;
        if (length > (ulong)data.Length)
        {
            IsMalformed = true;
            return;
        }
        _time = MemoryMarshal.Read<ulong>(page[layout.TimeOffset..]);
        _events = data[..(int)length];
        if ((commit & MissedEvents) != 0)
            Missed = Math.Max(1, ReadMissed(commit, data[(int)length..], layout.CommitSize));
    }

    /// <summary>How many events the kernel overwrote before this page; 1 where it does not say how many.</summary>
    public long Missed { get; }

    /// <summary>The page was not what it should be; what came before that was told.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The event's time in nanoseconds of the buffer's clock.</summary>
    public readonly long Time => (long)_time;

    /// <summary>The event, as its format describes it.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>Goes to the next event.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        while (_next < _events.Length)
        {
            ReadOnlySpan<byte> rest = _events[_next..];
            if (rest.Length < 4)
                return Malformed();
            uint header = MemoryMarshal.Read<uint>(rest);
            int type = (int)(BitConverter.IsLittleEndian ? header & 31 : header >> 27);
            uint delta = BitConverter.IsLittleEndian ? header >> 5 : header & ((1 << 27) - 1);
            if (type is > 0 and < Padding)
                return Take(rest, 4, type * 4, delta);
            if (type == Padding && delta == 0)
                return false; // nothing more in this page
            if (rest.Length < 8)
                return Malformed();
            uint word = MemoryMarshal.Read<uint>(rest[4..]);
            if (type == 0)
                return word is >= 4 and <= int.MaxValue ? Take(rest, 8, (int)word - 4, delta) : Malformed();
            if (!Skip(type, delta, word))
                return Malformed();
        }
        return false;
    }

    bool Take(ReadOnlySpan<byte> rest, int start, int length, uint delta)
    {
        // Lengths are multiples of four: else what follows would be misread.
        if (length > rest.Length - start || (length & 3) != 0)
            return Malformed();
        _time += delta;
        _next += start + length;
        Payload = rest.Slice(start, length);
        return true;
    }

    /// <summary>Over what is no event: one that was withdrawn, or a time.</summary>
    bool Skip(int type, uint delta, uint word)
    {
        if (type == Padding)
        {
            // The kernel gives 1 to a withdrawn event that had 0.
            _time += delta == 1 ? 0 : delta;
            if (word > _events.Length - _next - 4 || word < 4 || (word & 3) != 0)
                return false;
            _next += 4 + (int)word;
            return true;
        }
        ulong value = ((ulong)word << 27) + delta;
        if (type == TimeExtend)
        {
            _time += value;
        }
        else
        {
            value |= _time & TimeStampHigh;
            _time = value < _time ? value + (1UL << 59) : value;
        }
        _next += 8;
        return true;
    }

    bool Malformed()
    {
        IsMalformed = true;
        _next = _events.Length;
        return false;
    }

    static long ReadMissed(ulong commit, ReadOnlySpan<byte> after, int size)
    {
        if ((commit & MissedStored) == 0 || after.Length < size)
            return 0;
        return size == 8 ? MemoryMarshal.Read<long>(after) : MemoryMarshal.Read<uint>(after);
    }
}
