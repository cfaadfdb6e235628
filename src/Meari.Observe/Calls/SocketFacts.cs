using System.Net;

namespace Meari.Observe.Calls;

/// <summary>What earlier calls have told of a process's descriptor that is a TCP socket.</summary>
/// <param name="Inode">The socket's inode, 0 if never told: a descriptor that has another by now is another socket.</param>
/// <param name="Local">This end.</param>
/// <param name="Remote">The other end.</param>
/// <param name="Side">Client after connect, server after listen or accept.</param>
internal readonly record struct SocketFacts(long Inode, IPEndPoint? Local, IPEndPoint? Remote, TimelineSide Side);

/// <summary>
/// Remembers sockets by process and descriptor, since strace's decorations have no addresses before a socket is connected and none any more
/// when its connection is over, and sides by addresses, since a forked child works on what its parent accepted.
/// </summary>
internal sealed class SocketMemory
{
    /// <summary>The most descriptors, and the most address pairs. Beyond, all is forgotten, and later lines tell it anew.</summary>
    public const int Capacity = 65_536;

    readonly Dictionary<(int Process, int Descriptor), SocketFacts> _facts = [];
    readonly Dictionary<(IPEndPoint Local, IPEndPoint Remote), TimelineSide> _sides = [];

    /// <summary>What is known of a descriptor, its decoration included; null if it is no TCP socket.</summary>
    public SocketFacts? Find(int process, StraceDescriptor on)
    {
        bool isKnown = _facts.TryGetValue((process, on.Number), out SocketFacts facts)
            && (on.Inode == 0 || facts.Inode == 0 || on.Inode == facts.Inode);
        if (!on.IsTcp && !(isKnown && on.IsUnknownSocket))
            return null;
        if (!isKnown)
            facts = default;
        // An address in the decoration is the kernel's word, and with other addresses than before it is another socket.
        if (on.Remote is not null)
            facts = facts with { Side = on.Remote.Equals(facts.Remote) ? facts.Side : TimelineSide.None, Local = on.Local, Remote = on.Remote };
        else if (on.Local is not null)
            facts = facts with { Local = on.Local, Remote = null, Side = TimelineSide.Server }; // the kernel finds only a listening one
        if (facts is { Side: TimelineSide.None, Local: { } local, Remote: { } remote })
            facts = facts with { Side = _sides.GetValueOrDefault((local, remote)) };
        facts = facts with { Inode = on.Inode != 0 ? on.Inode : facts.Inode };
        Keep(process, on.Number, facts);
        return facts;
    }

    public void Keep(int process, int descriptor, SocketFacts facts)
    {
        if (_facts.Count >= Capacity)
            _facts.Clear();
        _facts[(process, descriptor)] = facts;
        if (facts is not { Local: { } local, Remote: { } remote, Side: not TimelineSide.None })
            return;
        if (_sides.Count >= Capacity)
            _sides.Clear();
        _sides[(local, remote)] = facts.Side;
    }

    /// <summary>The descriptor is closed.</summary>
    public void Forget(int process, int descriptor) => _facts.Remove((process, descriptor));
}
