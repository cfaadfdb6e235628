using System.Net;
using Meari.Text;

namespace Meari.Lens;

/// <summary>What a lens is of, and where its page is. Without <see cref="WatchedPort"/> and <see cref="Served"/> it makes a stage of its own.</summary>
internal sealed record LensSettings
{
    public Language Language { get; init; }

    /// <summary>Where the page can be opened; beyond this machine only with the key that <see cref="LensServer.Entrance"/> has.</summary>
    public IPAddress PageAddress { get; init; } = IPAddress.Loopback;

    /// <summary>The page's port; 0 for one that the kernel picks. If it is taken, the next one that is free.</summary>
    public int PagePort { get; init; } = DefaultPagePort;

    /// <summary>The port of other programs to watch; null for none.</summary>
    public int? WatchedPort { get; init; }

    /// <summary>The address at one end of what is watched; null for any.</summary>
    public IPAddress? WatchedAddress { get; init; }

    /// <summary>The server of this program that is shown; null for none.</summary>
    public LensServed? Served { get; init; }

    /// <summary>Takes a line for each source that cannot be had.</summary>
    public Action<string> Say { get; init; } = static _ => { };

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The most events that are kept.</summary>
    public int Keeps { get; init; } = LensFeed.Capacity;

    public const int DefaultPagePort = 9080;
}
