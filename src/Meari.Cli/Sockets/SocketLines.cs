using System.Globalization;
using System.Text;
using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Sockets;

/// <summary>The table as people read it: aligned columns, and under each socket its TCP_INFO where that is asked for.</summary>
internal sealed class SocketLines(Messages messages, SocketTableSource source, bool information)
{
    const int ColumnCount = 8;

    /// <summary>So many processes of a socket are named, and the rest counted.</summary>
    const int MaxProcesses = 3;

    /// <summary>Receive queue and send queue are numbers, and end where their heading ends.</summary>
    static bool IsNumber(int column) => column is 4 or 5;

    public string Print(IReadOnlyList<SocketEntry> entries)
    {
        if (entries.Count == 0)
            return "";
        StringBuilder page = new(entries.Count * 96);
        string[][] rows = [messages.SocketColumns, .. entries.Select(Cells)];
        int[] widths = Widths(rows);
        for (int i = 0; i < rows.Length; i++)
        {
            AppendRow(page, rows[i], widths);
            page.Append('\n');
            if (information && i > 0)
                AppendInformation(page, entries[i - 1]);
        }
        return page.ToString();
    }

    /// <summary>A socket's line by itself, for where what follows is not known; columns as wide as IPv4 needs.</summary>
    public string Line(SocketEntry entry)
    {
        StringBuilder line = new(96);
        AppendRow(line, Cells(entry), [8, 21, 21, 11, 9, 8, 16, 0]);
        return line.ToString();
    }

    string[] Cells(SocketEntry entry) =>
    [
        entry.Local.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? "tcp" : "tcp6",
        entry.Local.ToString(),
        entry.Remote.Port == 0 ? WithoutPort(entry) : entry.Remote.ToString(),
        TcpStates.NameOf(entry.State),
        source == SocketTableSource.System ? "-" : Number(entry.ReceiveQueue),
        entry.SendQueue is { } queue ? Number(queue) : "-",
        Timer(entry),
        Processes(entry.Owners),
    ];

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    static string WithoutPort(SocketEntry entry) => entry.Remote.ToString()[..^1] + "*";

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

    static int[] Widths(string[][] rows)
    {
        int[] widths = new int[ColumnCount];
        foreach (string[] row in rows)
        {
            for (int column = 0; column < ColumnCount - 1; column++)
                widths[column] = Math.Max(widths[column], WidthOf(row[column]));
        }
        return widths;
    }

    static int WidthOf(string text) => Ascii.IsValid(text) ? text.Length : Columns.Width(text);

    static void AppendRow(StringBuilder page, string[] row, int[] widths)
    {
        for (int column = 0; column < ColumnCount; column++)
        {
            bool isLast = column == ColumnCount - 1;
            int padding = isLast ? 0 : Math.Max(0, widths[column] - WidthOf(row[column]));
            if (IsNumber(column))
                page.Append(' ', padding).Append(row[column]).Append("  ");
            else
                page.Append(row[column]).Append(' ', isLast ? 0 : padding + 2);
        }
    }

    void AppendInformation(StringBuilder page, SocketEntry entry)
    {
        (string Name, string Value, string Meaning)[] lines = [.. InformationLines.Of(entry, messages)];
        int names = lines.Length == 0 ? 0 : lines.Max(static l => l.Name.Length);
        int values = lines.Length == 0 ? 0 : lines.Max(static l => Columns.Width(l.Value));
        foreach ((string name, string value, string meaning) in lines)
            page.Append("    ").Append(Columns.Pad(name, names + 2)).Append(Columns.Pad(value, values + 2)).Append(meaning).Append('\n');
    }
}
