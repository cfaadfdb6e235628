namespace Meari.Bench.Loads;

/// <summary>
/// The bytes that go out, of which those that come back must be a copy: a message again and again, or a pseudo-random pattern in which no two
/// places look the same, so that bytes which were lost, doubled or moved are noticed.
/// </summary>
/// <remarks>Any thread: it does not change.</remarks>
internal sealed class Payload
{
    /// <summary>Bytes that can be taken from anywhere in one piece.</summary>
    public const int Reach = 64 * 1024;

    const int PatternLength = 64 * 1024;

    readonly byte[] _bytes;
    readonly int _period;

    Payload(ReadOnlySpan<byte> once)
    {
        _period = once.Length;
        _bytes = new byte[_period + Reach];
        for (int filled = 0; filled < _bytes.Length; filled += _period)
            once[..Math.Min(_period, _bytes.Length - filled)].CopyTo(_bytes.AsSpan(filled));
    }

    public static Payload Of(byte[]? message) => new(message is { Length: > 0 } ? message : MakePattern());

    /// <summary>The same in each run: what was measured can be measured again.</summary>
    static byte[] MakePattern()
    {
        byte[] pattern = new byte[PatternLength];
        ulong state = 88172645463325252; // xorshift64
        for (int i = 0; i < pattern.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            pattern[i] = (byte)(state >> 32);
        }
        return pattern;
    }

    /// <summary>The bytes from a position of an endless stream on: <paramref name="length"/>, or <see cref="Reach"/> if that is fewer.</summary>
    public ReadOnlyMemory<byte> At(long position, long length) => _bytes.AsMemory((int)(position % _period), (int)Math.Min(length, Reach));

    /// <summary>Whether these are the stream's bytes from the position on.</summary>
    public bool Matches(ReadOnlySpan<byte> bytes, long position)
    {
        while (bytes.Length > 0)
        {
            ReadOnlySpan<byte> expected = At(position, bytes.Length).Span;
            if (!bytes[..expected.Length].SequenceEqual(expected))
                return false;
            bytes = bytes[expected.Length..];
            position += expected.Length;
        }
        return true;
    }
}
