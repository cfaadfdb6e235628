using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

internal static unsafe partial class Libc
{
    /// <summary>From now on the socket gets only what the program lets through, cut off after as many bytes as it returns.</summary>
    public static int AttachFilter(int fd, ReadOnlySpan<SocketFilter> instructions)
    {
        fixed (SocketFilter* first = instructions)
        {
            SocketFilterProgram program = new() { Length = (ushort)instructions.Length, Filter = (ulong)first };
            return Result(setsockopt(fd, Constants.SOL_SOCKET, PacketSocket.SO_ATTACH_FILTER, &program, (uint)sizeof(SocketFilterProgram)));
        }
    }

    /// <summary>Receives this protocol from all interfaces. One that was bound before receives nothing else any more when this returns.</summary>
    public static int BindPacket(int fd, ushort protocol)
    {
        ushort networkOrder = BitConverter.IsLittleEndian ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(protocol) : protocol;
        LinkAddress address = new() { Family = PacketSocket.AF_PACKET, Protocol = networkOrder };
        return Result(bind(fd, (SockAddr*)&address, (uint)sizeof(LinkAddress)));
    }

    public static int SetPacketRing(int fd, PacketRingRequest request) =>
        Result(setsockopt(fd, PacketSocket.SOL_PACKET, PacketSocket.PACKET_RX_RING, &request, (uint)sizeof(PacketRingRequest)));

    /// <summary>And sets them back to 0.</summary>
    public static int GetPacketStatistics(int fd, out PacketStatistics statistics)
    {
        PacketStatistics got = default;
        uint length = (uint)sizeof(PacketStatistics);
        int result = Result(getsockopt(fd, PacketSocket.SOL_PACKET, PacketSocket.PACKET_STATISTICS, &got, &length));
        statistics = got;
        return result;
    }

    public static void Unmap(byte* address, nuint length) => _ = munmap(address, length);

#pragma warning disable SYSLIB1054, IDE1006 // the names are libc's
    [LibraryImport("libc")] private static partial int munmap(void* address, nuint length);
#pragma warning restore SYSLIB1054, IDE1006
}
