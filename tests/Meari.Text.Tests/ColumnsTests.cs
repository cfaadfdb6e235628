namespace Meari.Text.Tests;

public sealed class ColumnsTests
{
    [Theory]
    [InlineData("abc", 3)]
    [InlineData("한글", 4)]
    [InlineData("IP 주소", 7)]
    [InlineData("👍", 2)]
    public void A_Hangul_syllable_is_two_columns_wide(string text, int width) => Assert.Equal(width, Columns.Width(text));

    [Fact]
    public void Padding_counts_columns() => Assert.Equal("한글  |", Columns.Pad("한글", 6) + "|");

    [Fact]
    public void Lines_break_at_spaces_and_no_word_is_lost()
    {
        Assert.Equal(["접속 대기", "큐의 길이"], Columns.Wrap("접속 대기 큐의 길이", 10));
        Assert.Equal(["a", "verylongword", "b"], Columns.Wrap("a verylongword b", 5));
        Assert.Equal([""], Columns.Wrap("", 5));
    }
}
