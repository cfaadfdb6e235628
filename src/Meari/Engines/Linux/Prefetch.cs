using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Meari.Engines.Linux;

/// <summary>Asks the processor for memory that will be wanted after the next system call or two.</summary>
/// <remarks>
/// A loop that serves 1,000 connections finds none of their objects in its nearer caches, and what a batch brings says whose turn is next. Measured there, beside
/// a client in C: 0.02 of the processor time of an echo of 64 bytes, 0.035 of 4 KiB; with 50 connections nothing either way.
/// </remarks>
internal static unsafe class Prefetch
{
    const int CacheLine = 64;

    /// <summary>So many lines hold a socket, or what it tells of its operations.</summary>
    const int Lines = 4;

    /// <summary>An object's first 256 bytes. If the collector moves it at this moment, or there is none, other bytes come or none, which does no harm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Object(object? target)
    {
        if (!Sse.IsSupported)
            return;
        byte* start = *(byte**)Unsafe.AsPointer(ref target);
        for (int line = 0; line < Lines; line++)
            Sse.Prefetch0(start + (line * CacheLine));
    }
}
