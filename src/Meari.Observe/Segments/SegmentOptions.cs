using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Meari.Observe.Segments;

/// <summary>The options of a TCP header.</summary>
/// <param name="MaximumSegmentSize">If it was told.</param>
/// <param name="WindowScale">The power of two, if it was told.</param>
/// <param name="Others">The names of the rest, in their order; null if there are none.</param>
/// <remarks>Source: RFC 9293, section 3.2; IANA, "TCP Option Kind Numbers".</remarks>
internal readonly record struct SegmentOptions(int? MaximumSegmentSize, int? WindowScale, string? Others)
{
    const int EndOfList = 0, NoOperation = 1, SegmentSize = 2, Scale = 3;

    /// <summary>What stands for the rest where a length does not fit: a receiver reads no further either.</summary>
    const string Malformed = "malformed";

    /// <param name="bytes">The header after its first 20 bytes: 40 at most, and so no more than 20 names.</param>
    public static SegmentOptions Parse(ReadOnlySpan<byte> bytes)
    {
        int? maximumSegmentSize = null, windowScale = null;
        string? others = null;
        while (!bytes.IsEmpty && bytes[0] != EndOfList)
        {
            if (bytes[0] == NoOperation)
            {
                bytes = bytes[1..];
                continue;
            }
            int kind = bytes[0], length = bytes.Length > 1 ? bytes[1] : 0;
            if (length < 2 || length > bytes.Length)
            {
                others = Join(others, Malformed);
                break;
            }
            if (kind == SegmentSize && length == 4)
                maximumSegmentSize = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            else if (kind == Scale && length == 3)
                windowScale = bytes[2];
            else
                others = Join(others, NameOf(kind));
            bytes = bytes[length..];
        }
        return new(maximumSegmentSize, windowScale, others);
    }

    static string Join(string? others, string name) => (others, name) switch
    {
        (null, _) => name,
        ("sackOK", "TS") => "sackOK TS", // what nearly every SYN has, without a string of its own
        _ => new StringBuilder(others).Append(' ').Append(name).ToString(),
    };

    static string NameOf(int kind) => kind switch
    {
        4 => "sackOK",
        5 => "SACK",
        8 => "TS",
        19 => "MD5",
        29 => "AO",
        30 => "MPTCP",
        34 => "TFO",
        _ => string.Create(CultureInfo.InvariantCulture, $"opt-{kind}"),
    };
}
