namespace Meari.Tests.Stress;

/// <summary>
/// Random numbers that depend on the seed alone, on every machine and version of .NET. Whoever decides something beside others has draws of
/// its own, so that no decision depends on who was first.
/// </summary>
/// <remarks>Source: Steele, Lea, Flood: Fast splittable pseudorandom number generators (SplitMix64), 2014.</remarks>
sealed class Draw(ulong seed)
{
    const ulong Golden = 0x9E3779B97F4A7C15;

    ulong _state = seed;

    /// <summary>The draws of one part of the whole: of a connection, and there of one side and direction.</summary>
    public static Draw Of(ulong seed, int connection = -1, int part = -1) =>
        new(Mix(Mix(Mix(seed + Golden) + (ulong)(connection + 1)) + (ulong)(part + 1)));

    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    ulong Next() => Mix(_state += Golden);

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)(((UInt128)Next() * (ulong)count) >> 64);

    public int Between(int least, int most) => least + Below(most - least + 1);

    public bool OneIn(int count) => Below(count) == 0;

    public T Any<T>(params ReadOnlySpan<T> of) => of[Below(of.Length)];

    /// <summary>1 to <paramref name="most"/>, each order of magnitude as often as the next.</summary>
    public int Size(int most)
    {
        double exponent = Next() / (double)ulong.MaxValue;
        return Math.Clamp((int)Math.Pow(most, exponent), 1, most);
    }
}
