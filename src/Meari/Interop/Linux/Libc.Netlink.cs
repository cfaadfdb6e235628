namespace Meari.Interop.Linux;

internal static unsafe partial class Libc
{
    /// <summary>A netlink socket, non-blocking and closed on exec; what is sent on it goes to the kernel.</summary>
    public static int NetlinkSocket(int protocol) => Socket(
        NetlinkConstants.AF_NETLINK, NetlinkConstants.SOCK_RAW | Constants.SOCK_NONBLOCK | Constants.SOCK_CLOEXEC, protocol);

    /// <summary>Receives one datagram; its length may be more than the buffer's, and then it was cut off.</summary>
    public static nint ReceiveDatagram(int fd, Span<byte> buffer)
    {
        fixed (byte* b = buffer)
        {
            nint result = recv(fd, b, (nuint)buffer.Length, NetlinkConstants.MSG_TRUNC);
            return result >= 0 ? result : -System.Runtime.InteropServices.Marshal.GetLastSystemError();
        }
    }
}
