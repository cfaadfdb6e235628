using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Meari.Observe;

/// <summary>Whether a socket is of the viewer's network namespace, which alone the capture and the table see; the kernel's tracing tells of all.</summary>
internal enum SocketOrigin
{
    /// <summary>It is; so is all that comes from other sources.</summary>
    Here,

    /// <summary>Nothing says that it is, and nothing that it is not.</summary>
    Undecided,

    /// <summary>It is of another namespace.</summary>
    Elsewhere,
}

/// <summary>
/// Finds the origin of the kernel's sockets, of which its events say nothing: by who opened them, by their addresses, and on loopback, which no packet
/// leaves, by the other end.
/// </summary>
/// <param name="here">The viewer's namespace.</param>
internal sealed class SocketOrigins(NetworkNamespace here)
{
    const int MaxLoopbacks = 1 << 15;

    /// <summary>By both ends, where the origin of one is decided.</summary>
    readonly RecentMap<Ends, SocketOrigin> _loopbacks = new(MaxLoopbacks);

    /// <summary>Before events that were read together.</summary>
    public void Begin() => here.Clear();

    /// <summary>The origin of a socket that a thread opens now. A thread may enter another namespace and keep its sockets; few do.</summary>
    /// <param name="thread">Its id.</param>
    public SocketOrigin OfCaller(int thread) => here.HasThread(thread) switch
    {
        true => SocketOrigin.Here,
        false => SocketOrigin.Elsewhere,
        null => SocketOrigin.Undecided,
    };

    /// <summary>The origin of the socket at one end, as far as the ends say it.</summary>
    /// <param name="local">Its own, if decided.</param>
    /// <param name="remote">The other, if decided.</param>
    public SocketOrigin OfEnds(IPEndPoint? local, IPEndPoint? remote)
    {
        if (local is null)
            return SocketOrigin.Undecided;
        if (!IPAddress.IsLoopback(local.Address))
            return here.CanHave(local.Address) ? SocketOrigin.Undecided : SocketOrigin.Elsewhere;
        return remote is not null && _loopbacks.TryGet(Ends.Of(local, remote), out SocketOrigin known) ? known : SocketOrigin.Undecided;
    }

    /// <summary>A socket's ends are decided: they tell the origin of the other, or, if they were used before, no longer.</summary>
    /// <param name="local">Its own end.</param>
    /// <param name="remote">The other.</param>
    /// <param name="origin">The socket's.</param>
    public void Learn(IPEndPoint local, IPEndPoint remote, SocketOrigin origin)
    {
        if (!IPAddress.IsLoopback(local.Address))
            return;
        Ends pair = Ends.Of(local, remote);
        if (origin == SocketOrigin.Undecided)
            _loopbacks.Remove(pair);
        else
            _loopbacks.Set(pair, origin);
    }

    /// <summary>Two ends, in whatever order they are named, without an object: thousands come and go a second.</summary>
    readonly record struct Ends(UInt128 FirstAddress, UInt128 SecondAddress, uint Ports)
    {
        public static Ends Of(IPEndPoint one, IPEndPoint other)
        {
            UInt128 oneAddress = Number(one.Address), otherAddress = Number(other.Address);
            return (one.Port, oneAddress).CompareTo((other.Port, otherAddress)) <= 0
                ? new(oneAddress, otherAddress, ((uint)one.Port << 16) | (uint)other.Port)
                : new(otherAddress, oneAddress, ((uint)other.Port << 16) | (uint)one.Port);
        }

        /// <summary>An address of IPv4 as none of IPv6 is: it has no more than 32 bits, and all of ::/96 but :: and ::1 is unused (RFC 4291, section 2.5.5.1).</summary>
        static UInt128 Number(IPAddress address)
        {
            Span<byte> bytes = stackalloc byte[16];
            bytes.Clear();
            bool is4 = address.AddressFamily == AddressFamily.InterNetwork;
            address.TryWriteBytes(is4 ? bytes[12..] : bytes, out _);
            return BinaryPrimitives.ReadUInt128BigEndian(bytes);
        }
    }
}
