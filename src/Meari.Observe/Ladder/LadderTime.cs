using System.Globalization;

namespace Meari.Observe;

/// <summary>How long after the line before, in at most eight columns.</summary>
internal static class LadderTime
{
    public static string Since(long nanoseconds) => nanoseconds switch
    {
        < 0 => "0", // the same moment, as good as the clock is
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"+{nanoseconds} ns"),
        < 999_500 => "+" + Digits(nanoseconds / 1e3) + " µs",
        < 999_500_000 => "+" + Digits(nanoseconds / 1e6) + " ms",
        < 999_500_000_000 => "+" + Digits(nanoseconds / 1e9) + " s",
        _ => string.Create(CultureInfo.InvariantCulture, $"+{Math.Min(nanoseconds / 60_000_000_000, 9999)} m"),
    };

    static string Digits(double value) => value.ToString(value < 9.995 ? "0.00" : value < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
