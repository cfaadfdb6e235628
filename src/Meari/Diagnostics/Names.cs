namespace Meari.Diagnostics;

/// <summary>The snake_case names by which metrics and JSON call outcomes and reasons, made once.</summary>
internal static class Names
{
    static readonly string[] Outcomes = Array.ConvertAll(Enum.GetNames<TcpOutcome>(), ToSnakeCase);
    static readonly string[] Kinds = Array.ConvertAll(Enum.GetNames<TcpCloseKind>(), ToSnakeCase);

    public static string Of(TcpOutcome outcome) => Outcomes[(int)outcome];

    public static string Of(TcpCloseKind kind) => Kinds[(int)kind];

    /// <summary>
    /// By hand: JsonNamingPolicy would load an assembly the first time an accept fails, and where that fails for want of descriptors,
    /// so does loading.
    /// </summary>
    static string ToSnakeCase(string name) =>
        string.Concat(name.Select(static (c, i) => char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
