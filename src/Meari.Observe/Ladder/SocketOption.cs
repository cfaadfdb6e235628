using System.Globalization;

namespace Meari.Observe;

/// <summary>An option as the arguments of setsockopt tell it: <c>TCP_NODELAY=1</c>, <c>SO_LINGER={l_onoff=1, l_linger=0}</c>.</summary>
/// <param name="Name">The option.</param>
/// <param name="Value">What it was set to, as it was written.</param>
internal readonly record struct SocketOption(string Name, string Value)
{
    public static SocketOption? Of(string? arguments) =>
        arguments?.IndexOf('=', StringComparison.Ordinal) is > 0 and int at ? new(arguments[..at], arguments[(at + 1)..]) : null;

    /// <summary>The value as a number; null if it is none.</summary>
    public long? Number => long.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>Of SO_LINGER: the seconds; null if it is off, or not understood.</summary>
    public int? LingerSeconds => Member("l_onoff") is > 0 or < 0 ? Member("l_linger") : null;

    /// <summary>A member of a structure.</summary>
    int? Member(string name)
    {
        int at = Value.IndexOf(name + "=", StringComparison.Ordinal);
        if (at < 0)
            return null;
        ReadOnlySpan<char> rest = Value.AsSpan(at + name.Length + 1);
        int end = rest.IndexOfAny(',', '}', ' ');
        return int.TryParse(end < 0 ? rest : rest[..end], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
