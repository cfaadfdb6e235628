using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Meari.Engines.Linux;

/// <summary>Memory that the kernel writes into and a receive lends: an array that the collector does not move.</summary>
internal unsafe class LoanBuffer
{
    /// <summary>Bytes; no receive of these engines lends more at once.</summary>
    public const int Size = 64 * 1024;

    int _holders;
    readonly byte[] _array = GC.AllocateUninitializedArray<byte>(Size, pinned: true);

    public LoanBuffer() => Pointer = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array));

    public byte* Pointer { get; }

    public ReadOnlyMemory<byte> Lend(int start, int length) => new(_array, start, length);

    public Span<byte> Span => _array;

    /// <summary>One more loan of it begins, beside whoever has it.</summary>
    public void Share() => Interlocked.Increment(ref _holders);

    /// <summary>The loan of these bytes has ended; with the last one the buffer goes back. Any thread.</summary>
    public virtual void Return(int start, int length)
    {
        Poison(start, length);
        if (Interlocked.Decrement(ref _holders) < 0)
        {
            _holders = 0;
            LoanPool.Return(this);
        }
    }

    public void Poison(int start, int length)
    {
        if (Loans.Poison)
            _array.AsSpan(start, length).Fill(Loans.PoisonByte);
    }
}

/// <summary>Buffers that are in nobody's hands, shared by all loops and threads. No more of them are kept than <see cref="MaxKept"/>: 16 MiB.</summary>
internal static class LoanPool
{
    const int MaxKept = 256;

    static readonly ConcurrentQueue<LoanBuffer> Kept = new();
    static int _kept;

    public static LoanBuffer Rent()
    {
        Loans.Add();
        return Take();
    }

    /// <summary>One that a loop keeps to receive into.</summary>
    public static LoanBuffer Take()
    {
        if (!Kept.TryDequeue(out LoanBuffer? buffer))
            return new();
        Interlocked.Decrement(ref _kept);
        return buffer;
    }

    public static void Return(LoanBuffer buffer)
    {
        Loans.Remove();
        if (Interlocked.Increment(ref _kept) <= MaxKept)
            Kept.Enqueue(buffer);
        else
            Interlocked.Decrement(ref _kept);
    }
}
