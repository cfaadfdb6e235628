using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Meari.Observe;

namespace Meari.Cli.Serve;

/// <summary>A process that listens on a port.</summary>
internal readonly record struct Owner(string Name, int ProcessId);

/// <summary>Finds out which program listens on a port, where the socket table tells and this user may look.</summary>
internal static class PortOwner
{
    /// <remarks>Not inlined: a server that can listen need not load Meari.Observe.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Owner? Find(IPEndPoint endPoint)
    {
        SocketTableResult table = SocketTable.Read(new() { Port = endPoint.Port, States = [TcpState.Listen], Owners = true });
        foreach (SocketEntry entry in table.Entries)
        {
            if (entry.Owners.Count > 0 && Overlap(entry, endPoint.Address))
                return new(entry.Owners[0].Name, entry.Owners[0].ProcessId);
        }
        return null;
    }

    /// <summary>Whether both addresses cannot be bound at once; what is wanted as [::] may be meant for IPv4 too.</summary>
    static bool Overlap(SocketEntry entry, IPAddress wanted) =>
        entry.Local.Address.Equals(wanted) || Takes(entry.Local.Address, entry.IPv6Only == true, wanted) || Takes(wanted, false, entry.Local.Address);

    static bool Takes(IPAddress any, bool onlyIPv6, IPAddress other)
    {
        bool isIPv4 = other.AddressFamily == AddressFamily.InterNetwork;
        return any.Equals(IPAddress.IPv6Any) ? !(onlyIPv6 && isIPv4) : any.Equals(IPAddress.Any) && isIPv4;
    }
}
