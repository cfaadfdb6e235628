using System.Text.Json;

namespace Meari.Benchmarks.Results;

/// <summary>Where results go.</summary>
static class ResultFiles
{
    const string Folder = "benchmarks/results";
    const string Documentation = "docs/performance.md";
    const string Begin = "<!-- benchmarks:begin -->";
    const string End = "<!-- benchmarks:end -->";

    /// <summary>Writes a run, and the documentation's table if the run left nothing out.</summary>
    /// <returns>The tables.</returns>
    public static string Write(RunResult result)
    {
        string tables = Markdown.Of(result);
        string name = Path.Combine(Folder, result.Complete ? "latest" : "partial");
        Directory.CreateDirectory(Folder);
        File.WriteAllText(name + ".json", JsonSerializer.Serialize(result, ResultJson.Default.RunResult) + "\n");
        File.WriteAllText(name + ".md", tables);
        Console.Error.WriteLine($"benchmarks: wrote {name}.json and {name}.md");
        if (result.Complete)
            Document(tables);
        return tables;
    }

    static void Document(string tables)
    {
        string text = File.Exists(Documentation) ? File.ReadAllText(Documentation) : "";
        int begin = text.IndexOf(Begin, StringComparison.Ordinal), end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            Console.Error.WriteLine($"benchmarks: {Documentation} has no place for the table between {Begin} and {End}");
            return;
        }
        File.WriteAllText(Documentation, $"{text[..(begin + Begin.Length)]}\n\n{tables}\n{text[end..]}");
        Console.Error.WriteLine($"benchmarks: replaced the table of {Documentation}");
    }
}
