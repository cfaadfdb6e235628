namespace Meari.Text;

/// <summary>The languages that Meari speaks.</summary>
internal enum Language
{
    English,
    Korean,
}

/// <summary>Finds out which language to speak.</summary>
internal static class Languages
{
    static readonly string[] Variables = ["LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>What <c>--lang</c> takes: <c>ko</c> or <c>en</c>.</summary>
    public static bool TryParse(string name, out Language language)
    {
        language = name == "ko" ? Language.Korean : Language.English;
        return name is "ko" or "en";
    }

    /// <summary>The environment's: the first of LC_ALL, LC_MESSAGES and LANG that is not empty decides, as locale(7) says.</summary>
    public static Language FromEnvironment(Func<string, string?> variable)
    {
        foreach (string name in Variables)
        {
            if (variable(name) is { Length: > 0 } locale)
                return locale.Split('_', '.', '-', '@')[0] == "ko" ? Language.Korean : Language.English;
        }
        return Language.English;
    }
}
