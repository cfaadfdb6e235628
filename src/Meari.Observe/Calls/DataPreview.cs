using System.Buffers;
using System.Globalization;
using System.Text;
using Meari.Text;

namespace Meari.Observe.Calls;

/// <summary>The first bytes that a call moved, as text that harms nobody.</summary>
internal static class DataPreview
{
    /// <summary>UTF-8, escaped; what is not UTF-8 as <c>\xff</c>. Where bytes are missing, it ends with an ellipsis, never in half a character.</summary>
    /// <param name="bytes">What is known of the bytes.</param>
    /// <param name="moved">How many there were.</param>
    public static string Of(ReadOnlySpan<byte> bytes, long moved)
    {
        bool isCut = bytes.Length < moved;
        StringBuilder text = new(bytes.Length + 1);
        Span<char> chars = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length);
            if (status == OperationStatus.NeedMoreData && isCut)
                break;
            if (status == OperationStatus.Done)
                Escape.Append(text, chars[..rune.EncodeToUtf16(chars)]);
            else
                AppendBytes(text, bytes[..length]);
            bytes = bytes[length..];
        }
        return isCut ? text.Append('…').ToString() : text.ToString();
    }

    static void AppendBytes(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
            text.Append(CultureInfo.InvariantCulture, $@"\x{b:x2}");
    }
}
