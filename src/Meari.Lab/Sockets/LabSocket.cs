using System.Net;
using Meari.Interop.Linux;
using Meari.Observe;

namespace Meari.Lab;

/// <summary>
/// A socket as a C program has it: each method is one system call, told to the timeline with what it returned. A blocking call blocks its
/// thread; the methods that end in Async make the same call on a thread of its own.
/// </summary>
/// <remarks>
/// Not <see cref="System.Net.Sockets.Socket"/>: that makes calls of its own behind one's back (it polls before it blocks, and turns errors into exceptions).
/// Calls may be made from several threads, as on any descriptor. Disposing wakes what waits (shutdown) and closes.
/// </remarks>
internal sealed partial class LabSocket : IDisposable
{
    readonly CallTeller _calls;
    readonly Lock _gate = new();
    SocketIdentity _identity;
    bool _isClosed;

    /// <summary>Its calls are told without addresses: the timeline's connections are TCP's.</summary>
    bool _isDatagram;

    LabSocket(CallTeller calls, int descriptor, SocketIdentity identity) => (_calls, Descriptor, _identity) = (calls, descriptor, identity);

    /// <summary>The descriptor's number.</summary>
    public int Descriptor { get; }

    /// <summary>This end, as the kernel says now (getsockname); null once closed. Its port is 0 while undecided.</summary>
    public IPEndPoint? Local => !_isClosed && Libc.GetSockName(Descriptor, out SockAddr local) >= 0 ? Unmapped(local.ToEndPoint()) : _identity.Local;

    /// <summary>The other end, as the kernel says now (getpeername); null where there is none.</summary>
    public IPEndPoint? Remote => !_isClosed && Libc.GetPeerName(Descriptor, out SockAddr remote) >= 0 ? Unmapped(remote.ToEndPoint()) : null;

    /// <summary>The other end as getpeername gives it: a v4-mapped address stays one. Null where there is none.</summary>
    public IPEndPoint? RemoteAsGiven => !_isClosed && Libc.GetPeerName(Descriptor, out SockAddr remote) >= 0 ? remote.ToEndPoint() : null;

    /// <summary>How many packets that arrived for this socket were dropped; -1 once closed.</summary>
    public long Dropped => !_isClosed && Libc.GetDropped(Descriptor, out uint dropped) >= 0 ? dropped : -1;

    /// <summary>socket(2).</summary>
    public static LabSocket Create(CallTeller calls, int family, int type, TimelineSide side)
    {
        SocketIdentity identity = new(side, null, null);
        string arguments = $"{(family == Constants.AF_INET ? "AF_INET" : "AF_INET6")}, {(type == Constants.SOCK_STREAM ? "SOCK_STREAM" : "SOCK_DGRAM")}";
        CallResult made = calls.Make(new("socket", null, identity) { Arguments = arguments }, () => Libc.Socket(family, type | Constants.SOCK_CLOEXEC, 0));
        return made.IsDone ? new(calls, (int)made.Value, identity) { _isDatagram = type == Constants.SOCK_DGRAM } : throw new LabException(made.Error!);
    }

    /// <summary>bind(2).</summary>
    public CallResult Bind(IPEndPoint address) => Make("bind", () => Libc.Bind(Descriptor, SockAddr.Of(address)), address.ToString());

    /// <summary>listen(2).</summary>
    public CallResult Listen(int backlog) => Make("listen", () => Libc.Listen(Descriptor, backlog), $"backlog {backlog}");

    /// <summary>connect(2).</summary>
    public CallResult Connect(IPEndPoint address)
    {
        _identity = _identity with { Side = TimelineSide.Client, Remote = address };
        return Make("connect", () => Libc.Connect(Descriptor, SockAddr.Of(address)), address.ToString());
    }

    /// <summary>accept(2).</summary>
    /// <returns>The accepted socket, or null with the errno's name.</returns>
    public (LabSocket? Socket, CallResult Result) Accept()
    {
        SockAddr peer = default;
        CallResult taken = _calls.Make(
            new("accept", Descriptor, Identity()),
            () => Libc.AcceptBlocking(Descriptor, out peer),
            result => new SocketIdentity(TimelineSide.Server, LocalOf((int)result), Unmapped(peer.ToEndPoint())));
        return taken.IsDone
            ? (new(_calls, (int)taken.Value, new(TimelineSide.Server, LocalOf((int)taken.Value), Unmapped(peer.ToEndPoint()))), taken)
            : (null, taken);
    }

    /// <summary>send(2); with MSG_NOSIGNAL, so that a broken connection is EPIPE.</summary>
    public CallResult Send(ReadOnlyMemory<byte> bytes, int flags = 0) => _calls.Make(
        Call("send") with { Requested = bytes.Length, Data = bytes, Arguments = FlagsOf(flags) },
        () => Libc.SendBlocking(Descriptor, bytes.Span, flags));

    /// <summary>recv(2).</summary>
    public CallResult Receive(Memory<byte> buffer, int flags = 0) => _calls.Make(
        Call("recv") with { Requested = buffer.Length, Data = buffer, IsReceive = true, Arguments = FlagsOf(flags) },
        () => Libc.ReceiveBlocking(Descriptor, buffer.Span, flags));

