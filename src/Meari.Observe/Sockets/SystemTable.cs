using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Meari.Observe;

/// <summary>The table that .NET has on every system: addresses and states.</summary>
internal static class SystemTable
{
    /// <summary>By the numbers of .NET's enum, which are Windows's less one.</summary>
    static readonly TcpState[] States =
    [
        TcpState.Unknown, TcpState.Closed, TcpState.Listen, TcpState.SynSent, TcpState.SynReceived, TcpState.Established, TcpState.FinWait1, TcpState.FinWait2,
        TcpState.CloseWait, TcpState.Closing, TcpState.LastAck, TcpState.TimeWait, TcpState.Closed,
    ];

    /// <param name="query">Which sockets.</param>
    /// <param name="obstacle">What kept a better source from being used.</param>
    public static SocketTableResult Read(SocketQuery query, SourceStatus obstacle)
    {
        List<SocketEntry> entries = [];
        try
        {
            IPGlobalProperties system = IPGlobalProperties.GetIPGlobalProperties();
            foreach (IPEndPoint listener in system.GetActiveTcpListeners())
                Add(entries, query, listener, new(listener.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0), TcpState.Listen);
            foreach (TcpConnectionInformation connection in system.GetActiveTcpConnections())
                Add(entries, query, connection.LocalEndPoint, connection.RemoteEndPoint, StateOf((int)connection.State));
        }
        catch (NetworkInformationException e)
        {
            obstacle = new(SourceObstacle.Failed, e.NativeErrorCode, e.Message);
        }
        return new() { Entries = entries, Source = SocketTableSource.System, Status = obstacle, Truncated = entries.Count == SocketTable.MaxEntries };
    }

    static TcpState StateOf(int number) => (uint)number < (uint)States.Length ? States[number] : TcpState.Unknown;

    static void Add(List<SocketEntry> entries, SocketQuery query, IPEndPoint local, IPEndPoint remote, TcpState state)
    {
        if (entries.Count < SocketTable.MaxEntries && query.Wants(local.AddressFamily) && query.Wants(local.Port, remote.Port, state))
            entries.Add(new() { Local = local, Remote = remote, State = state });
    }
}
