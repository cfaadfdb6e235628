using System.Net;

namespace Meari.Observe;

/// <summary>
/// The order in which sockets are shown: those that listen first, by port; then connections by the lower of their two ports, which mostly is
/// the server's, and by the other, so that both ends of a connection inside this machine stand together.
/// </summary>
internal static class SocketOrder
{
    public static void Sort(List<SocketEntry> entries) => entries.Sort(Compare);

    public static int Compare(SocketEntry a, SocketEntry b)
    {
        int order = KeyOf(a).CompareTo(KeyOf(b));
        if (order == 0)
            order = Compare(a.Local.Address, b.Local.Address);
        return order != 0 ? order : Compare(a.Remote.Address, b.Remote.Address);
    }

    static long KeyOf(SocketEntry entry)
    {
        int local = entry.Local.Port, remote = entry.Remote.Port;
        bool isConnection = entry.State != TcpState.Listen;
        return isConnection
            ? (1L << 48) | ((long)Math.Min(local, remote) << 32) | ((long)Math.Max(local, remote) << 16) | (uint)local
            : (long)local << 32;
    }

    /// <summary>IPv4 first, then by bytes.</summary>
    public static int Compare(IPAddress a, IPAddress b)
    {
        if (ReferenceEquals(a, b))
            return 0;
        Span<byte> x = stackalloc byte[16], y = stackalloc byte[16];
        a.TryWriteBytes(x, out int length);
        b.TryWriteBytes(y, out int other);
        return length != other ? length.CompareTo(other) : x[..length].SequenceCompareTo(y[..other]);
    }
}
