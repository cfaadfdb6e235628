using System.Net;
using System.Net.Sockets;
using Meari.Interop.Linux;

namespace Meari.Engines.Linux;

/// <summary>A listening socket for each of some loops, all under one address; the kernel shares new connections out by a hash of their addresses.</summary>
/// <remarks>
/// Source: socket(7), SO_REUSEPORT. The first socket binds without it, and so meets "address in use"; then it takes it on and the
/// others join.
/// </remarks>
internal sealed class LinuxListener : EngineListener
{
    readonly LinuxAcceptor[] _acceptors;

    LinuxListener(IPEndPoint local, LinuxAcceptor[] acceptors, int missingLoops)
    {
        LocalEndPoint = local;
        MissingLoops = missingLoops;
        _acceptors = acceptors;
    }

    public override IPEndPoint LocalEndPoint { get; }

    public override int Loops => _acceptors.Length;

    public override int MissingLoops { get; }

    /// <param name="endPoint">Where.</param>
    /// <param name="settings">How.</param>
    /// <param name="sink">Whom to tell.</param>
    /// <param name="loops">Which accept, at least one.</param>
    /// <param name="missingLoops">The errno for which there are not more, or 0.</param>
    public static ListenResult Listen(IPEndPoint endPoint, ListenSettings settings, IListenerSink sink, IReadOnlyList<LinuxLoop> loops, int missingLoops)
    {
        List<LinuxAcceptor> acceptors = [];
        IPEndPoint local = endPoint;
        foreach (LinuxLoop loop in loops)
        {
            int fd = Open(local, settings, isFirst: acceptors.Count == 0, share: loops.Count > 1);
            if (fd >= 0)
            {
                if (acceptors.Count == 0 && Libc.GetSockName(fd, out SockAddr bound) == 0)
                    local = bound.ToEndPoint();
                LinuxAcceptor acceptor = new(loop, fd, local, settings.Backlog, sink);
                acceptors.Add(acceptor);
                fd = acceptor.Watch();
            }
            if (fd < 0)
            {
                acceptors.ForEach(static acceptor => acceptor.Stop());
                return new(null, Errno.ToOutcome(-fd), -fd);
            }
        }
        return new(new LinuxListener(local, [.. acceptors], missingLoops), TcpOutcome.Done, 0);
    }

    /// <returns>The descriptor of a listening socket, or the negative errno.</returns>
    static int Open(IPEndPoint endPoint, ListenSettings settings, bool isFirst, bool share)
    {
        bool isIPv6 = endPoint.AddressFamily == AddressFamily.InterNetworkV6;
        int fd = LinuxEngine.OpenSocket(isIPv6, settings.Socket);
        if (fd < 0)
            return fd;
        int result = Libc.SetOption(fd, Constants.SOL_SOCKET, Constants.SO_REUSEADDR, 1);
        if (result == 0 && isIPv6)
            result = Libc.SetOption(fd, Constants.IPPROTO_IPV6, Constants.IPV6_V6ONLY, settings.DualStack ? 0 : 1);
        if (result == 0 && (settings.ReusePort || !isFirst))
            result = Libc.SetOption(fd, Constants.SOL_SOCKET, Constants.SO_REUSEPORT, 1);
        if (result == 0)
            result = Libc.Bind(fd, SockAddr.Of(endPoint));
        if (result == 0 && share && isFirst && !settings.ReusePort)
            result = Libc.SetOption(fd, Constants.SOL_SOCKET, Constants.SO_REUSEPORT, 1);
        if (result == 0)
            result = Libc.Listen(fd, settings.Backlog);
        if (result == 0)
            return fd;
        Libc.Close(fd);
        return result;
    }

    public override void Resume()
    {
        foreach (LinuxAcceptor acceptor in _acceptors)
            acceptor.Resume();
    }

    /// <summary>
    /// The last first: while one is closed, the kernel gives new clients to the first, whose queue is taken at the very end. What is lost is who
    /// finishes the handshake with a socket between its queue was taken and it was closed; docs/library.md says how many that are.
    /// </summary>
    public override void Stop()
    {
        if (_acceptors.Length > 1)
            _ = Libc.GiveAllToFirst(_acceptors[0].Fd); // where it fails, the kernel goes on choosing among those that are left
        for (int i = _acceptors.Length - 1; i >= 0; i--)
            _acceptors[i].Stop();
    }
}
