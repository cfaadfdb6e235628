namespace Meari.Tests.Support;

/// <summary>Bytes that tell where they belong: another connection's, or the same connection's at another place, are told apart.</summary>
static class Pattern
{
    public static byte[] Make(int length, int seed = 0)
    {
        byte[] bytes = new byte[length];
        Fill(bytes, seed, 0);
        return bytes;
    }

    public static void Fill(Span<byte> bytes, int seed, long offset)
    {
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = At(seed, offset + i);
    }

    /// <summary>The first place where <paramref name="bytes"/> differ from the pattern, or -1.</summary>
    public static int Mismatch(ReadOnlySpan<byte> bytes, int seed, long offset)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != At(seed, offset + i))
                return i;
        }
        return -1;
    }

    /// <summary>The high bits of a multiplication, so that no two seeds give the same sequence shifted.</summary>
    static byte At(int seed, long offset) => (byte)(((ulong)(offset + 1) * (0x9E3779B97F4A7C15UL + ((ulong)seed << 1))) >> 56);
}
