using Meari.Observe;
using Meari.Text;

namespace Meari.Cli.Sockets;

/// <summary>What is to be said about a table, on stderr: what is missing, and why.</summary>
internal static class SocketNotes
{
    public static IEnumerable<string> Of(Messages messages, SocketsSettings settings, SocketTableResult table, IReadOnlyList<SocketEntry> shown)
    {
        if (table.Source == SocketTableSource.ProcNet)
            yield return messages.TableFromProc(Why(messages, table.Status));
        if (table.Source == SocketTableSource.System)
            yield return messages.TableFromSystem(Why(messages, table.Status));
        if (table.Truncated)
            yield return messages.TableTruncated(SocketTable.MaxEntries);
        if (table.Interrupted)
            yield return messages.TableInterrupted;
        if (shown.Count == 0)
            yield return messages.NoSocket;
        if (table.HiddenProcesses > 0 && Ownerless(settings, table, shown) is > 0 and int sockets)
            yield return messages.OwnersHidden(sockets);
    }

    /// <summary>Sockets that a process holds, but none that may be seen. Where processes were asked for, any of these might be theirs.</summary>
    static int Ownerless(SocketsSettings settings, SocketTableResult table, IReadOnlyList<SocketEntry> shown) =>
        (settings.Processes.Count > 0 ? table.Entries : shown).Count(static e => e.Inode != 0 && e.Owners.Count == 0);

    static string Why(Messages messages, SourceStatus status) => status.Obstacle switch
    {
        SourceObstacle.NotOnThisSystem => messages.NotLinux,
        SourceObstacle.NotPermitted => messages.SourceNotPermitted,
        SourceObstacle.NotInKernel => messages.SourceNotInKernel,
        _ => messages.SourceFailed(status.Error),
    };
}