    /// <summary>sendto(2).</summary>
    public CallResult SendTo(ReadOnlyMemory<byte> bytes, IPEndPoint remote) => _calls.Make(
        Call("sendto") with { Requested = bytes.Length, Data = bytes, Arguments = remote.ToString() },
        () => Libc.SendTo(Descriptor, bytes.Span, SockAddr.Of(remote)));

    /// <summary>recvfrom(2).</summary>
    public CallResult ReceiveFrom(Memory<byte> buffer) => _calls.Make(
        Call("recvfrom") with { Requested = buffer.Length, Data = buffer, IsReceive = true },
        () => Libc.ReceiveFrom(Descriptor, buffer.Span, out _));

    /// <summary>setsockopt(2), SO_ATTACH_FILTER: drops all that arrives, unacknowledged, as if the network had lost it.</summary>
    public CallResult DropArrivals() => Make("setsockopt", () => Libc.DropArrivals(Descriptor), "SO_ATTACH_FILTER");

    /// <summary>setsockopt(2), SO_DETACH_FILTER: takes what arrives again.</summary>
    public CallResult TakeArrivals() => Make("setsockopt", () => Libc.DetachFilter(Descriptor), "SO_DETACH_FILTER");

    /// <summary>getsockopt(2) of an int.</summary>
    /// <param name="level">SOL_SOCKET and so on.</param>
    /// <param name="option">The option.</param>
    /// <param name="name">The option's name in the headers.</param>
    /// <param name="value">Its value.</param>
    public CallResult GetOption(int level, int option, string name, out int value)
    {
        int got = 0;
        CallResult result = Make("getsockopt", () => Libc.GetOption(Descriptor, level, option, out got), name);
        value = got;
        return result;
    }

    /// <summary>shutdown(2): SHUT_RD 0, SHUT_WR 1, SHUT_RDWR 2.</summary>
    public CallResult Shutdown(int how) =>
        Make("shutdown", () => Libc.Shutdown(Descriptor, how), how switch { 0 => "SHUT_RD", 1 => "SHUT_WR", _ => "SHUT_RDWR" });

    /// <summary>setsockopt(2) with an int.</summary>
    /// <param name="level">SOL_SOCKET and so on.</param>
    /// <param name="option">The option.</param>
    /// <param name="value">Its value.</param>
    /// <param name="name">The option's name in the headers.</param>
    public CallResult SetOption(int level, int option, int value, string name) =>
        Make("setsockopt", () => Libc.SetOption(Descriptor, level, option, value), $"{name}={value}");

    /// <summary>setsockopt(2), SO_LINGER.</summary>
    public CallResult SetLinger(bool on, int seconds) =>
        Make("setsockopt", () => Libc.SetLinger(Descriptor, on, seconds), $"SO_LINGER={{l_onoff={(on ? 1 : 0)}, l_linger={seconds}}}");

    /// <summary>fcntl(2), O_NONBLOCK.</summary>
    public CallResult SetBlocking(bool blocks) => Make("fcntl", () => Libc.SetBlocking(Descriptor, blocks), blocks ? "F_SETFL, 0" : "F_SETFL, O_NONBLOCK");

    /// <summary>close(2).</summary>
    public CallResult Close()
    {
        lock (_gate)
        {
            if (_isClosed)
                return new(0, null);
            _identity = Identity();
            _isClosed = true;
        }
        return _calls.Make(new("close", Descriptor, _identity), () =>
        {
            Libc.Close(Descriptor);
            return 0;
        });
    }

    /// <summary>Wakes what waits, and closes.</summary>
    public void Dispose()
    {
        if (!_isClosed)
            Libc.Shutdown(Descriptor, 2);
        Close();
    }

    CallResult Make(string name, Func<nint> call, string? arguments = null) => _calls.Make(Call(name) with { Arguments = arguments }, call, _ => Identity());

    LabCall Call(string name) => new(name, Descriptor, Identity());

    /// <summary>Side and addresses as they are now.</summary>
    SocketIdentity Identity()
    {
        if (_isClosed || _isDatagram)
            return _identity;
        // Port 0 says that nothing is decided yet.
        IPEndPoint? local = Local is { Port: > 0 } decided ? decided : null;
        return _identity with { Local = local ?? _identity.Local, Remote = Remote ?? _identity.Remote };
    }

    static IPEndPoint? LocalOf(int descriptor) => Libc.GetSockName(descriptor, out SockAddr local) >= 0 ? Unmapped(local.ToEndPoint()) : null;

    static IPEndPoint Unmapped(IPEndPoint endPoint) => endPoint.Address.IsIPv4MappedToIPv6 ? new(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;

    static string? FlagsOf(int flags) => flags switch
    {
        0 => null,
        LabFlags.DontWait => "MSG_DONTWAIT",
        LabFlags.Peek => "MSG_PEEK",
        LabFlags.WaitAll => "MSG_WAITALL",
        _ => $"0x{flags:x}",
    };
}
