using System.Net;
using System.Net.Sockets;
using Meari.Observe;

namespace Meari.Lab;

/// <summary>The two ends of a connection, by their addresses.</summary>
/// <param name="Client">The client's.</param>
/// <param name="Server">The server's.</param>
internal sealed record EndPair(IPEndPoint Client, IPEndPoint Server);

/// <summary>The sockets of a server's port at one moment: who listens, and which connections there are.</summary>
/// <param name="entries">The table of the port.</param>
/// <param name="port">The port.</param>
/// <param name="family">The family that is wanted.</param>
internal sealed class PortSockets(IReadOnlyList<SocketEntry> entries, int port, AddressFamily family)
{
    /// <summary>Whether there is nothing else.</summary>
    public bool ListensOnly => entries.Count > 0 && entries.All(IsListener);

    /// <summary>The listening socket that serves the family.</summary>
    public SocketEntry? Listener => entries.FirstOrDefault(entry => IsListener(entry) && entry.Serves(family));

    /// <summary>One that does not.</summary>
    public SocketEntry? OtherListener => Listener is null ? entries.FirstOrDefault(IsListener) : null;

    /// <summary>A connection that is established at the server, and, if the client is on this machine, there too.</summary>
    public EndPair? Established
    {
        get
        {
            foreach (SocketEntry server in entries.Where(entry => entry.State == TcpState.Established && entry.Local.Port == port && entry.Serves(family)))
            {
                EndPair pair = new(SocketFamilies.Plain(server.Remote), SocketFamilies.Plain(server.Local));
                if (ClientOf(pair) is null or { State: TcpState.Established })
                    return pair;
            }
            return null;
        }
    }

    /// <summary>One that has ended already.</summary>
    public SocketEntry? Ended => entries.FirstOrDefault(static entry => entry.State == TcpState.TimeWait);

    public SocketEntry? ServerOf(EndPair pair) => Find(pair.Server, pair.Client);

    public SocketEntry? ClientOf(EndPair pair) => Find(pair.Client, pair.Server);

    bool IsListener(SocketEntry entry) => entry.State == TcpState.Listen && entry.Local.Port == port;

    SocketEntry? Find(IPEndPoint local, IPEndPoint remote) =>
        entries.FirstOrDefault(entry => SocketFamilies.Plain(entry.Local).Equals(local) && SocketFamilies.Plain(entry.Remote).Equals(remote));
}
