using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>struct nlmsghdr: what each netlink message begins with.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetlinkHeader
{
    public uint Length;
    public ushort Type;
    public ushort Flags;
    public uint Sequence;
    public uint Port;
}

/// <summary>struct nlattr: what each attribute of a message begins with.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetlinkAttribute
{
    public ushort Length;
    public ushort Type;
}
