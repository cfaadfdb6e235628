using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Meari.Observe;

/// <summary>A line of netstat.</summary>
/// <param name="Local">The local address.</param>
/// <param name="Remote">The remote one; its port is 0 for a listening socket.</param>
/// <param name="State">The state.</param>
internal readonly record struct NetstatLine(IPEndPoint Local, IPEndPoint Remote, TcpState State)
{
    /// <summary>Its state as Windows names it.</summary>
    public string StateName => State switch
    {
        TcpState.Listen => "LISTENING",
        TcpState.SynReceived => "SYN_RECEIVED",
        TcpState.FinWait1 => "FIN_WAIT_1",
        TcpState.FinWait2 => "FIN_WAIT_2",
        _ => TcpStates.NameOf(State),
    };

    /// <summary>All before the state, in columns.</summary>
    public string Addresses => string.Create(CultureInfo.InvariantCulture, $"TCP    {Local,-22} {Remote,-22} ");

    /// <summary>As netstat prints it.</summary>
    public override string ToString() => Addresses + StateName;
}

/// <summary>
/// The lines of Windows's <c>netstat -a -n -p tcp</c>, or <c>-p tcpv6</c>. As there, an IPv4 connection of an IPv6 socket is one of IPv4, and an
/// IPv6 socket that listens for both families has a line in each.
/// </summary>
internal static class NetstatLines
{
    public static string Print(IEnumerable<SocketEntry> entries, AddressFamily family)
    {
        StringBuilder page = new();
        foreach (NetstatLine line in Of(entries, family))
            page.Append("  ").Append(line.ToString()).Append('\n');
        return page.ToString();
    }

    /// <summary>By local address and port, then by the remote ones.</summary>
    public static IReadOnlyList<NetstatLine> Of(IEnumerable<SocketEntry> entries, AddressFamily family)
    {
        List<NetstatLine> lines = [];
        foreach (SocketEntry entry in entries)
        {
            // A socket that is bound and no more has no line.
            if (entry.State == TcpState.Closed || !entry.Serves(family))
                continue;
            IPEndPoint local = SocketFamilies.Plain(entry.Local), remote = SocketFamilies.Plain(entry.Remote);
            bool isOther = family == AddressFamily.InterNetwork && local.AddressFamily != family;
            lines.Add(isOther ? new(new(IPAddress.Any, local.Port), new(IPAddress.Any, 0), entry.State) : new(local, remote, entry.State));
        }
        lines.Sort(static (a, b) => Compare(a.Local, b.Local) is not 0 and int local ? local : Compare(a.Remote, b.Remote));
        // Several sockets may listen on one port; Windows shows it once.
        return [.. lines.Distinct()];
    }

    static int Compare(IPEndPoint a, IPEndPoint b)
    {
        int order = SocketOrder.Compare(a.Address, b.Address);
        return order != 0 ? order : a.Port.CompareTo(b.Port);
    }
}
