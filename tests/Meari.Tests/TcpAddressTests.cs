using System.Net;

namespace Meari.Tests;

[Trait("Engine", "none")]
public sealed class TcpAddressTests
{
    [Theory]
    [InlineData("example.org:80", "example.org", 80)]
    [InlineData("localhost", "localhost", 9000)]
    [InlineData("under_score-host.local:1", "under_score-host.local", 1)]
    [InlineData("메아리.kr:9000", "메아리.kr", 9000)]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    [InlineData("127.0.0.1", "127.0.0.1", 9000)]
    [InlineData("0.0.0.0:65535", "0.0.0.0", 65535)]
    [InlineData("[::]:9000", "::", 9000)]
    [InlineData("[::1]", "::1", 9000)]
    [InlineData("[fe80::1%1]:7", "fe80::1%1", 7)]
    [InlineData("[::ffff:1.2.3.4]:7", "::ffff:1.2.3.4", 7)]
    [InlineData(":9001", "", 9001)]
    [InlineData("  [::1]:80\t", "::1", 80)]
    [InlineData("host:0080", "host", 80)]
    public void Every_form_is_read(string text, string host, int port)
    {
        Assert.True(TcpAddress.TryParse(text, out TcpAddress address, out TcpAddressError error));
        Assert.Equal(TcpAddressError.None, error);
        Assert.Equal(new TcpAddress(host, port), address);
        Assert.Equal(address, TcpAddress.Parse(text));
    }

    [Theory]
    [InlineData(null, TcpAddressError.Empty)]
    [InlineData("", TcpAddressError.Empty)]
    [InlineData("  \t", TcpAddressError.Empty)]
    [InlineData("host:", TcpAddressError.BadPort)]
    [InlineData(":", TcpAddressError.BadPort)]
    [InlineData("host:65536", TcpAddressError.BadPort)]
    [InlineData("host:99999999999", TcpAddressError.BadPort)]
    [InlineData("host:-1", TcpAddressError.BadPort)]
    [InlineData("host:+1", TcpAddressError.BadPort)]
    [InlineData("host: 1", TcpAddressError.BadPort)]
    [InlineData("host:0x50", TcpAddressError.BadPort)]
    [InlineData("host:http", TcpAddressError.BadPort)]
    [InlineData("host:\u0661", TcpAddressError.BadPort)]
    [InlineData("[::1]:", TcpAddressError.BadPort)]
    [InlineData("[::1]:65536", TcpAddressError.BadPort)]
    [InlineData("[::1", TcpAddressError.BadBrackets)]
    [InlineData("[", TcpAddressError.BadBrackets)]
    [InlineData("[::1]9000", TcpAddressError.BadBrackets)]
    [InlineData("[::1]]:9000", TcpAddressError.BadBrackets)]
    [InlineData("::1", TcpAddressError.IPv6WithoutBrackets)]
    [InlineData("fe80::1:9000", TcpAddressError.IPv6WithoutBrackets)]
    [InlineData("host:80:90", TcpAddressError.BadHost)]
    [InlineData("http://host:80", TcpAddressError.BadHost)]
    [InlineData("127.1:80", TcpAddressError.BadHost)]
    [InlineData("010.0.0.1", TcpAddressError.BadHost)]
    [InlineData("host.7", TcpAddressError.BadHost)]
    [InlineData("[]:9000", TcpAddressError.BadIPv6)]
    [InlineData("[host]:9000", TcpAddressError.BadIPv6)]
    [InlineData("[127.0.0.1]:9000", TcpAddressError.BadIPv6)]
    [InlineData("[1::2::3]:9000", TcpAddressError.BadIPv6)]
    [InlineData("[::1/64]:9000", TcpAddressError.BadIPv6)]
    [InlineData("[[::1]:9000", TcpAddressError.BadIPv6)]
    [InlineData("9000", TcpAddressError.DigitsOnly)]
    [InlineData("ho st:80", TcpAddressError.BadHost)]
    [InlineData("http//host:80", TcpAddressError.BadHost)]
    [InlineData("user@host", TcpAddressError.BadHost)]
    [InlineData("ho\nst:80", TcpAddressError.BadHost)]
    [InlineData("host]:80", TcpAddressError.BadHost)]
    public void Every_mistake_has_its_name(string? text, TcpAddressError expected)
    {
        Assert.False(TcpAddress.TryParse(text, out TcpAddress address, out TcpAddressError error));
        Assert.Equal(expected, error);
        Assert.Equal(default, address);
    }

    [Fact]
    public void Parse_tells_the_text_and_the_mistake()
    {
        FormatException e = Assert.Throws<FormatException>(static () => TcpAddress.Parse("::1"));
        Assert.Contains("::1", e.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(TcpAddressError.IPv6WithoutBrackets), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_default_port_is_taken_only_where_the_text_has_none()
    {
        Assert.True(TcpAddress.TryParse("host", out TcpAddress without, out _, defaultPort: 7));
        Assert.True(TcpAddress.TryParse("host:8", out TcpAddress with, out _, defaultPort: 7));
        Assert.Equal(7, without.Port);
        Assert.Equal(8, with.Port);
    }

    [Theory]
    [InlineData("host:80")]
    [InlineData("127.0.0.1:0")]
    [InlineData("[::1]:9000")]
    [InlineData("[fe80::1%1]:9000")]
    [InlineData(":9000")]
    public void What_ToString_writes_is_read_again(string text)
    {
        TcpAddress address = TcpAddress.Parse(text);
        Assert.Equal(text, address.ToString());
        Assert.Equal(address, TcpAddress.Parse(address.ToString()));
    }

    [Fact]
    public void A_numeric_host_becomes_an_end_point()
    {
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 80), TcpAddress.Parse("127.0.0.1:80").ToEndPoint());
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 80), TcpAddress.Parse("[::1]:80").ToEndPoint());
        Assert.Equal(3, TcpAddress.Parse("[fe80::1%3]:80").ToEndPoint().Address.ScopeId);
    }

    [Fact]
    public void No_host_means_every_address_of_both_families() =>
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Any, 80), TcpAddress.Parse(":80").ToEndPoint());

    [Theory]
    [InlineData("localhost")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.256")]
    [InlineData("0x7f000001")]
    [InlineData("[::1]")]
    [InlineData("[::1]:80")]
    [InlineData("::1/64")]
    public void A_name_or_a_short_number_is_no_end_point(string host)
    {
        TcpAddress address = new(host, 80);
        Assert.False(address.TryToEndPoint(out IPEndPoint? endPoint));
        Assert.Null(endPoint);
        Assert.Throws<FormatException>(() => address.ToEndPoint());
    }

    /// <summary>inet_aton would read 010 as eight; an address must not mean one thing here and another thing there.</summary>
    [Fact]
    public void Octal_and_hexadecimal_parts_are_no_address()
    {
        Assert.False(new TcpAddress("010.0.0.1", 80).TryToEndPoint(out _));
        Assert.False(new TcpAddress("0x7f.0.0.1", 80).TryToEndPoint(out _));
    }
}
