using System.Reflection;

namespace Meari.Text.Tests;

public sealed class HelpTextsTests
{
    [Fact]
    public void Every_text_exists_in_both_languages()
    {
        foreach (PropertyInfo property in typeof(HelpTexts).GetProperties())
        {
            string korean = (string)property.GetValue(new HelpTexts(Language.Korean))!;
            string english = (string)property.GetValue(new HelpTexts(Language.English))!;
            Assert.Contains(korean, static c => c is >= '가' and <= '힣');
            Assert.DoesNotContain(english, static c => c is >= '가' and <= '힣');
        }
    }
}
