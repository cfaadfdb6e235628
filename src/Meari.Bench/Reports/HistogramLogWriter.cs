using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using HdrHistogram;
using HdrHistogram.Encoding;
using HdrHistogram.Utilities;
using Meari.Bench.Statistics;

namespace Meari.Bench.Reports;

/// <summary>
/// Writes the histogram of each measured second as it comes: what was measured is in the file even if the run is killed. Corrected latencies have no
/// tag, so that any reader takes them; in an open loop the uncorrected ones follow with a tag.
/// </summary>
/// <remarks>Source: hdrhistogram.org, "Histogram log format version 1.3". The .NET library's own writer makes it UTF-16, which no other reader takes; so only its encoding of a histogram is used.</remarks>
internal sealed class HistogramLogWriter(Stream file)
{
    public const string UncorrectedTag = "uncorrected";

    const double NanosecondsPerMillisecond = 1e6;

    /// <summary>What a compressed histogram begins with: the cookie of its second version (that of the plain one with another last byte), and its length.</summary>
    const int CompressedV2 = 0x1c849304 | 0x10, Header = 8;

    bool _hasBegun;
    long _whole;

    /// <summary>What went wrong when it was written to; then nothing more is.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>One interval.</summary>
    /// <param name="begin">When it began.</param>
    /// <param name="length">How long it was.</param>
    /// <param name="latencies">Its histogram; nothing is written of an empty one.</param>
    /// <param name="tag">What it is, or null.</param>
    public void Write(DateTimeOffset begin, TimeSpan length, Latencies latencies, string? tag)
    {
        if (latencies.Count == 0 || Failure is not null)
            return;
        Begin(begin);
        StringBuilder line = new();
        if (tag is not null)
            line.Append("Tag=").Append(tag).Append(',');
        line.Append(CultureInfo.InvariantCulture, $"{Seconds(begin):0.000},{length.TotalSeconds:0.000},{latencies.Max / NanosecondsPerMillisecond:0.000},")
            .Append(Encode(latencies.Histogram)).Append('\n');
        Write(line.ToString());
    }

    /// <summary>The heading, in the place of all that the file held; once, and even if nothing follows: else an older log would pass for that of a run without answers.</summary>
    /// <param name="start">When the run began.</param>
    public void Begin(DateTimeOffset start)
    {
        if (_hasBegun)
            return;
        _hasBegun = true;
        Write(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            #[Logged with meari bench]
            #[Histogram log format version 1.3]
            #[StartTime: {Seconds(start):0.000} (seconds since epoch), {start:o}]
            "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"

            """).ReplaceLineEndings("\n"));
    }

    void Write(string lines)
    {
        if (Failure is not null)
            return;
        try
        {
            CutToWhole();
            file.Write(Encoding.ASCII.GetBytes(lines));
            file.Flush();
            _whole += lines.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure = e;
            CutAfterFailure();
        }
    }

    /// <summary>Away with what is no whole line of this log: what the file held before its first, and half a line after a disk was full.</summary>
    void CutToWhole()
    {
        if (file.CanSeek && file.Length > _whole) // a device cannot be cut
            file.SetLength(_whole);
    }

    void CutAfterFailure()
    {
        try
        {
            CutToWhole();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The half line stays; a reader leaves it out.
        }
    }

    static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    static string Encode(HistogramBase histogram)
    {
        ByteBuffer plain = ByteBuffer.Allocate(histogram.GetNeededByteBufferCapacity());
        int length = histogram.Encode(plain, HistogramEncoderV2.Instance);
        plain.Position = 0;
        MemoryStream compressed = new();
        compressed.SetLength(Header);
        compressed.Position = Header;
        using (ZLibStream deflate = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int i = 0; i < length; i++)
                deflate.WriteByte(plain.Get()); // the library gives its bytes one by one
        }
        Span<byte> bytes = compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
        BinaryPrimitives.WriteInt32BigEndian(bytes, CompressedV2);
        BinaryPrimitives.WriteInt32BigEndian(bytes[4..], bytes.Length - Header);
        return Convert.ToBase64String(bytes);
    }
}
