using System.Net;
using Meari.Text;

namespace Meari.Lens;

/// <summary>What a lens is of.</summary>
internal sealed record LensSettings
{
    public Language Language { get; init; }

    /// <summary>The page's port on 127.0.0.1; 0 for one that the kernel picks. If it is taken, the next one that is free.</summary>
    public int PagePort { get; init; } = DefaultPagePort;

    /// <summary>The port of other programs to watch; null for a stage of its own.</summary>
    public int? WatchedPort { get; init; }

    /// <summary>The address at one end of what is watched; null for any.</summary>
    public IPAddress? WatchedAddress { get; init; }

    /// <summary>Takes a line for each source that cannot be had.</summary>
    public Action<string> Say { get; init; } = static _ => { };

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The most events that are kept.</summary>
    public int Keeps { get; init; } = LensFeed.Capacity;

    public const int DefaultPagePort = 9080;
}
