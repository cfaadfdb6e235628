using System.Net;
using System.Net.Sockets;

namespace Meari.Lab;

/// <summary>A port that no program uses, and that no other run takes until this is disposed.</summary>
/// <remarks>
/// Looking for a free port and binding to it are two steps, and an experiment lets go of its port and takes it again; a run that starts in
/// between would find the port free. So each run holds a name for its port: an abstract Unix socket's, which one socket of a network
/// namespace can have (just as a port), and which the kernel takes back from a process that dies. Source: unix(7).
/// </remarks>
internal sealed class LabPort : IDisposable
{
    /// <summary>The most ports of the kernel's choice that are tried; each may be another's by the time it is held.</summary>
    const int Tries = 16;

    readonly Socket _name;

    LabPort(int port, Socket name) => (Number, _name) = (port, name);

    /// <summary>The port.</summary>
    public int Number { get; }

    /// <param name="preferred">Taken if it is free; else the kernel picks one.</param>
    /// <exception cref="LabException">EADDRINUSE: none was free.</exception>
    public static LabPort Take(int preferred = TcpAddress.DefaultPort)
    {
        for (int i = 0; i <= Tries; i++)
        {
            if (TryHold(i == 0 ? preferred : Picked()) is { } held)
                return held;
        }
        throw new LabException("EADDRINUSE");
    }

    /// <summary>Lets another run have it.</summary>
    public void Dispose() => _name.Dispose();

    /// <summary>The name first: to look at a port is to bind to it for a moment, which must not hinder the run that has it.</summary>
    static LabPort? TryHold(int port)
    {
        Socket name = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            name.Bind(new UnixDomainSocketEndPoint($"\0meari-lab-{port}"));
            using Socket tcp = Bound(SocketType.Stream, port), udp = Bound(SocketType.Dgram, port);
            return new(port, name);
        }
        catch (SocketException)
        {
            // Another run has the name, or some program the port.
            name.Dispose();
            return null;
        }
    }

    static int Picked()
    {
        using Socket probe = Bound(SocketType.Stream, 0);
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <summary>In both families, for an experiment may use either.</summary>
    static Socket Bound(SocketType type, int port)
    {
        bool both = Socket.OSSupportsIPv6;
        Socket socket = new(both ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        try
        {
            if (both)
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(both ? IPAddress.IPv6Any : IPAddress.Any, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
