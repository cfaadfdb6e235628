namespace Meari.Text.Tests;

public sealed class UnitsTests
{
    [Theory]
    [InlineData("10s", 10_000)]
    [InlineData("500ms", 500)]
    [InlineData("3", 3_000)]
    [InlineData("1.5", 1_500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("0", 0)]
    public void A_duration_is_read(string text, int milliseconds)
    {
        Assert.True(Units.TryParseDuration(text, out TimeSpan time));
        Assert.Equal(milliseconds, time.TotalMilliseconds);
    }

    [Theory]
    [InlineData("50us")]
    [InlineData("50\u00b5s")] // the micro sign
    [InlineData("50\u03bcs")] // the Greek letter
    [InlineData("0.05ms")]
    public void Microseconds_are_read_and_written_as_they_can_be_typed(string text)
    {
        Assert.True(Units.TryParseDuration(text, out TimeSpan time));
        Assert.Equal(TimeSpan.FromMicroseconds(50), time);
        Assert.Equal("50us", Units.Duration(time, Language.English));
    }

    [Theory]
    [InlineData("")]
    [InlineData("us")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("10 s")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("∞")]
    [InlineData("99999999999h")]
    [InlineData("31000m0")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Units.TryParseDuration(text, out _));

    [Theory]
    [InlineData(10_000, "10s")]
    [InlineData(1_500, "1.5s")]
    [InlineData(500, "500ms")]
    [InlineData(0, "0s")]
    public void A_duration_is_written_as_it_can_be_typed(int milliseconds, string text) =>
        Assert.Equal(text, Units.Duration(TimeSpan.FromMilliseconds(milliseconds), Language.English));

    [Theory]
    [InlineData(0, "0 B/s")]
    [InlineData(250_000, "250 kB/s")]
    [InlineData(500_000_000, "500 MB/s")]
    [InlineData(1_500_000_000, "1.5 GB/s")]
    public void A_mark_of_throughput_is_as_short_as_it_can_be(double bytesPerSecond, string text) => Assert.Equal(text, Units.ThroughputMark(bytesPerSecond));

    [Theory]
    [InlineData(1, 7, "×7.00")]
    [InlineData(4, 501, "×125")]
    [InlineData(10, 48_087, "×4,809")]
    [InlineData(0, 7, "–")]
    public void A_ratio_has_three_digits_or_is_whole(double first, double other, string text) => Assert.Equal(text, BenchTexts.Ratio(other, first));

    [Fact]
    public void Korean_counts_seconds() => Assert.Equal("0.5초", Units.Duration(TimeSpan.FromMilliseconds(500), Language.Korean));

    [Fact]
    public void Large_numbers_are_grouped() => Assert.Equal("12,345", Units.Count(12345));
}
