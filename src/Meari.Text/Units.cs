using System.Globalization;

namespace Meari.Text;

/// <summary>Numbers and durations as people write and read them, the same in both languages.</summary>
internal static class Units
{
    /// <summary>The longest duration that is taken: a timer holds no more than 49 days.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>12345 as <c>12,345</c>.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A duration as it is written in a sentence: in English as it can be typed (<c>10s</c>, <c>500ms</c>), in Korean <c>10초</c>, <c>0.5초</c>.</summary>
    public static string Duration(TimeSpan time, Language language) => (time.TotalSeconds, language) switch
    {
        (_, Language.Korean) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "초",
        ( >= 1 or 0, _) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s",
        ( >= 0.001, _) => time.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture) + "ms",
        _ => time.TotalMicroseconds.ToString("0.###", CultureInfo.InvariantCulture) + "us",
    };

    /// <summary>English: <c>1 byte</c>, <c>12,345 bytes</c>.</summary>
    public static string Bytes(long number) => number == 1 ? "1 byte" : Count(number) + " bytes";

    /// <summary>A latency with three digits, in the unit that fits it: <c>47.3 µs</c>, <c>1.92 ms</c>, <c>2.05 s</c>; the same in both languages.</summary>
    public static string Latency(double nanoseconds) => nanoseconds switch
    {
        < 999_500 => ThreeDigits(nanoseconds / 1e3) + " µs",
        < 999_500_000 => ThreeDigits(nanoseconds / 1e6) + " ms",
        _ => ThreeDigits(nanoseconds / 1e9) + " s",
    };

    /// <summary>A round latency, as a mark on an axis has it: <c>50 µs</c>, <c>1 ms</c>.</summary>
    public static string LatencyMark(double nanoseconds) => nanoseconds switch
    {
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:0.###} µs"),
        < 1e9 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e9:#,##0} s"),
    };

    /// <summary>A round throughput, as a mark on an axis has it: <c>500 MB/s</c>, <c>1.5 GB/s</c>.</summary>
    public static string ThroughputMark(double bytesPerSecond) => bytesPerSecond switch
    {
        < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond:0.##} B/s"),
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond / 1e3:0.##} kB/s"),
        < 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond / 1e6:0.##} MB/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond / 1e9:0.##} GB/s"),
    };

    /// <summary>Bytes in a second as <c>950 B/s</c>, <c>12.3 kB/s</c>, <c>1.21 GB/s</c>: powers of 1000.</summary>
    public static string Throughput(double bytesPerSecond) => bytesPerSecond switch
    {
        < 999.5 => ThreeDigits(bytesPerSecond) + " B/s",
        < 999_500 => ThreeDigits(bytesPerSecond / 1e3) + " kB/s",
        < 999_500_000 => ThreeDigits(bytesPerSecond / 1e6) + " MB/s",
        _ => ThreeDigits(bytesPerSecond / 1e9) + " GB/s",
    };

    /// <summary><c>1.14</c>, <c>27.2</c>, <c>4,809</c>: no more than the eye can use.</summary>
    public static string ThreeDigits(double number) => number.ToString(
        number switch { < 9.995 => "0.00", < 99.95 => "0.0", _ => "#,##0" }, CultureInfo.InvariantCulture);

    /// <summary>Reads a number of bytes: <c>64</c>, <c>4k</c>, <c>1M</c> (powers of 1024).</summary>
    public static bool TryParseBytes(string text, out long bytes)
    {
        (string number, long unit) = text switch
        {
            _ when text.EndsWith('k') || text.EndsWith('K') => (text[..^1], 1024L),
            _ when text.EndsWith('M') => (text[..^1], 1024L * 1024),
            _ => (text, 1L),
        };
        bool isNumber = long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value);
        bool fits = isNumber && value <= long.MaxValue / unit;
        bytes = fits ? value * unit : 0;
        return fits;
    }

    /// <summary>Reads <c>10s</c>, <c>500ms</c>, <c>50us</c> (or <c>50µs</c>, with either letter that looks so), <c>2m</c>, <c>1h</c>; a bare number is seconds. From 0 to 30 days.</summary>
    public static bool TryParseDuration(string text, out TimeSpan time)
    {
        (string number, double unit) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], TimeSpan.TicksPerMillisecond),
            _ when text.EndsWith("us", StringComparison.Ordinal) || text.EndsWith("\u00b5s", StringComparison.Ordinal) || text.EndsWith("\u03bcs", StringComparison.Ordinal) => (text[..^2], TimeSpan.TicksPerMicrosecond),
            _ when text.EndsWith('s') => (text[..^1], TimeSpan.TicksPerSecond),
            _ when text.EndsWith('m') => (text[..^1], TimeSpan.TicksPerMinute),
            _ when text.EndsWith('h') => (text[..^1], TimeSpan.TicksPerHour),
            _ => (text, (double)TimeSpan.TicksPerSecond),
        };
        bool isNumber = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
        bool fits = isNumber && value * unit <= Longest.Ticks;
        time = fits ? TimeSpan.FromTicks((long)Math.Round(value * unit)) : default;
        return fits;
    }
}
