using System.Buffers;

namespace Meari.Engines;

/// <summary>What tests look at to see that lent memory goes back and is not used after.</summary>
internal static class Loans
{
    /// <summary>What returned memory is filled with.</summary>
    public const byte PoisonByte = 0xDD;

    static readonly List<Func<long>> Counts = [];
    static long _outstanding;

    /// <summary>Fills memory when it goes back, so that who reads it after the loan sees it. For tests: costs a write of every byte.</summary>
    public static bool Poison { get; set; }

    /// <summary>Buffers that are lent, or hold bytes that nobody has asked for yet; not those that a loop keeps to receive into.</summary>
    public static long Outstanding
    {
        get
        {
            lock (Counts)
                return Volatile.Read(ref _outstanding) + Counts.Sum(static count => count());
        }
    }

    /// <summary>A loop that counts its own, since counting here would cost it two interlocked instructions a receive.</summary>
    public static void CountBy(Func<long> count)
    {
        lock (Counts)
            Counts.Add(count);
    }

    /// <summary>An array of the shared pool, to lend; counted only where tests look.</summary>
    public static byte[] RentArray(int length)
    {
        if (Poison)
            Add();
        return ArrayPool<byte>.Shared.Rent(length);
    }

    public static void ReturnArray(byte[] array)
    {
        if (Poison)
        {
            Array.Fill(array, PoisonByte);
            Remove();
        }
        ArrayPool<byte>.Shared.Return(array);
    }

    public static void Add() => Interlocked.Increment(ref _outstanding);

    public static void Remove() => Interlocked.Decrement(ref _outstanding);
}
