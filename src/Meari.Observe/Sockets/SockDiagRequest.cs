using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Meari.Interop.Linux;

namespace Meari.Observe;

/// <summary>What is asked of sock_diag: a dump of one family, filtered in the kernel.</summary>
/// <remarks>Source: sock_diag(7); linux/inet_diag.h.</remarks>
internal static class SockDiagRequest
{
    /// <summary>The longest request: header, request, attribute, filter.</summary>
    public const int MaxLength = 128;

    const int SynReceived = 3, Closed = 7, NewSynReceived = 12, BoundInactive = 13;

    /// <summary>Writes a request.</summary>
    /// <param name="buffer">Of at least <see cref="MaxLength"/> bytes.</param>
    /// <param name="query">Which sockets.</param>
    /// <param name="family">AF_INET or AF_INET6.</param>
    /// <param name="sequence">Comes back in each answer.</param>
    /// <param name="filtered">Whether the kernel is to look at ports.</param>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> buffer, SocketQuery query, int family, uint sequence, bool filtered)
    {
        int length = Unsafe.SizeOf<NetlinkHeader>();
        InetDiagRequest request = new()
        {
            Family = (byte)family,
            Protocol = Constants.IPPROTO_TCP,
            Extensions = Extensions(query),
            States = States(query),
        };
        length += Write(buffer[length..], request);
        if (filtered && query.Port != 0)
            length += WriteFilter(buffer[length..], (ushort)query.Port);
        Write(buffer, new NetlinkHeader
        {
            Length = (uint)length,
            Type = NetlinkConstants.SOCK_DIAG_BY_FAMILY,
            Flags = NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_DUMP,
            Sequence = sequence,
        });
        return length;
    }

    static byte Extensions(SocketQuery query) => (byte)(
        (query.Information ? 1 << (NetlinkConstants.INET_DIAG_INFO - 1) : 0) | (query.Memory ? 1 << (NetlinkConstants.INET_DIAG_SKMEMINFO - 1) : 0));

    /// <summary>The kernel has a state of its own for a request that has no socket yet, and one for a socket that is bound and no more.</summary>
    static uint States(SocketQuery query)
    {
        uint states = query.StateMask;
        states |= (states & (1u << SynReceived)) != 0 ? 1u << NewSynReceived : 0;
        bool closedByName = query.States is not null && (states & (1u << Closed)) != 0;
        return closedByName ? states | (1u << BoundInactive) : states;
    }

    /// <summary>
    /// Accepts a socket whose source port or destination port is this one. The program is run from its start; an instruction goes on by its
    /// "yes" or its "no"; exactly at the end is acceptance, four bytes beyond is refusal. A comparison takes two places, the second for the port.
    /// </summary>
    static int WriteFilter(Span<byte> buffer, ushort port)
    {
        const int Step = 4, Comparison = 2 * Step;
        ReadOnlySpan<InetDiagOperation> program =
        [
            new() { Code = NetlinkConstants.INET_DIAG_BC_S_EQ, Yes = Comparison, No = Comparison + Step }, // no: over the jump
            new() { No = port },
            new() { Code = NetlinkConstants.INET_DIAG_BC_JMP, Yes = Step, No = Step + Comparison }, // always by "no": to the end
            new() { Code = NetlinkConstants.INET_DIAG_BC_D_EQ, Yes = Comparison, No = Comparison + Step }, // no: beyond the end
            new() { No = port },
        ];
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(program);
        int header = Write(buffer, new NetlinkAttribute
        {
            Length = (ushort)(Unsafe.SizeOf<NetlinkAttribute>() + bytes.Length),
            Type = NetlinkConstants.INET_DIAG_REQ_BYTECODE,
        });
        bytes.CopyTo(buffer[header..]);
        return header + bytes.Length;
    }

    static int Write<T>(Span<byte> buffer, in T value)
        where T : unmanaged
    {
        MemoryMarshal.Write(buffer, in value);
        return Unsafe.SizeOf<T>();
    }

    /// <summary>A port as the kernel's messages have it.</summary>
    public static int Port(ushort networkOrder) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(networkOrder) : networkOrder;
}
