namespace Meari.Text;

/// <summary>One thing to say, in both languages; whoever shows it chooses, and may choose again (a page switches in place).</summary>
/// <param name="Korean">In Korean.</param>
/// <param name="English">In English.</param>
internal readonly record struct Words(string Korean, string English)
{
    /// <summary>In one language.</summary>
    public string In(Language language) => language == Language.Korean ? Korean : English;
}
