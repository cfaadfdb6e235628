using System.Runtime.InteropServices;
using Meari.Interop.Linux;

namespace Meari.Observe.Segments;

/// <summary>A packet in the ring.</summary>
/// <param name="bytes">What was captured, from the IP header on; valid until the frame is released.</param>
/// <param name="length">Bytes that the packet had.</param>
/// <param name="time">Nanoseconds since 1970.</param>
/// <param name="interfaceIndex">The interface it passed.</param>
internal readonly ref struct CapturedPacket(ReadOnlySpan<byte> bytes, int length, long time, int interfaceIndex)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;
    public int Length { get; } = length;
    public long Time { get; } = time;
    public int InterfaceIndex { get; } = interfaceIndex;
}

/// <summary>A packet socket of all interfaces with a ring that it shares with the kernel.</summary>
/// <remarks>
/// <para>Source: packet(7); Documentation/networking/packet_mmap.rst of the kernel.</para>
/// <para>
/// TPACKET_V2: a frame can be read as soon as it is written, where V3's blocks are handed over when full or after a time, so that nothing would
/// say when all that happened before a stop has come. Not a plain receive queue: it would keep whole packets, on loopback 64 KiB each, and charge
/// them against its limit; the ring keeps the first <see cref="SnapLength"/> bytes.
/// </para>
/// <para>Not thread-safe: one thread reads; <see cref="Wake"/> may be called by any.</para>
/// </remarks>
internal sealed unsafe class PacketRing : IDisposable
{
    /// <summary>Bytes kept of a packet: 120 for the largest headers, and some of the data.</summary>
    public const int SnapLength = 256;

    /// <summary>The frame's head, the link address (80 bytes, aligned), and the packet; a power of two, so that frames fill blocks and blocks the mapping.</summary>
    const uint FrameSize = 512;

    const uint BlockSize = 128 << 10;

    /// <summary>The most memory that a ring takes: 16 MiB, room for 32,768 packets that are not read yet. Where the kernel has less, a half or a quarter …</summary>
    const uint LargestRing = 16 << 20, SmallestRing = 1 << 20;

    /// <summary>Where the link address is in a frame: after the head, aligned.</summary>
    static readonly int LinkAddressOffset = (sizeof(PacketFrameHeader) + PacketSocket.TPACKET_ALIGNMENT - 1) & -PacketSocket.TPACKET_ALIGNMENT;

    readonly int _socket, _wake, _epoll;
    readonly byte* _frames;
    readonly uint _size;
    uint _next;

    PacketRing(int socket, int wake, int epoll, byte* frames, uint size)
    {
        (_socket, _wake, _epoll, _size) = (socket, wake, epoll, size);
        _frames = frames;
    }

    /// <summary>How many packets it holds.</summary>
    public int Frames => (int)(_size / FrameSize);

    /// <summary>Opens a socket and lets it receive. The filter is in place before the first packet can come: a socket without a protocol gets none.</summary>
    public static SourceStatus Open(ReadOnlySpan<SocketFilter> filter, out PacketRing? ring)
    {
        ring = null;
        int socket = Libc.Socket(PacketSocket.AF_PACKET, PacketSocket.SOCK_DGRAM | Constants.SOCK_NONBLOCK | Constants.SOCK_CLOEXEC, 0);
        if (socket < 0)
            return StatusOf(-socket, "AF_PACKET");
        string step = "SO_ATTACH_FILTER";
        int result = Libc.AttachFilter(socket, filter);
        byte* frames = null;
        uint size = 0;
        if (result >= 0)
            (step, result) = ("PACKET_RX_RING", MapRing(socket, out frames, out size));
        int wake = -1, epoll = -1;
        if (result >= 0)
            (step, result) = ("epoll", Watch(socket, out wake, out epoll));
        if (result >= 0)
            (step, result) = ("bind", Libc.BindPacket(socket, PacketSocket.ETH_P_ALL));
        PacketRing opened = new(socket, wake, epoll, frames, size);
        if (result < 0)
        {
            opened.Dispose();
            return StatusOf(-result, step);
        }
        ring = opened;
        return SourceStatus.Works;
    }

    static int MapRing(int socket, out byte* frames, out uint size)
    {
        frames = null;
        size = LargestRing;
        int result = Libc.SetOption(socket, PacketSocket.SOL_PACKET, PacketSocket.PACKET_VERSION, PacketSocket.TPACKET_V2);
        if (result < 0)
            return result;
        do
        {
            result = Libc.SetPacketRing(socket, new() { BlockSize = BlockSize, BlockCount = size / BlockSize, FrameSize = FrameSize, FrameCount = size / FrameSize });
        }
        while (result == -Errno.ENOMEM && (size /= 2) >= SmallestRing);
        if (result < 0)
            return result;
        frames = Libc.MapRing(socket, size, 0);
        return frames is null ? -Marshal.GetLastSystemError() : 0;
    }

