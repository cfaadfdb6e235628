using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Meari.Interop.Linux;

/// <summary>struct epoll_event as every architecture but x86-64 has it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EpollEvent
{
    public uint Events;
    public ulong Data;
}

/// <summary>struct epoll_event as x86-64 has it: 12 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct PackedEpollEvent
{
    public uint Events;
    public ulong Data;
}

/// <summary>The array that epoll_wait fills, whatever the layout.</summary>
internal sealed unsafe class EpollEvents(int capacity)
{
    // For the process's life, as its loop.
    readonly byte* _events = (byte*)NativeMemory.Alloc((nuint)capacity, (nuint)sizeof(EpollEvent));

    public static bool IsPacked => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public int Wait(int epoll, int timeout) => Libc.EpollWait(epoll, _events, capacity, timeout);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint At(int index, out ulong data)
    {
        if (IsPacked)
        {
            PackedEpollEvent* packed = (PackedEpollEvent*)_events + index;
            data = packed->Data;
            return packed->Events;
        }
        EpollEvent* e = (EpollEvent*)_events + index;
        data = e->Data;
        return e->Events;
    }
}
