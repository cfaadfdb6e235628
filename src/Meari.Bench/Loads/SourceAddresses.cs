using System.Net;

namespace Meari.Bench.Loads;

/// <summary>
/// Where connections to a loopback address come from. One address has some 28,000 ports for each address and port of a server, and a connection that
/// was closed here keeps its port for TIME_WAIT; but all of 127.0.0.0/8 is this machine's own.
/// </summary>
/// <remarks>Source: ip(7), ip_local_port_range.</remarks>
internal sealed class SourceAddresses(IPEndPoint server)
{
    const int Last = 250;

    readonly bool _hasMore = OperatingSystem.IsLinux() && server.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && IPAddress.IsLoopback(server.Address);
    int _number;

    /// <summary>Null: the address that the route gives.</summary>
    public IPAddress? Current { get; private set; }

    /// <summary>The ports of an address are used up. False: there is no other.</summary>
    public bool MoveOn(IPAddress? usedUp)
    {
        if (!_hasMore)
            return false;
        if (!Equals(usedUp, Current))
            return true; // somebody else has found out already
        if (_number == Last)
            return false;
        Current = new IPAddress([127, 0, 1, (byte)++_number]);
        return true;
    }
}
