namespace Meari.Text.Tests;

public sealed class LanguageTests
{
    [Theory]
    [InlineData("ko_KR.UTF-8", null, null, true)]
    [InlineData("en_US.UTF-8", "ko_KR", "ko_KR", false)]
    [InlineData("", "ko", "en_US", true)]
    [InlineData(null, null, "ko_KR.eucKR", true)]
    [InlineData(null, "C", "ko_KR.UTF-8", false)]
    [InlineData("kok_IN", null, null, false)]
    [InlineData("ko", null, null, true)]
    [InlineData(null, null, null, false)]
    public void The_first_variable_that_is_not_empty_decides(string? all, string? messages, string? lang, bool korean) =>
        Assert.Equal(korean ? Language.Korean : Language.English, Languages.FromEnvironment(name => name switch { "LC_ALL" => all, "LC_MESSAGES" => messages, "LANG" => lang, _ => null }));

    [Theory]
    [InlineData("ko", true)]
    [InlineData("en", true)]
    [InlineData("KO", false)]
    [InlineData("fr", false)]
    public void Only_the_two_names_are_taken(string name, bool taken) => Assert.Equal(taken, Languages.TryParse(name, out _));
}
