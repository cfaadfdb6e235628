namespace Meari.Observe;

/// <summary>Where a socket table comes from, the best first.</summary>
public enum SocketTableSource
{
    /// <summary>The kernel's sock_diag over netlink: everything that <see cref="SocketEntry"/> has.</summary>
    SockDiag,

    /// <summary>/proc/net/tcp and tcp6: no limit of a listener, no TCP_INFO, no memory, no cookie.</summary>
    ProcNet,

    /// <summary>.NET's own table, on every system: addresses and states alone; queues are 0 and not known.</summary>
    System,
}

/// <summary>A socket table, as it was read.</summary>
public sealed record SocketTableResult
{
    /// <summary>The sockets, in the kernel's order.</summary>
    public required IReadOnlyList<SocketEntry> Entries { get; init; }

    /// <summary>Where they come from.</summary>
    public required SocketTableSource Source { get; init; }

    /// <summary>What kept a better source from being used, or, where there are no entries, the last one.</summary>
    public SourceStatus Status { get; init; }

    /// <summary>Whether the table changed so fast, time and again, that sockets may be missing or there twice (NLM_F_DUMP_INTR).</summary>
    public bool Interrupted { get; init; }

    /// <summary>Whether there were more than <see cref="SocketTable.MaxEntries"/>, and the rest is missing.</summary>
    public bool Truncated { get; init; }

    /// <summary>How many processes this user may not look into; 0 where owners were not asked for.</summary>
    public int HiddenProcesses { get; init; }
}

/// <summary>The TCP sockets of this machine (on Linux: of this network namespace).</summary>
public static class SocketTable
{
    /// <summary>The most sockets that are read at once: a bound on memory, about 400 bytes each.</summary>
    public const int MaxEntries = 1 << 20;

    /// <summary>Reads the table once. To read it again and again use a <see cref="SocketTableReader"/>.</summary>
    /// <param name="query">Which sockets.</param>
    /// <returns>What there was; an expected obstacle is told, never thrown.</returns>
    public static SocketTableResult Read(SocketQuery query)
    {
        using SocketTableReader reader = new();
        return reader.Read(query);
    }
}

/// <summary>Reads the table, again and again: it keeps its netlink socket and a buffer of 32 KiB. For one thread at a time.</summary>
/// <param name="best">The best source to try.</param>
public sealed class SocketTableReader(SocketTableSource best = SocketTableSource.SockDiag) : IDisposable
{
    readonly SockDiagTable? _sockDiag = OperatingSystem.IsLinux() && best == SocketTableSource.SockDiag ? new() : null;

    /// <summary>Reads the table. With a port it is filtered in the kernel, which still looks at every socket.</summary>
    /// <param name="query">Which sockets.</param>
    /// <returns>What there was; an expected obstacle is told, never thrown.</returns>
    public SocketTableResult Read(SocketQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        SocketTableResult table = ReadEntries(query);
        return query.Owners && OperatingSystem.IsLinux() ? SocketOwners.AddTo(table) : table;
    }

    SocketTableResult ReadEntries(SocketQuery query)
    {
        SourceStatus obstacle = OperatingSystem.IsLinux() ? SourceStatus.Works : new(SourceObstacle.NotOnThisSystem);
        if (_sockDiag is not null)
        {
            SocketTableResult table = _sockDiag.Read(query);
            if (table.Status.IsWorking)
                return table;
            obstacle = table.Status;
        }
        if (OperatingSystem.IsLinux() && best <= SocketTableSource.ProcNet)
        {
            SocketTableResult table = ProcNetTable.Read(query);
            if (table.Status.IsWorking)
                return table with { Status = obstacle };
            obstacle = obstacle.IsWorking ? table.Status : obstacle;
        }
        return SystemTable.Read(query, obstacle);
    }

    /// <summary>Closes the netlink socket.</summary>
    public void Dispose() => _sockDiag?.Dispose();
}
