using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Meari.Observe;

/// <summary>
/// The lines of Windows's <c>netstat -a -n -p tcp</c>, or <c>-p tcpv6</c>. As there, an IPv4 connection of an IPv6 socket is one of IPv4, and an
/// IPv6 socket that listens for both families has a line in each.
/// </summary>
internal static class NetstatLines
{
    public static string Print(IEnumerable<SocketEntry> entries, AddressFamily family)
    {
        List<(IPEndPoint Local, IPEndPoint Remote, TcpState State)> lines = [];
        foreach (SocketEntry entry in entries)
        {
            // A socket that is bound and no more has no line.
            if (entry.State == TcpState.Closed || !entry.Serves(family))
                continue;
            IPEndPoint local = SocketFamilies.Plain(entry.Local), remote = SocketFamilies.Plain(entry.Remote);
            bool isOther = family == AddressFamily.InterNetwork && local.AddressFamily != family;
            lines.Add(isOther ? (new(IPAddress.Any, local.Port), new(IPAddress.Any, 0), entry.State) : (local, remote, entry.State));
        }
        lines.Sort(static (a, b) => Compare(a.Local, b.Local) is not 0 and int local ? local : Compare(a.Remote, b.Remote));
        StringBuilder page = new();
        // Several sockets may listen on one port; Windows shows it once.
        foreach ((IPEndPoint local, IPEndPoint remote, TcpState state) in lines.Distinct())
            page.Append(CultureInfo.InvariantCulture, $"  TCP    {local,-22} {remote,-22} {NameOf(state)}\n");
        return page.ToString();
    }

    static int Compare(IPEndPoint a, IPEndPoint b)
    {
        int order = SocketOrder.Compare(a.Address, b.Address);
        return order != 0 ? order : a.Port.CompareTo(b.Port);
    }

    static string NameOf(TcpState state) => state switch
    {
        TcpState.Listen => "LISTENING",
        TcpState.SynReceived => "SYN_RECEIVED",
        TcpState.FinWait1 => "FIN_WAIT_1",
        TcpState.FinWait2 => "FIN_WAIT_2",
        _ => TcpStates.NameOf(state),
    };
}
