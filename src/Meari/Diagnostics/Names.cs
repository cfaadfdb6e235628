using System.Text.Json;

namespace Meari.Diagnostics;

/// <summary>The snake_case names by which metrics and JSON call outcomes and reasons, made once.</summary>
internal static class Names
{
    static readonly string[] Outcomes = Array.ConvertAll(Enum.GetNames<TcpOutcome>(), JsonNamingPolicy.SnakeCaseLower.ConvertName);
    static readonly string[] Kinds = Array.ConvertAll(Enum.GetNames<TcpCloseKind>(), JsonNamingPolicy.SnakeCaseLower.ConvertName);

    public static string Of(TcpOutcome outcome) => Outcomes[(int)outcome];

    public static string Of(TcpCloseKind kind) => Kinds[(int)kind];
}
