using System.Collections;

namespace Meari.Observe;

/// <summary>Which ports have a listening socket, as far as seen: two bits a port.</summary>
internal sealed class ListeningPorts
{
    readonly BitArray _listening = new(65_536), _watched = new(65_536);

    /// <summary>A socket listens.</summary>
    /// <param name="port">Its port.</param>
    /// <param name="isWatched">Whether it is a watched process's.</param>
    public void Add(int port, bool isWatched)
    {
        _listening[port] = true;
        _watched[port] |= isWatched;
    }

    public void Remove(int port) => _listening[port] = _watched[port] = false;

    public bool Contains(int port) => _listening[port];

    public bool IsWatched(int port) => _watched[port];
}
