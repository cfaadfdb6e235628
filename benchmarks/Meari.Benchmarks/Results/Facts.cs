using System.Runtime.InteropServices;
using System.Xml.Linq;
using Meari.Benchmarks.Processes;

namespace Meari.Benchmarks.Results;

/// <summary>What the numbers belong to.</summary>
static class Facts
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static Machine OfMachine() => new(
        RuntimeInformation.OSDescription,
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        RuntimeInformation.ProcessArchitecture.ToString(),
        Field("/proc/cpuinfo", "model name") ?? "unknown",
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20);

    public static async Task<IReadOnlyDictionary<string, string>> OfVersionsAsync(CancellationToken cancelled)
    {
        SortedDictionary<string, string> versions = new(StringComparer.Ordinal) { [".NET"] = Environment.Version.ToString() };
        await AddAsync("Meari", "git describe --always --dirty");
        await AddAsync("gcc", "gcc -dumpfullversion");
        await AddAsync("liburing", "pkg-config --modversion liburing");
        foreach ((string package, string version) in PeerPackages())
            versions[package] = version;
        return versions;

        // A tool that is not there leaves no version.
        async Task AddAsync(string name, string command)
        {
            try
            {
                ToolResult ended = await Tool.RunAsync(command.Split(' '), Limit, cancelled);
                if (ended.ExitCode == 0)
                    versions[name] = ended.Output.Trim();
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return;
            }
        }
    }

    /// <summary>The packages that the servers refer to, with the versions of Directory.Packages.props.</summary>
    static IEnumerable<(string Package, string Version)> PeerPackages()
    {
        Dictionary<string, string> all = XDocument.Load("Directory.Packages.props").Descendants("PackageVersion")
            .ToDictionary(static p => p.Attribute("Include")!.Value, static p => p.Attribute("Version")!.Value);
        return Directory.EnumerateFiles("benchmarks/servers", "*.csproj", SearchOption.AllDirectories)
            .SelectMany(static path => XDocument.Load(path).Descendants("PackageReference"))
            .Select(static p => p.Attribute("Include")!.Value)
            .Where(all.ContainsKey)
            .Select(p => (p, all[p]));
    }

    static string? Field(string path, string name) =>
        File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}
