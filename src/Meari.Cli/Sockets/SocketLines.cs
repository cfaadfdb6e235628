using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Sockets;

/// <summary>The table as people read it: aligned columns, and under each socket its TCP_INFO where that is asked for.</summary>
/// <param name="messages">In which language.</param>
/// <param name="information">Whether TCP_INFO is asked for.</param>
/// <param name="isContinued">Whether more lines will follow under the same headings, by further calls: columns keep their widths, or grow.</param>
internal sealed class SocketLines(Messages messages, bool information, bool isContinued = false)
{
    const int StateColumn = 3, TimerColumn = 7;

    /// <summary>So many processes of a socket are named, and the rest counted.</summary>
    const int MaxProcesses = 3;

    /// <summary>Where other sockets may follow, at least what IPv4 addresses, every state and a short name need.</summary>
    readonly int[] _widths = isContinued ? [4, 21, 21, 11, 6, 6, 16, 0] : new int[TimerColumn + 1];

    /// <summary>Receive queue and send queue are numbers, and end where their heading ends.</summary>
    static bool IsNumber(int column) => column is 4 or 5;

    /// <summary>The headings, and each socket's line, with that socket; what stands under it has none.</summary>
    public List<(string Line, ChangedSocket? Socket)> Lay(IReadOnlyList<ChangedSocket> sockets, SocketTableSource source)
    {
        string[] headings = messages.SocketColumns;
        List<(string[] Cells, ChangedSocket? Socket)> rows = [(headings, null), .. Rows(sockets, source)];
        if (!isContinued && !rows.Skip(1).Any(static row => row.Cells[TimerColumn].Length > 0))
            headings[TimerColumn] = "";
        foreach ((string[] cells, _) in rows)
        {
            for (int column = 0; column < TimerColumn; column++)
                _widths[column] = Math.Max(_widths[column], WidthOf(cells[column]));
        }
        Dictionary<IPEndPoint, int> listeners = information ? Listeners(sockets) : [];
        List<(string, ChangedSocket?)> lines = new(rows.Count);
        foreach ((string[] cells, ChangedSocket? socket) in rows)
        {
            lines.Add((Join(cells), socket));
            if (information && socket is { } shown)
                lines.AddRange(Information(shown.Entry, listeners).Select(static line => (line, (ChangedSocket?)null)));
        }
        return lines;
    }

    /// <summary>
    /// Listening sockets that share an address and look the same, as those of a server's threads do (SO_REUSEPORT), are one line with their
    /// number: nothing that is shown is lost. As soon as one differs, by what waits in its queue for example, it has its own.
    /// </summary>
    IEnumerable<(string[] Cells, ChangedSocket? Socket)> Rows(IReadOnlyList<ChangedSocket> sockets, SocketTableSource source)
    {
        for (int i = 0; i < sockets.Count;)
        {
            ChangedSocket socket = sockets[i];
            string[] cells = Cells(socket.Entry, source);
            int alike = 1;
            while (!information && socket.Entry.State == TcpState.Listen && i + alike < sockets.Count
                && IsAlike(socket, sockets[i + alike]) && cells.SequenceEqual(Cells(sockets[i + alike].Entry, source)))
                alike++;
            if (alike > 1)
                cells[StateColumn] += $" ×{Number(alike)}";
            yield return (cells, socket);
            i += alike;
        }
    }

    static bool IsAlike(ChangedSocket a, ChangedSocket b) =>
        a.Change == b.Change && a.Before == b.Before && a.Entry.State == b.Entry.State && a.Entry.Local.Equals(b.Entry.Local);

    /// <summary>How many sockets listen on each address.</summary>
    static Dictionary<IPEndPoint, int> Listeners(IReadOnlyList<ChangedSocket> sockets) => new(sockets
        .Where(static s => s.Entry.State == TcpState.Listen && s.Change != SocketChange.Gone).CountBy(static s => s.Entry.Local));

    string[] Cells(SocketEntry entry, SocketTableSource source) =>
    [
        entry.Local.AddressFamily == AddressFamily.InterNetwork ? "tcp" : "tcp6",
        SocketFamilies.Plain(entry.Local).ToString(),
        Remote(SocketFamilies.Plain(entry.Remote)),
        TcpStates.NameOf(entry.State),
        source == SocketTableSource.System ? "-" : Number(entry.ReceiveQueue),
        entry.SendQueue is { } queue ? Number(queue) : "-",
        Processes(entry.Owners),
        Timer(entry),
    ];

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    static string Remote(IPEndPoint remote) => remote.Port == 0 ? remote.ToString()[..^1] + "*" : remote.ToString();

    string Timer(SocketEntry entry) => entry.Timer switch
    {
        SocketTimer.Retransmission => messages.TimerRetransmission(entry.TimerExpires, entry.TimerCount),
        SocketTimer.KeepAlive => messages.TimerKeepAlive(entry.TimerExpires, entry.TimerCount),
        SocketTimer.TimeWait => messages.TimerTimeWait(entry.TimerExpires),
        SocketTimer.ZeroWindowProbe => messages.TimerProbe(entry.TimerExpires, entry.TimerCount),
        _ => "",
    };

    /// <summary>As netstat has it: PID/name. A name is whatever the program has called itself.</summary>
    static string Processes(IReadOnlyList<SocketOwner> owners)
    {
        if (owners.Count == 0)
            return "-";
        string[] names = [.. owners.DistinctBy(static o => o.ProcessId).Select(static o => $"{Number(o.ProcessId)}/{Escape.Text(o.Name)}")];
        return string.Join(", ", names.Take(MaxProcesses)) + (names.Length > MaxProcesses ? $" +{Number(names.Length - MaxProcesses)}" : "");
    }

    static int WidthOf(string text) => Ascii.IsValid(text) ? text.Length : Columns.Width(text);

    string Join(string[] cells)
    {
        StringBuilder line = new(96);
        for (int column = 0; column < cells.Length; column++)
        {
            int padding = Math.Max(0, _widths[column] - WidthOf(cells[column]));
            line.Append(' ', IsNumber(column) ? padding : 0).Append(cells[column]).Append(' ', (IsNumber(column) ? 0 : padding) + 2);
        }
        return line.ToString().TrimEnd();
    }

    IEnumerable<string> Information(SocketEntry entry, Dictionary<IPEndPoint, int> listeners)
    {
        (string Name, string Value, string Meaning)[] lines = [.. InformationLines.Of(entry, listeners.GetValueOrDefault(entry.Local), messages)];
        int names = lines.Length == 0 ? 0 : lines.Max(static l => Columns.Width(l.Name));
        int values = lines.Length == 0 ? 0 : lines.Max(static l => Columns.Width(l.Value));
        return lines.Select(l => $"    {Columns.Pad(l.Name, names + 2)}{Columns.Pad(l.Value, values + 2)}{l.Meaning}");
    }
}
