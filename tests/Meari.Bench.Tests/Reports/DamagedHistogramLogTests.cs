using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Meari.Bench.Reports;
using Meari.Bench.Statistics;

namespace Meari.Bench.Tests.Reports;

/// <summary>A log is somebody else's file: whatever is in it costs little, and is told as what it is.</summary>
public sealed class DamagedHistogramLogTests
{
    const string Heading = "#[Histogram log format version 1.3]\n";

    /// <summary>More than any of these may take: a good histogram of the finest precision needs 50 MB.</summary>
    const long Bound = 160L * 1024 * 1024;

    static readonly string Good = GoodLine();

    static readonly byte[] Plain = Inflate(Good);

    public static TheoryData<string, string, int> Logs => new()
    {
        { "", nameof(LogFault.NotALog), 0 },
        { "\0\u0001\u0002ELF\u007f\n\0\0", nameof(LogFault.NotALog), 1 },
        { "timestamp,value\n1,2\n", nameof(LogFault.NotALog), 1 },
        { Heading, nameof(LogFault.Empty), 1 },
        { Heading + "\n\n", nameof(LogFault.Empty), 3 },
        { Heading + "nonsense\n", nameof(LogFault.Damaged), 2 },
        { Heading + Good + "\n" + Good[..^60] + "\n", nameof(LogFault.Damaged), 3 },
        { Heading + Good[..(Good.Length / 2)], nameof(LogFault.Damaged), 2 },
        { Heading + "0,1,1,HISTFAAAAAA\n", nameof(LogFault.Damaged), 2 },
        { Heading + "0,1,1,\n", nameof(LogFault.Damaged), 2 },
        { Heading + "0,1,1,!!!!\n", nameof(LogFault.Damaged), 2 },
        { Heading + Timed("NaN", "1"), nameof(LogFault.Damaged), 2 },
        { Heading + Timed("1e300", "1"), nameof(LogFault.Damaged), 2 },
        { Heading + Timed("0", "Infinity"), nameof(LogFault.Damaged), 2 },
        { Heading + Timed("0", "-1"), nameof(LogFault.Damaged), 2 },
        { Heading + Timed("0", "1e18"), nameof(LogFault.Damaged), 2 },
        { Heading + "Tag=" + Good, nameof(LogFault.Damaged), 2 },
    };

    [Theory]
    [MemberData(nameof(Logs))]
    public void What_is_no_log_or_a_damaged_one_is_told_with_its_line(string log, string fault, int line) =>
        Assert.Equal((fault, line), (new HistogramLog().Read(new StringReader(log), out int at).ToString(), at));

    [Fact]
    public void A_line_without_an_end_takes_bounded_memory() =>
        Assert.Equal(LogFault.Damaged, ReadBounded(new Endless(Heading, ',', 200_000_000)));

    /// <summary>Of /dev/zero once every byte was read, and there is no last.</summary>
    [Theory]
    [InlineData("", '\0', nameof(LogFault.NotALog))]
    [InlineData(Heading, '#', nameof(LogFault.Damaged))]
    public void A_file_without_an_end_is_given_up(string beginning, char character, string fault) =>
        Assert.Equal(fault, ReadBounded(new Endless(beginning, character, long.MaxValue)).ToString());

    /// <summary>So a disk that was full leaves it, or a program that was killed while it wrote.</summary>
    [Fact]
    public void Half_a_line_at_the_end_is_left_out()
    {
        HistogramLog log = new();
        Assert.Equal(LogFault.None, log.Read(new StringReader($"{Heading}{Good}\n{Good}\n{Good[..^60]}"), out int line));
        Assert.Equal((true, 4, 2 * 999), (log.IsCutOff, line, log.Corrected.Count));
    }

    [Fact]
    public void A_last_line_without_an_end_that_is_whole_counts()
    {
        HistogramLog log = new();
        Assert.Equal(LogFault.None, log.Read(new StringReader($"{Heading}{Good}\n{Good}"), out _));
        Assert.Equal((false, 2 * 999), (log.IsCutOff, log.Corrected.Count));
    }

