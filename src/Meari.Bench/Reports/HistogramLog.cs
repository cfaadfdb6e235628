using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using HdrHistogram;
using HdrHistogram.Utilities;
using Meari.Bench.Statistics;

namespace Meari.Bench.Reports;

/// <summary>What a histogram log is not.</summary>
internal enum LogFault
{
    None,

    /// <summary>No line is of this format.</summary>
    NotALog,

    /// <summary>A line that should hold a histogram does not.</summary>
    Damaged,

    /// <summary>Nothing was recorded.</summary>
    Empty,
}

/// <summary>The histograms of a log, added up: of Meari's own or of any other program's, in nanoseconds.</summary>
/// <remarks>A log is somebody else's bytes: each length is checked before memory is taken for it.</remarks>
internal sealed class HistogramLog
{
    /// <summary>Characters in a line, and bytes in what it holds.</summary>
    const int LongestLine = 4 * 1024 * 1024, LargestHistogram = 8 * 1024 * 1024;

    const int LongestCourse = 3600;

    /// <summary>Seconds: a time in a log is no later than the year 5138, and an interval no longer than three years.</summary>
    const double LatestTime = 1e11, LongestInterval = 1e8;

    /// <summary>The header of a compressed histogram: a cookie and a length; and of what is inside.</summary>
    const int OuterHeader = 8, InnerHeader = 40;

    readonly byte[] _plain = new byte[LargestHistogram];

    /// <summary>The latencies without a tag, and with any tag that another program gave them.</summary>
    public Latencies Corrected { get; } = new();

    /// <summary>Those with the tag that Meari gives them.</summary>
    public Latencies Uncorrected { get; } = new();

    /// <summary>The corrected ones over time; of a log of more than an hour, its first.</summary>
    public List<Moment> Course { get; } = [];

    /// <summary>The last line had no end and was left out: the disk was full, or the program was killed while it wrote.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Reads all lines.</summary>
    /// <param name="reader">The log.</param>
    /// <param name="line">The line that is damaged.</param>
    public LogFault Read(TextReader reader, out int line)
    {
        line = 0;
        bool isLog = false;
        double first = double.NaN;
        while (ReadLine(reader, out bool isWhole) is { } text)
        {
            line++;
            if (text.Length > LongestLine)
                return isLog ? LogFault.Damaged : LogFault.NotALog;
            if (text.StartsWith("#[Histogram log format version", StringComparison.Ordinal))
                isLog = true;
            if (text.Length == 0 || text[0] is '#' or '"')
                continue;
            if (!TryRead(text, out string? tag, out double begin, out double length, out Latencies? latencies))
            {
                IsCutOff = !isWhole && Corrected.Count + Uncorrected.Count > 0;
                return IsCutOff ? LogFault.None : isLog ? LogFault.Damaged : LogFault.NotALog;
            }
            isLog = true;
            first = double.IsNaN(first) ? begin : first;
            Add(tag, begin - first, length, latencies!);
        }
        return !isLog ? LogFault.NotALog : Corrected.Count == 0 && Uncorrected.Count == 0 ? LogFault.Empty : LogFault.None;
    }

    void Add(string? tag, double begin, double length, Latencies latencies)
    {
        if (tag == HistogramLogWriter.UncorrectedTag)
        {
            Uncorrected.Add(latencies);
            return;
        }
        Corrected.Add(latencies);
        if (Course.Count < LongestCourse)
            Course.Add(new(begin + length, length, true, latencies.Count, 0, 0, 0, latencies.At(50), latencies.At(99), latencies.At(99.9), latencies.Max));
    }

    bool TryRead(string line, out string? tag, out double begin, out double length, out Latencies? latencies)
    {
        tag = null;
        begin = length = 0;
        latencies = null;
        string[] fields = line.Split(',', 6);
        if (fields[0].StartsWith("Tag=", StringComparison.Ordinal))
        {
            tag = fields[0][4..];
            fields = fields[1..];
        }
        return fields.Length == 4
            && double.TryParse(fields[0], NumberStyles.Float, CultureInfo.InvariantCulture, out begin) && Math.Abs(begin) <= LatestTime
            && double.TryParse(fields[1], NumberStyles.Float, CultureInfo.InvariantCulture, out length) && length is >= 0 and <= LongestInterval
            && TryDecode(fields[3], out latencies);
    }

    bool TryDecode(string text, out Latencies? latencies)
    {
        latencies = null;
        byte[] compressed = new byte[text.Length];
        if (!Convert.TryFromBase64String(text.Trim(), compressed, out int length) || length < OuterHeader)
            return false;
        try
        {
            using ZLibStream inflate = new(new MemoryStream(compressed, OuterHeader, length - OuterHeader), CompressionMode.Decompress);
            int size = inflate.ReadAtLeast(_plain, _plain.Length, throwOnEndOfStream: false);
            if (size < InnerHeader || size == _plain.Length)
                return false;
            int payload = BinaryPrimitives.ReadInt32BigEndian(_plain.AsSpan(4));
            if (payload < 0 || payload > size - InnerHeader)
                return false;
            latencies = Latencies.Of(HistogramEncoding.DecodeFromByteBuffer(ByteBuffer.Allocate(_plain[..size]), 0));
            return latencies is not null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false; // the library does not say which exceptions there are
        }
    }

    /// <summary>A line, or null at the end. Of one that is too long it is its beginning, and a character more than a line may have.</summary>
    static string? ReadLine(TextReader reader, out bool isWhole)
    {
        StringBuilder line = new();
        for (int c; line.Length <= LongestLine && (c = reader.Read()) >= 0; line.Append((char)c))
        {
            if (isWhole = c == '\n')
                return line.ToString().TrimEnd('\r');
        }
        isWhole = false;
        return line.Length > 0 ? line.ToString() : null;
    }
}
