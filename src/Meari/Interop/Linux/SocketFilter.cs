using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>struct sock_filter: one instruction of a classic BPF program.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SocketFilter
{
    public ushort Code;
    public byte JumpTrue;
    public byte JumpFalse;
    public uint Operand;
}

/// <summary>struct sock_fprog: a program.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct SocketFilterProgram
{
    [FieldOffset(0)] public ushort Length;
    [FieldOffset(8)] public ulong Filter;
}
