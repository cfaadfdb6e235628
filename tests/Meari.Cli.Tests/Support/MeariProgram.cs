using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Meari.Cli.Tests;

/// <summary>The command under test, as it was built beside the tests.</summary>
public static partial class MeariProgram
{
    public static string Repository { get; } = Metadata("Repository");

    public static string Path { get; } = Metadata("Program");

    static string Metadata(string key) =>
        typeof(MeariProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    public static RunningProgram Start(params string[] arguments) => RunningProgram.Start(Path, arguments);

    public static RunningProgram StartEnglish(params string[] arguments) => RunningProgram.Start(Path, arguments, language: "en");

    /// <summary>Starts <c>meari serve</c> and waits until it listens; gives its port.</summary>
    public static async Task<(RunningProgram Server, int Port)> Serve(params string[] arguments)
    {
        RunningProgram server = Start(["serve", .. arguments]);
        return (server, await ListeningPort(server));
    }

    public static async Task<int> ListeningPort(RunningProgram server)
    {
        await server.ErrorHas("sockets"); // the engine's name ends the line that says where it listens
        Match match = PortInStatus().Match(server.Error);
        Assert.True(match.Success, server.Error);
        return int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"[\]\d]:(\d+)")]
    private static partial Regex PortInStatus();
}
