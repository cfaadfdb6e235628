using System.Net;
using System.Net.Sockets;
using Meari.Observe;

namespace Meari.Lab;

/// <summary>The sockets of an exercise, as netstat has them: without what earlier ones have left in TIME_WAIT. For one thread at a time.</summary>
internal sealed class NetstatView
{
    readonly Func<IReadOnlyList<SocketEntry>> _read;
    readonly HashSet<(IPEndPoint Local, IPEndPoint Remote)> _left;

    /// <param name="read">Reads the table of the exercise's port.</param>
    public NetstatView(Func<IReadOnlyList<SocketEntry>> read)
    {
        _read = read;
        Left = [.. read().Where(static entry => entry.State == TcpState.TimeWait)];
        _left = [.. Left.Select(static entry => (entry.Local, entry.Remote))];
    }

    /// <summary>What was in TIME_WAIT at the beginning.</summary>
    public IReadOnlyList<SocketEntry> Left { get; }

    /// <summary>The sockets at this moment.</summary>
    public SocketEntry[] Read()
    {
        IReadOnlyList<SocketEntry> table = _read();
        // The kernel may give a client the port of a connection that is in TIME_WAIT: then it is another.
        foreach (SocketEntry entry in table.Where(static entry => entry.State != TcpState.TimeWait))
            _left.Remove((entry.Local, entry.Remote));
        return [.. table.Where(entry => entry.State != TcpState.TimeWait || !_left.Contains((entry.Local, entry.Remote)))];
    }

    /// <summary>Shows the lines at this moment. Several sockets that listen on one port, as a server's threads may have them, are one.</summary>
    /// <param name="run">Where.</param>
    /// <param name="command">As it is typed.</param>
    /// <param name="family">Of which family.</param>
    public NetstatLine[] Look(LabRun run, string command, AddressFamily family)
    {
        NetstatLine[] lines = [.. NetstatLines.Of(Read(), family)];
        run.List(command, lines);
        return lines;
    }

    /// <summary>The chapter's command.</summary>
    public static string Command(AddressFamily family, int port) => $"netstat -a -n -p {(family == AddressFamily.InterNetworkV6 ? "tcpv6" : "tcp")} | findstr {port}";

    /// <summary>The states, in the alphabet's order.</summary>
    public static string StatesOf(IEnumerable<NetstatLine> lines) => string.Join(", ", lines.Select(static line => TcpStates.NameOf(line.State)).Order());
}