    static int Watch(int socket, out int wake, out int epoll)
    {
        epoll = -1;
        wake = Libc.EventFd();
        if (wake < 0)
            return wake;
        epoll = Libc.EpollCreate();
        if (epoll < 0)
            return epoll;
        int result = Libc.EpollControl(epoll, Constants.EPOLL_CTL_ADD, socket, Constants.EPOLLIN, 0);
        return result < 0 ? result : Libc.EpollControl(epoll, Constants.EPOLL_CTL_ADD, wake, Constants.EPOLLIN, 0);
    }

    static SourceStatus StatusOf(int error, string step) => error switch
    {
        Errno.EPERM or Errno.EACCES => new(SourceObstacle.NotPermitted, error, "CAP_NET_RAW"),
        Errno.EAFNOSUPPORT or Errno.EPROTONOSUPPORT or Errno.ENOPROTOOPT or Errno.EOPNOTSUPP => new(SourceObstacle.NotInKernel, error, step),
        _ => new(SourceObstacle.Failed, error, step),
    };

    /// <summary>Blocks until a packet is in the ring or somebody wakes it; sooner for a signal.</summary>
    /// <returns>0 or more, or the negative errno.</returns>
    public int Wait()
    {
        const int Sockets = 2;
        EpollEvent* events = stackalloc EpollEvent[Sockets]; // the larger of the two layouts; only that something happened counts
        return Libc.EpollWait(_epoll, events, Sockets, -1);
    }

    /// <summary>Makes <see cref="Wait"/> return, now and from now on.</summary>
    public void Wake() => Libc.Signal(_wake);

    /// <summary>The oldest packet that was not released.</summary>
    /// <remarks>
    /// The kernel gives frames out in order and may fill two at once on two processors; a later one that is ready waits for the earlier. <see cref="Wait"/> may
    /// then return early, for the microsecond that copying takes.
    /// </remarks>
    public bool TryPeek(out CapturedPacket packet)
    {
        byte* frame = _frames + _next;
        PacketFrameHeader* header = (PacketFrameHeader*)frame;
        if ((Volatile.Read(ref header->Status) & PacketSocket.TP_STATUS_USER) == 0)
        {
            packet = default;
            return false;
        }
        // The kernel wrote these, but the memory is shared: a frame is never left.
        uint offset = Math.Min(header->NetworkOffset, FrameSize);
        uint captured = Math.Min(header->CapturedLength, FrameSize - offset);
        int length = (int)Math.Min(header->Length, int.MaxValue);
        long time = header->Seconds * 1_000_000_000L + header->Nanoseconds;
        packet = new(new(frame + offset, (int)captured), length, time, ((LinkAddress*)(frame + LinkAddressOffset))->InterfaceIndex);
        return true;
    }

    /// <summary>Gives the frame of the packet that was peeked back to the kernel.</summary>
    public void Release()
    {
        Volatile.Write(ref ((PacketFrameHeader*)(_frames + _next))->Status, PacketSocket.TP_STATUS_KERNEL);
        _next = (_next + FrameSize) % _size;
    }

    /// <summary>How many packets the kernel has dropped for want of room, since it was last asked.</summary>
    public long TakeLosses() => Libc.GetPacketStatistics(_socket, out PacketStatistics statistics) >= 0 ? statistics.Drops : 0;

    /// <summary>
    /// Stops receiving: bound to a protocol that nobody speaks, the kernel waits until no processor is handing over a packet of the old
    /// one. What is in the ring then is all there will be.
    /// </summary>
    public void StopReceiving()
    {
        const ushort Reserved = 0xFFFF; // RFC 1701: reserved, never assigned
        if (Libc.BindPacket(_socket, Reserved) < 0)
            _ = Libc.AttachFilter(_socket, SegmentFilter.Nothing); // then the ring at least fills no further
    }

    /// <summary>An error of the socket would make <see cref="Wait"/> return for ever: taken away.</summary>
    /// <returns>The errno, or 0.</returns>
    public int TakeError() => Libc.GetOption(_socket, Constants.SOL_SOCKET, Constants.SO_ERROR, out int error) >= 0 ? error : 0;

    public void Dispose()
    {
        if (_frames is not null)
            Libc.Unmap(_frames, _size);
        foreach (int descriptor in (ReadOnlySpan<int>)[_epoll, _wake, _socket])
        {
            if (descriptor >= 0)
                Libc.Close(descriptor);
        }
    }
}
