using System.Text.Json;
using System.Text.Json.Serialization;
using Meari.Benchmarks.Catalog;
using Meari.Benchmarks.Processes;

namespace Meari.Benchmarks.Results;

/// <summary>The lists that are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(AlsoConverter)])]
[JsonSerializable(typeof(ScenarioFile))]
[JsonSerializable(typeof(ServerFile))]
sealed partial class CatalogJson : JsonSerializerContext;

/// <summary>What is measured beside the scenarios goes by the names of the options.</summary>
sealed class AlsoConverter() : JsonStringEnumConverter<Also>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>What the load generator writes, and the results.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(LoadResult))]
[JsonSerializable(typeof(IdleResult))]
[JsonSerializable(typeof(FirstEcho))]
[JsonSerializable(typeof(RunResult))]
sealed partial class ResultJson : JsonSerializerContext;
