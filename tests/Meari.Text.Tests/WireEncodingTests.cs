namespace Meari.Text.Tests;

public sealed class WireEncodingTests
{
    static byte[] Encode(string name, string text)
    {
        Assert.True(WireEncoding.TryFind(name, out WireEncoding? encoding));
        Assert.True(encoding.TryEncode(text, out byte[] bytes, out _));
        return bytes;
    }

    [Theory]
    [InlineData("utf-8", 16)]
    [InlineData("UTF8", 16)]
    [InlineData("cp949", 11)]
    [InlineData("uhc", 11)]
    [InlineData("ms949", 11)]
    [InlineData("windows-949", 11)]
    [InlineData("949", 11)]
    [InlineData("ks_c_5601-1987", 11)]
    [InlineData("euc-kr", 11)]
    [InlineData("utf-16", 12)]
    public void The_slides_greeting_has_the_slides_length(string name, int length) => Assert.Equal(length, Encode(name, "안녕하세요.").Length);

    [Theory]
    [InlineData("cp437")]
    [InlineData("ibm850")]
    [InlineData("windows-1252")]
    [InlineData("latin1")]
    [InlineData("us-ascii")]
    [InlineData("sjis")]
    [InlineData("gb18030")]
    [InlineData("big5")]
    [InlineData("koi8-r")]
    [InlineData("iso-8859-15")]
    public void Every_usual_name_is_known(string name) => Assert.Equal("abc"u8.ToArray(), Encode(name, "abc"));

    [Theory]
    [InlineData("utf-7")]
    [InlineData("65000")]
    [InlineData("cp65000")]
    [InlineData("0")]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("cp99999999999")]
    [InlineData("nonsense")]
    public void What_is_no_encoding_or_a_dangerous_one_is_refused(string name) => Assert.False(WireEncoding.TryFind(name, out _));

    [Fact]
    public void Code_page_949_has_syllables_that_EUC_KR_lacks()
    {
        Assert.True(WireEncoding.TryFind("euc-kr", out WireEncoding? eucKr));
        Assert.Equal(2, Encode("cp949", "똠").Length);
        Assert.False(eucKr.TryEncode("가똠", out _, out EncodeError error));
        Assert.Equal(new EncodeError(EncodeErrorKind.NoSuchCharacter, new('똠'), 2), error);
    }

    [Theory]
    [InlineData("cp949", "abcé", "é", 4)]
    [InlineData("ascii", "가", "가", 1)]
    [InlineData("cp949", "한👍글👍", "👍", 2)]
    [InlineData("cp949", "👎글", "👎", 1)]
    public void A_character_that_the_encoding_lacks_is_named_and_never_replaced(string name, string text, string character, int position)
    {
        Assert.True(WireEncoding.TryFind(name, out WireEncoding? encoding));
        Assert.False(encoding.TryEncode(text, out byte[] bytes, out EncodeError error));
        Assert.Empty(bytes);
        Assert.Equal((EncodeErrorKind.NoSuchCharacter, character, position), (error.Kind, error.Character.ToString(), error.Position));
    }

    [Fact]
    public void Hexadecimal_digits_are_bytes()
    {
        Assert.Equal([0xec, 0x95, 0x88, 0x0a], Encode("hex", "ec 95 88 0A"));
        Assert.Equal([0xec, 0x95], Encode("hex", "EC95"));
        Assert.Empty(Encode("hex", " "));
    }

    [Theory]
    [InlineData("ec 9", "HalfByte", "9", 4)]
    [InlineData("0x41", "NoHexDigit", "x", 2)]
    [InlineData("41 4g", "NoHexDigit", "g", 5)]
    [InlineData("👍", "NoHexDigit", "👍", 1)]
    public void What_is_no_hexadecimal_is_told_with_its_place(string text, string kind, string character, int position)
    {
        Assert.True(WireEncoding.TryFind("hex", out WireEncoding? hex));
        Assert.False(hex.TryEncode(text, out _, out EncodeError error));
        Assert.Equal((kind, character, position), (error.Kind.ToString(), error.Character.ToString(), error.Position));
    }

    [Theory]
    [InlineData("cp94", "cp949")]
    [InlineData("utf-9", "utf-8")]
    [InlineData("euckr", "euc-kr")]
    [InlineData("shift-jis", "shift_jis")]
    [InlineData("hexx", "hex")]
    [InlineData("korea", "korean")]
    public void An_unknown_name_is_answered_with_near_ones(string name, string near) => Assert.Contains(near, EncodingNames.Near(name));

    [Fact]
    public void Nothing_is_near_to_nonsense() => Assert.Empty(EncodingNames.Near("qqqqqqqqqqqqqqqqqqqq"));

    [Fact]
    public void Every_near_name_is_an_encoding()
    {
        foreach (string near in new[] { "utf", "cp9499", "iso-8859", "windows-12555", "ms94" }.SelectMany(EncodingNames.Near))
            Assert.True(WireEncoding.TryFind(near, out _), near);
    }
}
