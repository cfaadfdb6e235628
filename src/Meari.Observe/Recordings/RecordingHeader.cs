using System.Text.Json.Serialization;

namespace Meari.Observe;

/// <summary>The first line of a recording.</summary>
internal sealed record RecordingHeader
{
    /// <summary>The version that this program writes, and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>What kind of file this is: <c>timeline</c>.</summary>
    [JsonRequired]
    public string Meari { get; init; } = "";

    /// <summary>The version of the format.</summary>
    [JsonRequired]
    public int Version { get; init; }

    /// <summary>When the recording began, UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>The events' clock at that moment, in nanoseconds.</summary>
    public long Monotonic { get; init; }

    /// <summary>The events' clock: <c>CLOCK_MONOTONIC</c> on Linux, elsewhere <c>Stopwatch</c>.</summary>
    public string? Clock { get; init; }
}

/// <summary>The header as JSON. docs/timeline.md describes the members.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RecordingHeader))]
internal sealed partial class RecordingJson : JsonSerializerContext;
