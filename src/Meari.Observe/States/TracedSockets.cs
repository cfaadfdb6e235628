using System.Net;

namespace Meari.Observe;

/// <summary>What is remembered of one of the kernel's sockets between two changes of its state.</summary>
/// <param name="number">Its number in this source.</param>
internal sealed class TracedSocket(long number)
{
    /// <summary>From 1.</summary>
    public long Number => number;

    /// <summary>Known once it connects, listens or was accepted.</summary>
    public TimelineSide Side { get; set; }

    /// <summary>The ports for which the ends are those below.</summary>
    public uint Ports { get; set; }

    /// <summary>Whose namespace's; one that was there before the watch is taken as the viewer's.</summary>
    public SocketOrigin Origin { get; set; }

    /// <summary>This end.</summary>
    public IPEndPoint? Local { get; set; }

    /// <summary>The other.</summary>
    public IPEndPoint? Remote { get; set; }
}

/// <summary>
/// Numbers for the kernel's sockets, by their addresses in its memory, which are not shown and are used again. Bounded: when there are too many,
/// those that changed least recently are forgotten, and get another number should they change again.
/// </summary>
/// <param name="limit">At least so many of the most recent are remembered, and at most twice as many.</param>
internal sealed class TracedSockets(int limit = TracedSockets.DefaultLimit)
{
    /// <summary>More than one address has ports; about 30 MB, at most.</summary>
    public const int DefaultLimit = 1 << 17;

    readonly RecentMap<ulong, TracedSocket> _sockets = new(limit);
    long _last;

    /// <summary>How many are remembered.</summary>
    public int Count => _sockets.Count;

    /// <summary>The socket at an address, a new one if none is known there.</summary>
    /// <param name="address">In the kernel's memory.</param>
    /// <returns>It.</returns>
    public TracedSocket Get(ulong address) => Find(address) ?? Begin(address);

    /// <summary>The socket at an address.</summary>
    /// <param name="address">In the kernel's memory.</param>
    /// <returns>It; null if none is known there.</returns>
    public TracedSocket? Find(ulong address) => _sockets.TryGet(address, out TracedSocket? socket) ? socket : null;

    /// <summary>Another socket is at this address now.</summary>
    /// <param name="address">In the kernel's memory.</param>
    /// <returns>It.</returns>
    public TracedSocket Begin(ulong address)
    {
        TracedSocket socket = new(++_last);
        _sockets.Set(address, socket);
        return socket;
    }

    /// <summary>The socket there is closed.</summary>
    /// <param name="address">In the kernel's memory.</param>
    public void Forget(ulong address) => _sockets.Remove(address);
}
