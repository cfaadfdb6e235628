namespace Meari.Text.Tests;

public sealed class EscapeTests
{
    [Theory]
    [InlineData("안녕하세요.", "안녕하세요.")]
    [InlineData("plain \\ text", "plain \\ text")]
    [InlineData("a\nb\rc\td", @"a\nb\rc\td")]
    [InlineData("\u001b[31mred\u0007\0\u007f", @"\x1b[31mred\x07\x00\x7f")]
    [InlineData("\u009b31m\u0085", @"\u009b31m\u0085")]
    [InlineData("user\u202egnp.exe\u2066x\u2069\u200f", @"user\u202egnp.exe\u2066x\u2069\u200f")]
    [InlineData("\ufeffzero\u200bwidth\u00ad", @"\ufeffzero\u200bwidth\u00ad")]
    [InlineData("line\u2028paragraph\u2029", @"line\u2028paragraph\u2029")]
    [InlineData("👍 한", "👍 한")]
    [InlineData("\ue0a0", @"\ue0a0")]
    [InlineData("\U000e0041tag", @"\U000e0041tag")]
    public void What_would_act_on_a_terminal_is_written_out_and_nothing_else(string text, string shown) => Assert.Equal(shown, Escape.Text(text));

    [Fact]
    public void Half_a_surrogate_pair_is_written_out() => Assert.Equal(@"\udc4d\ud83d", Escape.Text(new string(['\udc4d', '\ud83d'])));

    [Fact]
    public void No_character_of_Unicode_comes_through_as_a_control_or_a_direction()
    {
        for (int value = 0; value <= 0xffff; value++)
        {
            string shown = Escape.Text(((char)value).ToString());
            Assert.DoesNotContain(shown, static c => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e'));
        }
    }
}