    [Fact]
    public void Zeros_that_inflate_to_a_gigabyte_take_bounded_memory()
    {
        using MemoryStream bomb = new();
        bomb.Write(new byte[8]);
        using (ZLibStream deflate = new(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 1024; i++)
                deflate.Write(zeros);
        }
        Assert.Equal(LogFault.Damaged, ReadBounded(new StringReader($"{Heading}0,1,1,{Convert.ToBase64String(bomb.ToArray())}\n")));
    }

    /// <summary>The header of a histogram says how large it is; so much is not to be believed.</summary>
    [Theory]
    [InlineData(4, int.MaxValue)] // the length of what follows
    [InlineData(4, -1)]
    [InlineData(12, 0)] // digits
    [InlineData(12, 9)]
    [InlineData(12, int.MaxValue)]
    [InlineData(12, -5)]
    [InlineData(16, int.MinValue)] // the lowest value, its upper half
    [InlineData(24, int.MinValue)] // the highest, its upper half
    public void A_gigantic_claim_takes_bounded_memory(int at, int claim)
    {
        byte[] claiming = [.. Plain];
        BinaryPrimitives.WriteInt32BigEndian(claiming.AsSpan(at), claim);
        Assert.Equal(LogFault.Damaged, ReadBounded(new StringReader(Heading + Line(claiming))));
    }

    /// <summary>A highest value of 2^63 with the finest precision is a claim that a good histogram may make.</summary>
    [Fact]
    public void The_largest_histogram_there_is_takes_bounded_memory()
    {
        byte[] claiming = [.. Plain];
        BinaryPrimitives.WriteInt32BigEndian(claiming.AsSpan(12), 5);
        BinaryPrimitives.WriteInt64BigEndian(claiming.AsSpan(24), long.MaxValue);
        ReadBounded(new StringReader(Heading + Line(claiming)));
    }

    /// <summary>Bytes changed at random, under a good compression: each is read or refused, none breaks out, and all that is shown of what was read can be computed.</summary>
    [Fact]
    public void Whatever_the_bytes_are_no_exception_comes_of_them()
    {
        Random random = new(7);
        int refused = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[] changed = [.. Plain];
            for (int i = random.Next(1, 6); i > 0; i--)
                changed[random.Next(random.Next(2) == 0 ? 40 : changed.Length)] = (byte)random.Next(256);
            HistogramLog log = new();
            if (log.Read(new StringReader(Heading + Line(changed)), out _) is LogFault.Damaged)
                refused++;
            foreach (double percentile in BenchNames.Percentiles)
                _ = (log.Corrected.At(percentile), log.Corrected.Beyond(percentile));
            new BenchHtml(new(Meari.Text.Language.English)).Write("", [], [], [], [new("", log.Corrected, null, log.Course)]);
        }
        Assert.InRange(refused, 1, 299);
    }

    static LogFault ReadBounded(TextReader reader)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        LogFault fault = new HistogramLog().Read(reader, out _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Bound);
        return fault;
    }

    static string Timed(string begin, string length) => $"{begin},{length},{Good.Split(',', 3)[2]}\n";

    static string GoodLine()
    {
        Latencies latencies = new();
        for (int i = 1; i < 1000; i++)
            latencies.Record(i * 12_345L, 1);
        using MemoryStream file = new();
        new HistogramLogWriter(file).Write(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1), latencies, null);
        return Encoding.ASCII.GetString(file.ToArray()).Split('\n')[^2];
    }

    static byte[] Inflate(string line)
    {
        byte[] compressed = Convert.FromBase64String(line.Split(',')[^1]);
        using MemoryStream plain = new();
        using ZLibStream inflate = new(new MemoryStream(compressed, 8, compressed.Length - 8), CompressionMode.Decompress);
        inflate.CopyTo(plain);
        return plain.ToArray();
    }

    static string Line(byte[] plain)
    {
        using MemoryStream compressed = new();
        compressed.Write(Convert.FromBase64String(Good.Split(',')[^1]).AsSpan(0, 8));
        using (ZLibStream deflate = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(plain);
        return $"0,1,1,{Convert.ToBase64String(compressed.ToArray())}\n";
    }

    /// <summary>A beginning, then so many of one character and no end of line.</summary>
    sealed class Endless(string beginning, char character, long count) : TextReader
    {
        long _at;

        public override int Read() => _at < beginning.Length ? beginning[(int)_at++] : _at++ < count ? character : -1;
    }
}
