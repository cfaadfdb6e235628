using System.Globalization;
using System.Text;

namespace Meari.Text;

/// <summary>
/// Turns the bytes of one direction of a connection into text that may be shown: a character that a receive cut in two is put together
/// again, bytes that are no text are written as <c>\xff</c>, harmful characters are escaped. Not for several threads at once.
/// </summary>
internal sealed class WireText
{
    /// <summary>Characters decoded at a time.</summary>
    const int Slice = 1024;

    /// <summary>The most characters that <see cref="ShowBytes"/> makes at once.</summary>
    const int MaxEscaped = 32;

    /// <summary>Bytes at the end of what is left out that are decoded all the same.</summary>
    const int Resynchronize = 64;

    /// <summary>Used again by every connection that this thread serves: what is shown of a receive is short-lived.</summary>
    [ThreadStatic]
    static StringBuilder? _builder;

    readonly Decoder? _decoder;

    /// <summary>Without an encoding the bytes are shown in hexadecimal.</summary>
    internal WireText(Encoding? encoding) => _decoder = encoding?.GetDecoder();

    /// <summary>How many bytes at its end the last <see cref="Read"/> left out.</summary>
    public int NotShown { get; private set; }

    /// <summary>The text of the next bytes; the start of a character at their end waits for its rest.</summary>
    /// <param name="bytes">What was received.</param>
    /// <param name="maximum">About how many characters to show at most; what is left out is counted by <see cref="NotShown"/>.</param>
    public string Read(ReadOnlySpan<byte> bytes, int maximum = int.MaxValue) => _decoder is null ? ReadHex(bytes, maximum) : Decode(bytes, maximum, flush: false);

    /// <summary>Nothing more follows: the start of a character that still waits for its rest is shown as what it is.</summary>
    public string Flush() => _decoder is null ? "" : Decode([], int.MaxValue, flush: true);

    /// <summary>Forgets the start of a character whose rest will not be read.</summary>
    public void Reset() => _decoder?.Reset();

    string Decode(ReadOnlySpan<byte> bytes, int maximum, bool flush)
    {
        Span<char> characters = stackalloc char[Slice];
        StringBuilder shown = _builder ??= new(Slice);
        shown.Clear();
        bool completed;
        do
        {
            int room = Math.Clamp(maximum - shown.Length, MaxEscaped, Slice);
            _decoder!.Convert(bytes, characters[..room], flush, out int used, out int made, out completed);
            Escape.Append(shown, characters[..made]);
            bytes = bytes[used..];
        }
        while (shown.Length < maximum && (!completed || !bytes.IsEmpty));
        NotShown = bytes.Length;
        LeaveOut(bytes);
        return shown.ToString();
    }

    /// <summary>
    /// What is not shown is not decoded either, except for its end: that brings the decoder to where a character that is cut there begins.
    /// Encodings find the boundary again within a few bytes; leaving out a multiple of four keeps to the units of UTF-16 and UTF-32.
    /// </summary>
    void LeaveOut(ReadOnlySpan<byte> bytes)
    {
        Span<char> ignored = stackalloc char[MaxEscaped];
        bytes = bytes[(Math.Max(0, bytes.Length - Resynchronize) & ~3)..];
        while (!bytes.IsEmpty)
        {
            _decoder!.Convert(bytes, ignored, flush: false, out int used, out _, out _);
            bytes = bytes[used..];
        }
    }

    string ReadHex(ReadOnlySpan<byte> bytes, int maximum)
    {
        int length = Math.Min(bytes.Length, Math.Max(1, maximum / 3));
        NotShown = bytes.Length - length;
        StringBuilder shown = new(length * 3);
        foreach (byte value in bytes[..length])
            shown.Append(CultureInfo.InvariantCulture, $" {value:x2}");
        return shown.ToString(Math.Min(1, shown.Length), Math.Max(0, shown.Length - 1));
    }
}
