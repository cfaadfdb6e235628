using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>An address: four words in network byte order, of which IPv4 has the first alone.</summary>
[InlineArray(4)]
internal struct InetDiagAddress
{
    uint _first;
}

/// <summary>struct inet_diag_sockid: which socket. Ports are in network byte order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InetDiagSocketId
{
    public ushort SourcePort;
    public ushort DestinationPort;
    public InetDiagAddress Source;
    public InetDiagAddress Destination;
    public uint Interface;
    public uint CookieLow;
    public uint CookieHigh;
}

/// <summary>struct inet_diag_req_v2: which sockets, and what of them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InetDiagRequest
{
    public byte Family;
    public byte Protocol;
    public byte Extensions;
    public byte Reserved;
    public uint States;
    public InetDiagSocketId Id;
}

/// <summary>struct inet_diag_msg: a socket. The timer is in milliseconds.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InetDiagMessage
{
    public byte Family;
    public byte State;
    public byte Timer;
    public byte Retransmits;
    public InetDiagSocketId Id;
    public uint Expires;
    public uint ReceiveQueue;
    public uint SendQueue;
    public uint UserId;
    public uint Inode;
}

/// <summary>struct inet_diag_bc_op: one instruction of a filter that the kernel runs for each socket: how far to go on if so, and if not.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InetDiagOperation
{
    public byte Code;
    public byte Yes;
    public ushort No;
}
