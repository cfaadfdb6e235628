namespace Meari.Cli.Output;

/// <summary>Whether standard output gets colours.</summary>
/// <remarks>Source: no-color.org; bixense.com/clicolors.</remarks>
internal static class Colours
{
    public static bool AreWanted => AreWantedOn(Console.IsOutputRedirected);

    /// <summary>Whether standard error gets them.</summary>
    public static bool AreWantedOnError => AreWantedOn(Console.IsErrorRedirected);

    static bool AreWantedOn(bool isRedirected) =>
        !IsSet("NO_COLOR") && (IsSet("CLICOLOR_FORCE") || (!isRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb"));

    static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value && value != "0";
}
