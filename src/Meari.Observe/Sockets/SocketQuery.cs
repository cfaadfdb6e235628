using System.Net.Sockets;

namespace Meari.Observe;

/// <summary>Which sockets of the table are wanted, and what of them. By default all TCP sockets, without what costs more to find out.</summary>
public sealed record SocketQuery
{
    /// <summary>What the kernel shows in answer to all states: all but the bound sockets that neither listen nor connect, which it tells of only when asked for CLOSED.</summary>
    const uint AllStates = 0x1FFE;

    /// <summary>A socket with this port at either end, 1 to 65535; 0 for any.</summary>
    public int Port { get; init; }

    /// <summary>A socket in one of these states; null for any. <see cref="TcpState.Closed"/>, asked for by name, shows sockets that are bound and no more (Linux 6.8 and later).</summary>
    public IReadOnlyList<TcpState>? States { get; init; }

    /// <summary>A socket of this family; <see cref="AddressFamily.Unspecified"/> for any. An IPv4 connection of an IPv6 socket is in the IPv6 family.</summary>
    public AddressFamily Family { get; init; }

    /// <summary>Whether <see cref="SocketEntry.Owners"/> are wanted: a pass over all descriptors of all processes.</summary>
    public bool Owners { get; init; }

    /// <summary>Whether <see cref="SocketEntry.Information"/> is wanted.</summary>
    public bool Information { get; init; }

    /// <summary>Whether <see cref="SocketEntry.Memory"/> is wanted.</summary>
    public bool Memory { get; init; }

    internal bool Wants(AddressFamily family) => Family == AddressFamily.Unspecified || Family == family;

    internal bool Wants(int local, int remote, TcpState state) =>
        (Port == 0 || Port == local || Port == remote) && (StateMask & (1u << (int)state)) != 0;

    /// <summary>A bit for each of the kernel's states.</summary>
    internal uint StateMask
    {
        get
        {
            if (States is null)
                return AllStates;
            uint mask = 0;
            foreach (TcpState state in States)
                mask |= 1u << (int)state;
            return mask;
        }
    }
}
