namespace Meari.Text.Tests;

public sealed class WireTextTests
{
    static WireEncoding Encoding(string name)
    {
        Assert.True(WireEncoding.TryFind(name, out WireEncoding? encoding));
        return encoding;
    }

    [Theory]
    [InlineData("utf-8", "안녕하세요. 👍")]
    [InlineData("cp949", "안녕하세요. 똠방각하")]
    [InlineData("euc-kr", "안녕하세요.")]
    [InlineData("shift_jis", "こんにちは")]
    [InlineData("utf-16", "안녕👍")]
    public void A_character_cut_at_any_byte_is_put_together_again(string name, string text)
    {
        Assert.True(Encoding(name).TryEncode(text, out byte[] bytes, out _));
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            WireText wire = Encoding(name).CreateText();
            Assert.Equal(text, wire.Read(bytes.AsSpan(0, cut)) + wire.Read(bytes.AsSpan(cut)) + wire.Flush());
        }
    }

    [Fact]
    public void Bytes_one_at_a_time_make_the_same_text()
    {
        WireText wire = WireEncoding.Utf8.CreateText();
        Assert.Equal("메아리👍", string.Concat("메아리👍"u8.ToArray().Select(b => wire.Read([b]))));
    }

    [Theory]
    [InlineData("utf-8", new byte[] { 0x61, 0xff, 0xfe, 0x62 }, @"a\xff\xfeb")]
    [InlineData("utf-8", new byte[] { 0xc0, 0xaf }, @"\xc0\xaf")]
    [InlineData("utf-8", new byte[] { 0xed, 0xa0, 0x80 }, @"\xed\xa0\x80")]
    [InlineData("utf-8", new byte[] { 0xec, 0x95, 0x41 }, @"\xec\x95A")]
    [InlineData("cp949", new byte[] { 0x81, 0x20, 0x41 }, @"\x81\x20A")]
    public void Bytes_that_are_no_text_are_shown_as_what_they_are(string name, byte[] bytes, string shown)
    {
        WireText wire = Encoding(name).CreateText();
        Assert.Equal(shown, wire.Read(bytes) + wire.Flush());
    }

    [Fact]
    public void The_start_of_a_character_is_shown_when_no_more_follows()
    {
        WireText wire = WireEncoding.Utf8.CreateText();
        Assert.Equal("a", wire.Read([0x61, 0xec, 0x95]));
        Assert.Equal(@"\xec\x95", wire.Flush());
        Assert.Equal("b", wire.Read("b"u8));
    }

    [Fact]
    public void After_a_gap_the_start_of_a_character_is_forgotten()
    {
        WireText wire = WireEncoding.Utf8.CreateText();
        wire.Read([0xec, 0x95]);
        wire.Reset();
        Assert.Equal("a", wire.Read("a"u8));
    }

    [Fact]
    public void A_long_receive_is_shown_in_part_and_the_rest_is_counted()
    {
        WireText wire = WireEncoding.Utf8.CreateText();
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(new string('가', 20_000));
        string shown = wire.Read(bytes, 4096);
        Assert.InRange(shown.Length, 4000, 5200);
        Assert.Equal(bytes.Length, System.Text.Encoding.UTF8.GetByteCount(shown) + wire.NotShown);
        Assert.Equal("끝", wire.Read("끝"u8, 4096));
        Assert.Equal(0, wire.NotShown);
    }

    [Fact]
    public void A_long_receive_that_ends_in_half_a_character_goes_on_with_the_next()
    {
        WireText wire = WireEncoding.Utf8.CreateText();
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(new string('x', 20_000) + "한");
        wire.Read(bytes.AsSpan(0, bytes.Length - 1), 4096);
        Assert.Equal("한", wire.Read(bytes.AsSpan(bytes.Length - 1), 4096));
    }

    [Fact]
    public void Random_bytes_in_random_pieces_never_act_on_a_terminal()
    {
        Random random = new(20260901);
        foreach (string name in new[] { "utf-8", "cp949", "utf-16", "iso-2022-kr", "hex" })
        {
            WireText wire = Encoding(name).CreateText();
            for (int i = 0; i < 500; i++)
            {
                byte[] bytes = new byte[random.Next(1, 300)];
                random.NextBytes(bytes);
                Assert.DoesNotContain(wire.Read(bytes, 100), char.IsControl);
            }
        }
    }

    [Fact]
    public void Hexadecimal_shows_every_byte()
    {
        WireText wire = Encoding("HEX").CreateText();
        Assert.Equal("ec 95 88 00", wire.Read([0xec, 0x95, 0x88, 0]));
        Assert.Equal("", wire.Read([]));
        Assert.Equal("01 02 03 04", wire.Read([1, 2, 3, 4, 5, 6, 7], 12));
        Assert.Equal(3, wire.NotShown);
    }
}
