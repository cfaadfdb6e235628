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
        StringBuilder shown = new(Math.Min(bytes.Length, maximum) + 16);
        bool completed;
        NotShown = 0;
        do
        {
            bool show = shown.Length < maximum;
            int room = Math.Clamp(maximum - shown.Length, 32, Slice); // a character that is no text needs several
            _decoder!.Convert(bytes, show ? characters[..room] : characters, flush, out int used, out int made, out completed);
            if (show)
                Escape.Append(shown, characters[..made]);
            else
                NotShown += used;
            bytes = bytes[used..];
        }
        while (!completed || !bytes.IsEmpty);
        return shown.ToString();
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
