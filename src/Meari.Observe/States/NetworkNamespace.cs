using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Meari.Observe;

/// <summary>The network namespace of the thread that makes this, and what can be asked about others a moment after they did something.</summary>
/// <remarks>
/// Answers are remembered until <see cref="Clear"/>, since thread ids and addresses are used again. Called by threads of this namespace, one at a time.
/// Source: network_namespaces(7), proc_pid_ns(5).
/// </remarks>
internal sealed class NetworkNamespace
{
    /// <summary>The kernel's events have thread ids of the first process namespace, whose number is always this (PROC_PID_INIT_INO).</summary>
    const string FirstProcessNamespace = "pid:[4026531836]";

    const int MaxRemembered = 1024;

    readonly string? _name = NameOf("/proc/thread-self/ns/net");
    readonly bool _knowsThreads = NameOf("/proc/self/ns/pid") == FirstProcessNamespace;
    readonly Dictionary<int, bool?> _threads = [];
    readonly Dictionary<IPAddress, bool> _addresses = [];

    /// <summary>Forgets the answers.</summary>
    public void Clear()
    {
        _threads.Clear();
        _addresses.Clear();
    }

    /// <summary>Whether a thread is in this namespace.</summary>
    /// <param name="thread">Its id, in the first process namespace.</param>
    /// <returns>Null if that cannot be found out: it has ended, or ids mean something else here.</returns>
    public bool? HasThread(int thread)
    {
        if (!_knowsThreads || _name is null)
            return null;
        if (_threads.TryGetValue(thread, out bool? known))
            return known;
        bool? isHere = HasProcess(thread);
        if (_threads.Count < MaxRemembered)
            _threads.Add(thread, isHere);
        return isHere;
    }

    /// <summary>Whether a process that is seen from here is in this namespace.</summary>
    /// <param name="process">Its id, in this process namespace.</param>
    /// <returns>Null if that cannot be found out: it has ended, or this user may not know.</returns>
    public bool? HasProcess(int process) =>
        _name is not null && NameOf(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/ns/net")) is { } name ? name == _name : null;

    /// <summary>Whether a socket of this namespace can have this address of its own.</summary>
    /// <param name="address">A socket's own address.</param>
    /// <returns>False only if the kernel says that it is none of here.</returns>
    public bool CanHave(IPAddress address)
    {
        // A link-local address is one of an interface that the event does not name.
        if (address.IsIPv6LinkLocal || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            return true;
        if (_addresses.TryGetValue(address, out bool known))
            return known;
        bool isHere = TryBind(address);
        if (_addresses.Count < MaxRemembered)
            _addresses.Add(address, isHere);
        return isHere;
    }

    /// <summary>The kernel knows best, ranges that are routed to it (AnyIP) included.</summary>
    static bool TryBind(IPAddress address)
    {
        try
        {
            using Socket socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode != SocketError.AddressNotAvailable;
        }
    }

    static string? NameOf(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
