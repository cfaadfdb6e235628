using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Meari.Benchmarks.Results;

namespace Meari.Benchmarks.Catalog;

/// <summary>What is to be measured: the two lists of benchmarks/, cut down to what the options choose.</summary>
sealed record Plan(
    Options Options, Server Reference, IReadOnlyList<Server> Servers, IReadOnlyList<Scenario> Scenarios, IReadOnlyList<Also> Also, IReadOnlyList<string> Builds)
{
    /// <summary>Where built programs go; relative to the repository, which is the working directory.</summary>
    public const string Out = "artifacts/benchmarks";

    /// <exception cref="UsageException">A list is broken, or an option names what is in none.</exception>
    public static Plan Read(Options options)
    {
        ScenarioFile scenarios = Read("benchmarks/scenarios.json", CatalogJson.Default.ScenarioFile);
        ServerFile servers = Read("benchmarks/servers.json", CatalogJson.Default.ServerFile);
        RequireDistinct(scenarios.Scenarios.Select(static s => s.Name), "benchmarks/scenarios.json");
        RequireDistinct(servers.Servers.Select(static s => s.Name), "benchmarks/servers.json");
        foreach (Server server in servers.Servers)
            RequireKnown((server.Scenarios ?? []).Concat(server.Arguments.Keys), scenarios.Scenarios.Select(static s => s.Name), $"scenario of {server.Name}");
        RequireKnown([servers.Reference], servers.Servers.Select(static s => s.Name), "reference");
        RequireKnown(options.Only, servers.Servers.Select(static s => s.Name), "server");
        RequireKnown(options.Scenarios, scenarios.Scenarios.Select(static s => s.Name).Concat(Enum.GetValues<Also>().Select(NameOf)), "scenario");

        Server reference = servers.Servers.First(s => s.Name == servers.Reference);
        return new(
            options,
            reference,
            [.. servers.Servers.Where(s => s == reference || (options.Only.Count == 0 ? !s.OnDemand : options.Only.Contains(s.Name)))],
            [.. scenarios.Scenarios.Where(s => IsAsked(s.Name))],
            [.. Enum.GetValues<Also>().Where(also => IsAsked(NameOf(also)))],
            scenarios.Builds);

        bool IsAsked(string name) => options.Scenarios.Count == 0 || options.Scenarios.Contains(name);
    }

    public static string NameOf(Also also) => JsonNamingPolicy.CamelCase.ConvertName(also.ToString());

    static T Read<T>(string path, JsonTypeInfo<T> type)
    {
        string text;
        try
        {
            text = File.ReadAllText(path).Replace("{out}", Out, StringComparison.Ordinal).Replace("{bin}", "artifacts/bin", StringComparison.Ordinal);
        }
        catch (IOException e)
        {
            throw new UsageException($"{path}: {e.Message}");
        }
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw new UsageException($"{path} is empty");
        }
        catch (JsonException e)
        {
            throw new UsageException($"{path}: {e.Message}");
        }
    }

    static void RequireDistinct(IEnumerable<string> names, string path)
    {
        if (names.GroupBy(static n => n).FirstOrDefault(static g => g.Count() > 1) is { } twice)
            throw new UsageException($"{path}: {twice.Key} is there twice");
    }

    static void RequireKnown(IEnumerable<string> names, IEnumerable<string> known, string what)
    {
        if (names.Except(known).FirstOrDefault() is { } unknown)
            throw new UsageException($"no such {what}: {unknown}; there are {string.Join(", ", known)}");
    }
}
