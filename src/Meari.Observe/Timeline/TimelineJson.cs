using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Meari.Observe;

/// <summary>A timeline event as one JSON object, and back. docs/timeline.md describes the members.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    Converters = [
        typeof(EndPointConverter), typeof(TcpStateConverter), typeof(ControlBitsConverter),
        typeof(SnakeCaseEnumConverter<TimelineSide>), typeof(SnakeCaseEnumConverter<TimelineText>),
    ])]
[JsonSerializable(typeof(TimelineEvent))]
internal sealed partial class TimelineJson : JsonSerializerContext;

/// <summary>A timeline event as a line of a recording.</summary>
public static class TimelineLine
{
    /// <summary>Hangul stays readable; control characters are always escaped.</summary>
    static readonly TimelineJson Json = new(new JsonSerializerOptions(TimelineJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        TypeInfoResolver = null,
    });

    /// <summary>The event as one JSON object, without an end of line.</summary>
    /// <param name="seen">The event.</param>
    /// <returns>The object.</returns>
    public static string Write(TimelineEvent seen) => JsonSerializer.Serialize(seen, Json.TimelineEvent);

    /// <summary>Reads it back.</summary>
    /// <param name="line">One JSON object.</param>
    /// <param name="seen">The event.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryRead(string line, [NotNullWhen(true)] out TimelineEvent? seen)
    {
        try
        {
            seen = JsonSerializer.Deserialize(line, Json.TimelineEvent);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException) // the latter: no kind, or not at the beginning
        {
            seen = null;
        }
        return seen is not null;
    }
}
